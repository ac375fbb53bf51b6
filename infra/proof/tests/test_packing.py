"""Batches keep to their size, and files of results bear a kill."""

from pathlib import Path

import pytest
import torch

from packing import appender, by_length, part_of, read_lines, right_padded


def test_batches_hold_all_rows_and_no_more_tokens_than_asked_for() -> None:
    """A row that is longer than that stands alone."""
    lengths = [5, 100, 7, 3, 30, 8, 12]
    batches = by_length(lengths, 40)
    assert sorted(place for batch in batches for place in batch) == list(range(7))
    for batch in batches:
        assert len(batch) * max(lengths[one] for one in batch) <= 40 or len(batch) == 1


def test_rows_are_padded_behind() -> None:
    """With the id that is given."""
    assert torch.equal(right_padded([[1, 2], [3]], 9), torch.tensor([[1, 2], [3, 9]]))


def test_parts_share_all_names_and_no_other_part_is_taken() -> None:
    """Two processes do the work of one."""
    names = list("abcde")
    assert sorted(part_of(names, "0/2") + part_of(names, "1/2")) == names
    with pytest.raises(SystemExit, match="part 2/2"):
        part_of(names, "2/2")


def test_a_line_that_was_cut_off_is_neither_read_nor_kept(tmp_path: Path) -> None:
    """What follows it stands on a line of its own."""
    path = tmp_path / "scores.jsonl"
    assert list(read_lines(path)) == []
    appender(path)({"key": "a"})
    with path.open("a", encoding="utf-8") as file:
        file.write('{"key": "b", "su')
    assert [line["key"] for line in read_lines(path)] == ["a"]
    appender(path)({"key": "c"})
    assert [line["key"] for line in read_lines(path)] == ["a", "c"]
