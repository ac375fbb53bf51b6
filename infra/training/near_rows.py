"""Prints rows that everybody may train on, among which `near-pairs.ts` looks for near pairs; a JSON object a line.

Rows of one source lie close together, and so do those of all: a sample of a source would leave few near pairs in it. So
a source is whole up to MOST rows of a fixed random order. No row repeats a test or a bench.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from data import banned_texts, fold, read_lines, spellings
from sources import SOURCES
from work_rows import mixed_rows

MOST = {"prompts_zh": 12000}
MOST_OF_OTHERS = 3000
MAX_CHARS = 700  # the judge learns from no longer texts


def permitted(shared: Path) -> Iterator[dict[str, Any]]:
    """Rows of all permitted sources, with their ids: labelled ones, mixed ones and Chinese prompts."""
    yield from (row for row in read_lines(shared / "labels/kinds_train.jsonl.gz") if row["source"] in SOURCES)
    yield from mixed_rows(shared)
    prompts = list(read_lines(shared / "corpora/prompts_zh.jsonl.gz"))
    random.Random(3).shuffle(prompts)
    yield from ({**row, "input": "", "source": "prompts_zh"} for row in prompts)


def near_rows(shared: Path) -> Iterator[dict[str, str]]:
    """Id, instruction, input and source of the rows, none of which has the text of another."""
    banned, seen, taken = banned_texts(shared), set[str](), Counter[str]()
    for row in permitted(shared):
        instruction, text, source = row["instruction"].strip(), (row["input"] or "").strip(), row["source"]
        key = fold(f"{instruction} {text}")
        if len(key) > MAX_CHARS or key in seen or taken[source] >= MOST.get(source, MOST_OF_OTHERS):
            continue
        if spellings(instruction, text) & banned:
            continue
        seen.add(key)
        taken[source] += 1
        yield {"id": row["id"], "instruction": instruction, "input": text, "source": source}


def main(shared: str) -> None:
    """Prints the rows."""
    for row in near_rows(Path(shared)):
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1])
