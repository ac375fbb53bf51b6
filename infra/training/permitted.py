"""Prints English rows that everybody may train on, one JSON object a line, for the labeller."""

import json
import sys
from pathlib import Path

from data import MAX_CHARS, MAX_OUTPUT, Row, banned_texts, fold, spellings
from work_rows import mixed_rows, work_rows

SHORTEST = 8


def permitted_rows(shared: Path) -> list[Row]:
    """Unique rows of permitted sources and written ones, none of which repeats a test or a bench."""
    banned, seen = banned_texts(shared), set()
    rows: list[Row] = []
    for row in [*mixed_rows(shared), *work_rows(shared)]:
        instruction, text = row["instruction"].strip(), (row["input"] or "").strip()
        key = fold(f"{instruction} {text}")
        if row["lang"] != "en" or key in seen or not SHORTEST <= len(instruction) <= MAX_CHARS:
            continue
        if spellings(instruction, text) & banned:
            continue
        seen.add(key)
        output = (row.get("output") or "").strip()[:MAX_OUTPUT]
        rows.append({"instruction": instruction, "input": text[:MAX_CHARS], "output": output, "source": row["source"]})
    return rows


def main(shared: str) -> None:
    """Prints the rows."""
    for row in permitted_rows(Path(shared)):
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1])
