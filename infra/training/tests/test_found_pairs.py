"""Pairs found in data: which are learnt from, and that none of them has a row of those that are left to the trees."""

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from found_pairs import DOUBTFUL, ROWS, NearPairs, is_for_trees, read_near
from pair_rows import Judged

LEARNT = [f"row {number}" for number in range(40) if not is_for_trees(f"row {number}")]
LEFT = [f"row {number}" for number in range(40) if is_for_trees(f"row {number}")]


def write_lines(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    path.write_bytes(gzip.compress(lines.encode()) if path.suffix == ".gz" else lines.encode())


@pytest.fixture
def near(tmp_path: Path) -> NearPairs:
    """Two judged pairs, one of which is left to the trees, and pairs that nobody read."""
    for name in ROWS:
        write_lines(tmp_path / f"{name}.jsonl.gz", [])
    rows = [{"id": row, "instruction": f"Do {row}", "input": "it"} for row in [*LEARNT, *LEFT]]
    write_lines(tmp_path / f"{ROWS[1]}.jsonl.gz", rows)
    judged = [
        {"a": LEARNT[0], "b": LEARNT[1], "same": True, "for": 1},
        {"a": LEFT[0], "b": LEARNT[2], "same": True, "for": 1},
    ]
    write_lines(tmp_path / "pairs/found.jsonl", judged)
    pairs = [
        (LEARNT[0], LEARNT[1], 0.01),  # was read
        (LEARNT[3], LEARNT[4], 0.05),
        (LEARNT[5], LEARNT[6], None),
        (LEARNT[3], LEARNT[5], DOUBTFUL),
        (LEARNT[2], LEARNT[7], 0.01),  # has a row of a pair left to the trees
    ]
    unread = [{"a": a, "b": b, "left": a, "right": b, "said": chance, "chance": chance} for a, b, chance in pairs]
    write_lines(tmp_path / "near.jsonl", unread)
    return read_near(tmp_path, tmp_path / "near.jsonl", tmp_path / "pairs")


def test_a_judged_pair_has_the_texts_of_its_rows_and_its_judgement(near: NearPairs) -> None:
    assert near.read == [Judged(f"Do {LEARNT[0]}\n\nit", f"Do {LEARNT[1]}\n\nit", same=True)]


def test_pairs_that_nobody_read_are_different_but_doubtful_ones_and_those_with_rows_left_to_the_trees(
    near: NearPairs,
) -> None:
    assert set(near.unread) == {
        Judged(LEARNT[3], LEARNT[4], same=False),
        Judged(LEARNT[5], LEARNT[6], same=False),
    }


def test_an_epoch_has_every_judged_pair_and_the_same_ones_several_times(near: NearPairs) -> None:
    drawn = near.epoch(1)
    assert drawn == near.epoch(1)
    assert {*drawn} == {*near.read, *near.unread}
    assert sum(pair.same for pair in drawn) > 1


def test_half_of_all_rows_are_left_to_the_trees() -> None:
    assert 400 < sum(is_for_trees(f"mx-{number:06}") for number in range(1000)) < 600
