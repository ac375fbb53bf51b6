"""Tokens: of a text that is too long the middle is left out, and padding is marked."""

import importlib.util
from pathlib import Path

import pytest
from tiny_network import TEXTS, tiny_tokenizer

GOLDEN = Path(__file__).parents[3] / "tests/golden/tokenizer/reference.py"


@pytest.mark.parametrize("limit", [8, 9])
def test_of_a_long_text_the_beginning_and_the_end_stay_with_their_special_tokens(limit: int) -> None:
    words = "write a poem about cats list five facts about the harbour"
    whole = tiny_tokenizer(100)([words])[0][0].tolist()
    last = limit // 2
    ids, mask = tiny_tokenizer(limit)([words])
    assert ids[0].tolist() == whole[: limit - last] + whole[-last:]
    assert len(whole) > limit == ids.shape[1] == int(mask.sum())
    assert (ids[0, 0], ids[0, -1]) == (2, 3)


def test_a_text_of_just_the_limit_is_left_whole_and_one_token_more_loses_its_middle() -> None:
    tokenizer = tiny_tokenizer(7)
    fits, long = "write a poem about cats", "write a poem about five cats"
    assert tokenizer([fits])[0].tolist() == tiny_tokenizer(100)([fits])[0].tolist()
    whole = tiny_tokenizer(100)([long])[0][0].tolist()
    assert tokenizer([long])[0][0].tolist() == whole[:4] + whole[5:]


def test_shorter_texts_are_padded_with_zeros_that_the_mask_hides() -> None:
    ids, mask = tiny_tokenizer()(["write a poem", "cats", ""])
    assert ids.tolist() == [[2, 4, 5, 6, 3], [2, 8, 3, 0, 0], [2, 3, 0, 0, 0]]
    assert mask.tolist() == [[1, 1, 1, 1, 1], [1, 1, 1, 0, 0], [1, 1, 0, 0, 0]]


@pytest.mark.parametrize("limit", [6, 7, 24])
def test_the_same_tokens_stay_as_in_the_golden_values_of_the_service(limit: int) -> None:
    spec = importlib.util.spec_from_file_location("reference", GOLDEN)
    assert spec is not None
    assert spec.loader is not None
    golden = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(golden)
    for text in TEXTS:
        ids, mask = tiny_tokenizer(limit)([text])
        whole = tiny_tokenizer(100)([text])[0][0].tolist()
        assert ids[0].tolist() == golden.within(whole, {"max_tokens": limit, "left_out": "middle"})
        assert mask.all()
