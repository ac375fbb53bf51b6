"""Prints what `fit-rows.ts` compares: rows that were found in a corpus and no training saw, and short texts.

One JSON object a line: `instruction`, `input`, `source`, the `kind` and the kinds that it is `right` for; of the short
texts alone `asks`, and no kind.
"""

import json
import sys
from pathlib import Path
from typing import TypedDict

from data import banned_texts, fold, read_lines
from work_rows import KINDS_OF_WORK, held_out, work_rows

ASKING = Path(__file__).with_name("written") / "asking" / "texts.jsonl"


class FitRow(TypedDict):
    """A text with its kind of work, or one of which is known whether it asks for anything."""

    instruction: str
    input: str
    source: str
    kind: str | None
    right: list[str]
    asks: bool


def kind_rows(shared: Path) -> list[FitRow]:
    """Rows that are kept from training, all of which ask for something.

    Those that the project wrote go without their kind: they name fewer kinds that would do as well than a reader of
    found rows does, so chances to fit that are learnt from them are too low.
    """
    kept = [row for row in work_rows(shared) if held_out(row)]
    return [
        {
            "instruction": row["instruction"],
            "input": row["input"],
            "source": row["source"].split("-task")[0],
            "kind": None if row["source"].startswith("written-") else row["kind"],
            "right": sorted(KINDS_OF_WORK.right(row["kind"], row["also"])),
            "asks": True,
        }
        for row in kept
    ]


def short_rows(shared: Path) -> list[FitRow]:
    """The project's own short texts, none of which repeats a test or a bench."""
    banned = banned_texts(shared)
    return [
        {
            "instruction": row["text"],
            "input": "",
            "source": f"written-{row['class']}",
            "kind": None,
            "right": [],
            "asks": row["asks"],
        }
        for row in read_lines(ASKING)
        if fold(row["text"]) not in banned
    ]


def main(shared: str) -> None:
    """Prints the rows."""
    for row in [*kind_rows(Path(shared)), *short_rows(Path(shared))]:
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1])
