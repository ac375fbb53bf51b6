"""Writes comparison.json: what SciPy and scikit-learn make of small sets that are compared.

Needs NumPy, SciPy 1.11 or newer and scikit-learn 1.x.

    python3 tests/golden/comparison.py
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import chi2_contingency, false_discovery_control, wasserstein_distance
from sklearn.metrics.pairwise import cosine_similarity

rng = np.random.default_rng(20241126)


def samples() -> Iterator[tuple[np.ndarray, np.ndarray]]:
    yield rng.normal(size=40), rng.normal(0.5, 2, size=25)
    yield rng.integers(4, size=30), rng.integers(1, 7, size=17)
    yield np.zeros(3), np.ones(1)
    yield rng.random(12), rng.random(12)


def unit(rows: int, dimensions: int, shift: float) -> np.ndarray:
    """Rows of length 1, as float32 holds them."""
    points = (rng.normal(size=(rows, dimensions)) + shift).astype(np.float32)
    return points / np.linalg.norm(points, axis=1, keepdims=True)


def correlation(one: np.ndarray, other: np.ndarray, normalise: str) -> dict[str, Any]:
    """The paper's: mean over dimensions of the Wasserstein distance, and the mean of the largest cosine either way."""
    one, other = one.astype(np.float64), other.astype(np.float64)
    if normalise == "paper_sum":
        one, other = (points / points.sum(axis=1, keepdims=True) for points in (one, other))
    distances = [wasserstein_distance(one[:, i], other[:, i]) for i in range(one.shape[1])]
    cosines = cosine_similarity(one, other)
    return {
        "normalize": normalise,
        "mean_wasserstein": float(np.mean(distances)),
        "mean_max_cosine": [float(cosines.max(axis=1).mean()), float(cosines.max(axis=0).mean())],
    }


def change(old: int, new: int, old_total: int, new_total: int) -> dict[str, float]:
    table = [[new, new_total - new], [old, old_total - old]]
    found = chi2_contingency(table, correction=False, lambda_="log-likelihood")
    grew = new / new_total >= old / old_total
    return {
        "old": old,
        "new": new,
        "z": float(np.sqrt(found.statistic)) * (1 if grew else -1),
        "p": float(found.pvalue),
    }


one, other = unit(23, 6, 0.1), unit(31, 6, -0.2)
p_values = np.concatenate([rng.random(20), rng.random(8) / 500, [0.01, 0.01]])
golden = {
    "distances": [
        {"one": x.tolist(), "other": y.tolist(), "distance": float(wasserstein_distance(x, y))} for x, y in samples()
    ],
    "sets": {"one": one.tolist(), "other": other.tolist()},
    "correlations": [correlation(one, other, normalise) for normalise in ("l2", "paper_sum")],
    "totals": {"old": 900, "new": 1300},
    "changes": [change(old, new, 900, 1300) for old, new in [(0, 9), (40, 10), (30, 41), (450, 650), (3, 0), (0, 400)]],
    "false_discovery": {"p": p_values.tolist(), "q": false_discovery_control(p_values).tolist()},
}
Path(__file__).with_suffix(".json").write_text(json.dumps(golden) + "\n")
