"""The likelihood of an answer is that of its tokens after the prompt, whatever stands beside it in a batch."""

import pytest
import torch
from transformers import PreTrainedModel

from answers import TOGETHER, answer_scores, in_order, key_of


def test_a_batch_scores_its_rows_as_they_score_alone(tiny_model: PreTrainedModel) -> None:
    """Padding on the right changes nothing."""
    rows = [([1, 2, 3], [4, 5]), ([6], [7, 8, 9, 10, 11]), ([12, 13, 14, 15, 16, 17], [18])]
    together = answer_scores(tiny_model, rows, 0)
    alone = [answer_scores(tiny_model, [row], 0)[0] for row in rows]
    assert together == pytest.approx(alone, abs=1e-4)


def test_a_score_is_the_log_likelihood_of_the_answer_alone(tiny_model: PreTrainedModel) -> None:
    """Token by token, by the definition."""
    asked, answer = [1, 2, 3], [4, 5]
    with torch.inference_mode():
        told = tiny_model(torch.tensor([asked + answer])).logits.log_softmax(-1)[0]
    expected = float(told[2, 4] + told[3, 5])
    assert answer_scores(tiny_model, [(asked, answer)], 0) == pytest.approx([expected], abs=1e-4)


def test_equal_prompts_share_a_key_and_others_do_not() -> None:
    """The strategy that chose it is no part of it."""
    turns = [{"role": "user", "content": "Why?"}]
    one = {"messages": turns, "answer": "So.", "strategy": "task"}
    assert key_of(one) == key_of({**one, "strategy": "random"})
    assert key_of(one) != key_of({**one, "answer": "No."})


def test_a_run_that_is_stopped_has_judged_the_first_prompts() -> None:
    """Whatever their length; beside each other stand those of similar length."""
    lengths = [400 - place for place in range(3 * TOGETHER)]
    places = [place for batch in in_order(lengths) for place in batch]
    assert sorted(places) == list(range(3 * TOGETHER))
    assert sorted(places[:TOGETHER]) == list(range(TOGETHER))
    assert places[0] == TOGETHER - 1
