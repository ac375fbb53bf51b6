"""Means with bootstrap intervals over rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

DRAWS = 10_000
SEED = 7


@dataclass(frozen=True)
class Interval:
    """A mean, and where it lies in 95 of 100 draws of as many rows with repetition."""

    mean: float
    low: float
    high: float

    def shown(self, digits: int = 3, signed: bool = False) -> str:
        """As a table has it."""
        form = f"{'+' if signed else ''}.{digits}f"
        return f"{self.mean:{form}} [{self.low:{form}}, {self.high:{form}}]"

    def marked(self) -> str:
        """A difference as a table has it, bold where zero lies outside."""
        text = self.shown(signed=True)
        return f"**{text}**" if self.is_apart_from_zero else text

    @property
    def is_apart_from_zero(self) -> bool:
        """Whether zero lies outside."""
        return self.low > 0 or self.high < 0


def interval(values: Sequence[float] | np.ndarray, draws: int = DRAWS, seed: int = SEED) -> Interval:
    """Of values, (rows); paired differences are values too. The same seed draws the same rows of as many."""
    rows = np.asarray(values, dtype=np.float64)
    if rows.size == 0:
        raise ValueError("there are no rows to draw from")
    random = np.random.default_rng(seed)
    means = rows[random.integers(0, rows.size, (draws, rows.size))].mean(1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Interval(float(rows.mean()), float(low), float(high))
