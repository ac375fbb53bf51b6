"""The tables have every method, its gain over random rows, and only families with enough rows."""

from typing import Any

from adapter_figures import family_of, losses_by_method, tables

FAMILIES = {"write": ("write-poem",), "judge": ("classify-topic",)}


def result(method: str, seed: int, loss: float) -> dict[str, Any]:
    """Twelve held-out rows, two of them of a rare family, with one loss a token."""
    rows = [{"kind": "write-poem" if at < 10 else "classify-topic", "sum": 2 * loss, "tokens": 2} for at in range(12)]
    return {"seed": seed, "method": method, "trained": 9, "rows": rows}


def test_methods_are_compared_with_random_rows() -> None:
    """By the mean over seeds, in the order of the seeds."""
    results = [result("random", 1, 2.5), result("random", 0, 1.5), result("k_means", 0, 1.0), result("k_means", 1, 2.0)]
    lines = tables(results, FAMILIES)
    assert "**+0.500 [+0.500, +0.500]** | 1.000, 2.000 |" in next(
        line for line in lines if line.startswith("| k_means")
    )
    assert losses_by_method(results)["random"].tolist() == [[1.5] * 12, [2.5] * 12]
    assert any(line.startswith("| write | 10 |") for line in lines)
    assert not any(line.startswith("| judge") for line in lines)


def test_a_kind_of_no_family_is_other() -> None:
    """And so is a row without a kind."""
    assert family_of("classify-topic", FAMILIES) == "judge"
    assert family_of("unheard-of", FAMILIES) == family_of(None, FAMILIES) == "other"
