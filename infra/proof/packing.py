"""Texts of similar length side by side, and files to which results are added one by one."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import torch


def by_length(lengths: Sequence[int], most_tokens: int) -> list[list[int]]:
    """Places of texts in batches, the shortest first; only a batch of one text has more tokens, padding included."""
    batches: list[list[int]] = []
    for place in sorted(range(len(lengths)), key=lambda one: lengths[one]):
        if not batches or (len(batches[-1]) + 1) * lengths[place] > most_tokens:
            batches.append([])
        batches[-1].append(place)
    return batches


def right_padded(rows: Sequence[Sequence[int]], pad: int) -> torch.Tensor:
    """Token ids of texts, (rows, tokens). What stands behind a text changes nothing before it in a causal model."""
    width = max(map(len, rows))
    return torch.tensor([[*row, *[pad] * (width - len(row))] for row in rows])


def part_of(names: Sequence[str], part: str) -> list[str]:
    """The share of a process, such as the first of two for `0/2`."""
    own, of = map(int, part.split("/"))
    if not 0 <= own < of:
        raise SystemExit(f"part {part}: the first of two is 0/2, the second 1/2")
    return [name for place, name in enumerate(names) if place % of == own]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Objects of a file of JSON lines. A last line that was cut off, by a kill, is passed over."""
    if not path.exists():
        return
    lines = path.read_text("utf-8").split("\n")
    for place, line in enumerate(lines):
        if place == len(lines) - 1 and not line.endswith("}"):
            return
        yield json.loads(line)


def appender(path: Path) -> Callable[[dict[str, Any]], None]:
    """Adds objects to a file of JSON lines, each written before the next; the rest of a cut line is removed first."""
    if path.exists():
        text = path.read_text("utf-8")
        path.write_text(text[: text.rfind("\n") + 1], "utf-8")
    file = path.open("a", encoding="utf-8")

    def add(value: dict[str, Any]) -> None:
        file.write(json.dumps(value) + "\n")
        file.flush()

    return add
