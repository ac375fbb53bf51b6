"""Passages: every form can be made, from training rows alone, and the same seed makes the same ones."""

import re

import pytest
from tiny_rows import row_of, tiny_rows

from passages import FORMS, NAMES, Passages

ROWS = tiny_rows()
WORDS = {
    word for row in ROWS for field in ("instruction", "input", "output") for word in re.findall(r"\w+", row[field])
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_be_made_again_and_again(form: str) -> None:
    passages = Passages(ROWS, seed=1)
    assert all(passages.make(form).strip() for _ in range(50))


@pytest.mark.parametrize("form", FORMS)
def test_the_same_seed_makes_the_same_passages_and_another_seed_others(form: str) -> None:
    one, again, other = (Passages(ROWS, seed) for seed in (1, 1, 2))
    made = [one.make(form) for _ in range(20)]
    assert made == [again.make(form) for _ in range(20)]
    assert made != [other.make(form) for _ in range(20)]


@pytest.mark.parametrize("form", ["prose", "sentence", "question", "math", "code", "reading", "words"])
def test_the_words_of_a_passage_are_those_of_the_rows(form: str) -> None:
    passages = Passages(ROWS, seed=1)
    for _ in range(20):
        assert set(re.findall(r"\w+", passages.make(form))) <= WORDS | {"Question", "Q"}


def test_a_gap_is_a_sentence_with_one_word_replaced() -> None:
    passages = Passages(ROWS, seed=1)
    sentences = {tuple(text.split()) for text in passages.pools["sentence"]}
    for _ in range(20):
        words = passages.make("gap").split()
        fits = [sum(a != b for a, b in zip(words, one, strict=True)) for one in sentences if len(one) == len(words)]
        assert 1 in fits


def test_two_speakers_take_turns_in_a_dialogue() -> None:
    passages = Passages(ROWS, seed=1)
    for _ in range(20):
        found = re.findall("|".join(f"{name}(?=: )" for name in NAMES), passages.make("dialogue"))
        assert len(found) >= 2
        assert set(found[::2]).isdisjoint(found[1::2])


def test_options_have_one_letter_each_from_a_on() -> None:
    passages = Passages(ROWS, seed=1)
    for _ in range(20):
        letters = re.findall(r"[( ]?\b([A-D])[).:]", passages.make("options"))
        assert letters in (["A", "B", "C"], ["A", "B", "C", "D"])


def test_code_is_never_filed_as_prose_and_short_answers_nowhere() -> None:
    rows = [row_of("write|code", "Do it.", output="x = " + "1 + " * 30 + "1", source="codealpaca-20k")]
    rows.append(row_of("list|fact", "Name one.", output="A short answer."))
    passages = Passages(rows, seed=1)
    assert {pool: len(texts) for pool, texts in passages.pools.items()} == {"code": 1}
