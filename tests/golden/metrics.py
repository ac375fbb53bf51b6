"""Writes metrics.json: what scikit-learn and SciPy make of a few small inputs.

Needs NumPy, SciPy and scikit-learn 1.x.

    python3 tests/golden/metrics.py
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import spearmanr
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, homogeneity_score, silhouette_score
from sklearn.metrics.cluster import contingency_matrix

rng = np.random.default_rng(20240501)


def partitions() -> Iterator[dict[str, Any]]:
    for rows, true_groups, predicted_groups in [(12, 3, 3), (200, 7, 11), (150, 20, 4), (90, 90, 5)]:
        truth = rng.integers(true_groups, size=rows)
        noise = rng.integers(predicted_groups, size=rows)
        predicted = np.where(rng.random(rows) < 0.6, truth % predicted_groups, noise)
        table = contingency_matrix(truth, predicted)
        yield {
            "truth": truth.tolist(),
            "predicted": predicted.tolist(),
            "adjusted_rand": adjusted_rand_score(truth, predicted),
            "homogeneity": homogeneity_score(truth, predicted),
            "purity": float(table.max(axis=0).sum() / rows),
        }


def correlations() -> Iterator[tuple[np.ndarray, np.ndarray]]:
    labels = rng.integers(2, size=80)
    scores = rng.random(80) + 0.4 * labels
    yield scores, labels
    yield rng.integers(5, size=60), rng.integers(3, size=60)
    yield rng.normal(size=40), rng.normal(size=40)


def clusters(rows: int, dimensions: int, groups: int) -> dict[str, Any]:
    """Points whose coordinates are multiples of 1/64: a float holds them exactly."""
    centres = rng.normal(size=(groups, dimensions))
    points = centres[np.arange(rows) % groups] + 0.6 * rng.normal(size=(rows, dimensions))
    points = np.round(points * 64) / 64
    seeds = rng.choice(rows, size=groups, replace=False)
    fitted = KMeans(groups, init=points[seeds], n_init=1, tol=0, algorithm="lloyd").fit(points)
    lonely = fitted.labels_.copy()
    lonely[0] = groups
    return {
        "points": points.tolist(),
        "seeds": seeds.tolist(),
        "labels": fitted.labels_.tolist(),
        "inertia": float(fitted.inertia_),
        "silhouette": float(silhouette_score(points, fitted.labels_)),
        "silhouette_with_a_lonely_row": float(silhouette_score(points, lonely)),
    }


golden = {
    "partitions": list(partitions()),
    "correlations": [
        {"x": x.tolist(), "y": y.tolist(), "spearman": float(spearmanr(x, y).statistic)} for x, y in correlations()
    ],
    "clusters": [clusters(70, 3, 4), clusters(131, 10, 9)],
    "quantiles": {
        "values": (values := rng.random(37)).tolist(),
        "low": float(np.quantile(values, 0.025)),
        "high": float(np.quantile(values, 0.975)),
    },
}
Path(__file__).with_suffix(".json").write_text(json.dumps(golden) + "\n")
