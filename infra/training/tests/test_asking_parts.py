"""What is read of a long text: a little of both ends and what asks most, within the room."""

from pathlib import Path

import pytest
from tiny_network import tiny_tokenizer

from asking import read_asking, units
from asking_parts import CLAUSES_LOOKED_AT, LOOKED_AT, asking_parts, clauses_looked_at, framed_ids, read_ids

ASKING = read_asking(Path(__file__).parents[2] / "encoder/asking.json")
STORY = "The ferry left the harbour before sunrise. Nobody spoke until the lighthouse had gone. It rained all day. "
REQUEST = "Write a poem about five cats."
ROOM = 160


def encode(text: str) -> list[int]:
    """An id for each character, so that ids can be read."""
    return [ord(character) for character in text]


@pytest.mark.parametrize(("before", "after"), [(0, 30), (15, 15), (30, 0)])
def test_a_request_is_read_wherever_it_stands(before: int, after: int) -> None:
    read = "".join(map(chr, read_ids(f"{STORY * before}\n\n{REQUEST}\n\n{STORY * after}", encode, ROOM, ASKING)))
    assert REQUEST in read
    assert len(read) <= ROOM
    assert (before == 0) or read.startswith("The ferry")


def test_a_text_that_fits_is_read_as_it_is() -> None:
    assert read_ids(REQUEST, encode, ROOM, ASKING) == encode(REQUEST)


def test_parts_come_in_the_order_of_the_text_and_do_not_overlap() -> None:
    text = f"{STORY * 5}{REQUEST} Use short lines.\n{STORY * 5}{REQUEST}\n{STORY * 5}"
    parts, sure = asking_parts(text, ASKING, len, 200)
    assert sure
    assert [text[start:end] for start, end in parts if REQUEST in text[start:end]]
    assert all(one[1] < other[0] for one, other in zip(parts, parts[1:], strict=False))


def test_what_a_text_repeats_is_read_once() -> None:
    text = f"{STORY}{REQUEST}\n" * 8
    parts, _ = asking_parts(text, ASKING, len, 2_000)
    assert sum(REQUEST in text[start:end] for start, end in parts) == 1


@pytest.mark.parametrize("piece", [STORY, "a\n", "。", "😀", "."])
def test_no_more_is_looked_at_of_a_megabyte(piece: str) -> None:
    text = units(piece * (200_000 // len(piece)))
    clauses = clauses_looked_at(text)
    assert 0 < len(clauses) <= CLAUSES_LOOKED_AT
    assert sum(len(clause.text) for clause in clauses) <= LOOKED_AT
    assert clauses[-1].end == len(text.rstrip())


def test_of_a_long_text_the_clause_that_asks_is_read_between_the_special_tokens() -> None:
    tokenizer = tiny_tokenizer().tokenizer
    filler = "the ferry left the harbour before sunrise . " * 3
    ids = framed_ids(f"{filler}Write a poem about cats!\n{filler}", tokenizer, 14, ASKING)
    clause = tokenizer.encode("about cats", add_special_tokens=False).ids
    assert len(ids) <= 14
    assert (ids[0], ids[-1]) == (2, 3)
    assert any(ids[at : at + 2] == clause for at in range(len(ids)))


def test_a_text_that_is_short_enough_is_read_whole() -> None:
    tokenizer = tiny_tokenizer().tokenizer
    assert (
        framed_ids("write a poem about cats", tokenizer, 256, ASKING) == tokenizer.encode("write a poem about cats").ids
    )
