"""Reads the raw files; knows the texts of tests and benchmarks, which nothing may be trained on."""

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypedDict

MAX_CHARS, MAX_OUTPUT = 1500, 900


class Row(TypedDict):
    """A candidate for training."""

    instruction: str
    input: str
    output: str
    source: str


class NamedRow(Row):
    """A row after `label-rows.ts`: its label, or None, and how sure that is, 0 to 1."""

    label: str | None
    confidence: float


class TrainingRow(Row):
    """A row after `label.py`: its label, and the group of labels that mean nearly the same."""

    label: str
    confidence: float
    group: str


def fold(text: str) -> str:
    """The text in small letters and with single spaces: case and white space do not tell two instructions apart."""
    return re.sub(r"\s+", " ", text).strip().lower()


def read_lines(path: Path) -> Iterator[Any]:
    """JSON objects of a .jsonl or .jsonl.gz file."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def eft_rows(shared: str | Path) -> list[dict[str, str]]:
    """Rows of the labelled clustering test, each with its category as `task`."""
    tasks = json.loads((Path(shared) / "ieb/eft_test.json").read_text("utf-8"))
    return [dict(sample, task=task) for task, group in tasks.items() for sample in group["samples"]]


def intention_pairs(shared: str | Path) -> list[dict[str, Any]]:
    """Labelled pairs of the intention similarity test."""
    return json.loads((Path(shared) / "ieb/intention_similarity_test.json").read_text("utf-8"))


def test_instructions(shared: str | Path) -> set[str]:
    """Folded texts of both tests: the instruction, and instruction and input joined as the test has it."""
    texts = set()
    for row in eft_rows(shared):
        texts |= {fold(row["instruction"]), fold(row["input"])}
    for pair in intention_pairs(shared):
        texts |= {fold(pair["instruction1"]), fold(pair["instruction2"])}
    return texts - {""}


def bench_instructions(shared: str | Path) -> set[str]:
    """Folded instructions of every benchmark file."""
    texts = set()
    for path in sorted((Path(shared) / "bench").glob("*.jsonl")):
        texts |= {fold(row.get("instruction") or "") for row in read_lines(path)}
    return texts - {""}


def bench_texts(shared: str | Path) -> set[str]:
    """Folded whole texts, instruction and input, of every row of every benchmark file."""
    texts = set()
    for path in sorted((Path(shared) / "bench").glob("*.jsonl")):
        texts |= {fold(f"{row.get('instruction') or ''} {row.get('input') or ''}") for row in read_lines(path)}
    return texts - {""}


@cache
def banned_texts(shared: Path) -> frozenset[str]:
    """Folded texts that nothing may repeat: those of both tests, and whole rows of every benchmark file."""
    return frozenset(test_instructions(shared) | bench_texts(shared))


def spellings(instruction: str, text: str) -> set[str]:
    """The folded forms under which a row could repeat a test: alone, and joined with its input."""
    return {fold(instruction), fold(instruction + " " + text)}


def check_no_leak(rows: Sequence[Row | TrainingRow], shared: str | Path) -> int:
    """Fails the run if a test instruction is trained on, whatever made the rows; returns how many texts are tests."""
    banned = test_instructions(shared)
    leaked = [row for row in rows if spellings(row["instruction"], row["input"]) & banned]
    if leaked:
        first = leaked[0]["instruction"]
        raise SystemExit(f"{len(leaked)} training rows repeat a test instruction, such as {first!r}")
    return len(banned)
