"""The file by which the service names kinds of work: trained prototypes, and what a similarity to them means.

The chance that the nearest kind is right is measured on rows that were held out of training: a share of a softmax at
the temperature that fits best, then isotonic steps (Zadrozny and Elkan, "Transforming classifier scores into accurate
multiclass probability estimates", KDD 2002).
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import log_softmax
from sklearn.isotonic import IsotonicRegression

from work_rows import KINDS_OF_WORK, WorkRow

TEMPERATURES = np.geomspace(0.01, 0.2, 41)
LEAST_ROWS = 40  # of a step of the calibration
DIGITS = 5


def best_temperature(similar: np.ndarray, own: np.ndarray) -> float:
    """The temperature at which the own kinds of rows are likeliest; `similar` is (rows, kinds), `own` (rows,)."""
    rows = np.arange(len(own))
    likely = [log_softmax(similar / temperature, axis=1)[rows, own].mean() for temperature in TEMPERATURES]
    return round(float(TEMPERATURES[int(np.argmax(likely))]), 4)


def steps(shares: np.ndarray, right: np.ndarray) -> list[dict[str, float]]:
    """Where the chance of being right rises, (rows,) each: every step holds some rows and is higher than the last."""
    order = np.argsort(shares)
    groups = np.array_split(order, max(2, len(order) // LEAST_ROWS))
    lowest = np.array([shares[group].min() for group in groups])
    mean, weight = np.array([right[group].mean() for group in groups]), np.array([len(group) for group in groups])
    fit = IsotonicRegression(y_min=0, y_max=1).fit(np.arange(len(groups)), mean, weight)
    fitted = fit.predict(np.arange(len(groups)))
    firsts = [at for at in range(len(groups)) if at == 0 or fitted[at] > fitted[at - 1]]
    begins = [0.0, *(round(float(lowest[at]), 4) for at in firsts[1:])]
    return [
        {"from": begin, "probability": round(float(fitted[at]), 4)} for begin, at in zip(begins, firsts, strict=True)
    ]


def kind_directions(
    prototypes: Mapping[str, np.ndarray], rows: Sequence[WorkRow], vectors: np.ndarray
) -> dict[str, Any]:
    """The content of the file.

    `prototypes` are unit vectors by kind, (dimensions,); `vectors`, (rows, dimensions), those of the held-out rows.
    """
    names = list(prototypes)
    similar = vectors @ np.stack([prototypes[name] for name in names]).T
    known = np.array([row["kind"] in prototypes for row in rows])
    own = np.array([names.index(row["kind"]) for row in rows if row["kind"] in prototypes])
    temperature = best_temperature(similar[known], own)
    shares = np.exp(log_softmax(similar / temperature, axis=1).max(1))
    found = [names[at] for at in similar.argmax(1)]
    right = [name in KINDS_OF_WORK.right(row["kind"], row["also"]) for name, row in zip(found, rows, strict=True)]
    kinds = [{"name": name, "vector": [round(float(v), DIGITS) for v in prototypes[name]]} for name in names]
    return {"kinds": kinds, "temperature": temperature, "calibration": steps(shares, np.array(right, float))}


def kinds_text(content: Mapping[str, Any]) -> str:
    """The file: a line a kind."""
    kinds = ",\n".join(json.dumps(kind, separators=(",", ":")) for kind in content["kinds"])
    rest = ",".join(
        f"{json.dumps(name)}:{json.dumps(content[name], separators=(',', ':'))}"
        for name in ("temperature", "calibration")
    )
    return f'{{"kinds":[\n{kinds}\n],{rest}}}\n'
