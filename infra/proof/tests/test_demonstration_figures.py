"""The tables compare the same rows everywhere."""

from typing import Any

import pytest

from answers import key_of
from demonstration_figures import figures_of, table


def prompt(query: int, strategy: str, k: int, given: int) -> dict[str, Any]:
    """A prompt of a strategy; those with other demonstrations are others."""
    turns = [{"role": "user", "content": f"{query} {strategy} {k}"}]
    return {"query": query, "strategy": strategy, "k": k, "given": given, "messages": turns, "answer": "So."}


def test_a_row_without_a_score_is_left_out_everywhere() -> None:
    """And what is shown are means over tokens, and paired differences."""
    columns = [("none", 0, 0), ("default", 1, 1), ("random", 1, 1)]
    prompts = [prompt(query, *column) for query in range(3) for column in columns]
    worth = {"none": -3.0, "default": -1.0, "random": -2.0}
    scores = {key_of(one): {"sum": 4 * worth[one["strategy"]], "tokens": 4} for one in prompts}
    del scores[key_of(prompt(1, "random", 1, 1))]
    found, given = figures_of(prompts, scores)
    assert found["default", 1].tolist() == [-1.0, -1.0]
    assert given["default", 1] == pytest.approx(1.0)
    lines = table(found, given)
    assert lines[-1].split(" | ")[-1] == "**+1.000 [+1.000, +1.000]** |"
