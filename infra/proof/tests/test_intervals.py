"""Intervals hold the mean, are narrower for more rows, and are the same every time."""

import numpy as np
import pytest

from intervals import interval


def test_an_interval_holds_what_normal_theory_says() -> None:
    """Of 400 normal rows: the mean, give or take 1.96 standard errors."""
    rows = np.random.default_rng(1).normal(3, 2, 400)
    found, error = interval(rows), rows.std() / 20
    assert found.mean == pytest.approx(rows.mean())
    assert found.low == pytest.approx(rows.mean() - 1.96 * error, abs=0.15 * error)
    assert found.high == pytest.approx(rows.mean() + 1.96 * error, abs=0.15 * error)
    assert interval(rows) == found


def test_equal_rows_have_no_width_and_none_are_refused() -> None:
    """A difference that is always the same is sure."""
    found = interval([0.5] * 9)
    assert (found.low, found.high, found.is_apart_from_zero) == (0.5, 0.5, True)
    assert not interval([-1.0, 1.0] * 9).is_apart_from_zero
    assert found.shown(2, signed=True) == "+0.50 [+0.50, +0.50]"
    with pytest.raises(ValueError, match="no rows"):
        interval([])
