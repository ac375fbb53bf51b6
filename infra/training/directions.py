"""The files by which the service names kinds of work and labels: prototypes, and what a similarity to them means.

The chance that the nearest one is right is measured on rows that were held out of training: a share of a softmax at
the temperature that fits best, then isotonic steps (Zadrozny and Elkan, "Transforming classifier scores into accurate
multiclass probability estimates", KDD 2002).
"""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import log_softmax
from sklearn.isotonic import IsotonicRegression

from label import group_of
from work_rows import KINDS_OF_WORK, WorkRow

TEMPERATURES = np.geomspace(0.01, 0.2, 41)
LEAST_ROWS = 40  # of a step of the calibration
DIGITS = 4
FREQUENT = 8  # rows of a label that gets a direction


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
    found = dict(zip(begins, (round(float(fitted[at]), 4) for at in firsts), strict=True))  # of equal begins the last
    return [{"from": begin, "probability": probability} for begin, probability in found.items()]


def directions(
    prototypes: Mapping[str, np.ndarray], own: Sequence[str], vectors: np.ndarray, right: Callable[[int, str], bool]
) -> dict[str, Any]:
    """The content of a file.

    `prototypes` are unit vectors by name, (dimensions,); `own` are the names of the held-out rows, `vectors`, (rows,
    dimensions), what the encoder gives for them; `right` says whether a name is right for a row.
    """
    names = list(prototypes)
    index = {name: number for number, name in enumerate(names)}
    similar = vectors @ np.stack([prototypes[name] for name in names]).T
    known = np.array([name in index for name in own])
    temperature = best_temperature(similar[known], np.array([index[name] for name in own if name in index]))
    shares = np.exp(log_softmax(similar / temperature, axis=1).max(1))
    is_right = [right(row, names[at]) for row, at in enumerate(similar.argmax(1))]
    kinds = [{"name": name, "vector": [round(float(v), DIGITS) for v in prototypes[name]]} for name in names]
    return {"kinds": kinds, "temperature": temperature, "calibration": steps(shares, np.array(is_right, float))}


def kind_directions(
    prototypes: Mapping[str, np.ndarray], rows: Sequence[WorkRow], vectors: np.ndarray
) -> dict[str, Any]:
    """The kinds of work; a kind that serves as an example just as well is right too."""
    right = [KINDS_OF_WORK.right(row["kind"], row["also"]) for row in rows]
    content = directions(prototypes, [row["kind"] for row in rows], vectors, lambda row, name: name in right[row])
    return {**content, "kinds": [titled(kind) for kind in content["kinds"]]}


def titled(kind: Mapping[str, Any]) -> dict[str, Any]:
    """The entry of a kind with its title, when it has one."""
    title = KINDS_OF_WORK.titles.get(kind["name"])
    return {"name": kind["name"], **({"title": title} if title else {}), "vector": kind["vector"]}


def label_directions(
    prototypes: Mapping[str, np.ndarray], counts: Mapping[str, int], own: Sequence[str], vectors: np.ndarray
) -> dict[str, Any]:
    """The frequent labels, those that mean nearly the same as one, under the name of the most frequent among them.

    `counts` has the rows of every label, `own` the labels of the held-out rows.
    """
    members: dict[str, list[str]] = defaultdict(list)
    for label in prototypes:
        if counts.get(label, 0) >= FREQUENT:
            members[group_of(label)].append(label)
    names = {group: max(labels, key=lambda label: counts[label]) for group, labels in members.items()}
    merged = {}
    for group, labels in members.items():
        mean = sum(counts[label] * prototypes[label] for label in labels)
        merged[names[group]] = np.asarray(mean / np.linalg.norm(mean))
    groups = [group_of(label) for label in own]
    named = [names.get(group, group) for group in groups]
    return directions(merged, named, vectors, lambda row, name: name == named[row])


def file_text(content: Mapping[str, Any]) -> str:
    """A file: a line a direction."""
    kinds = ",\n".join(json.dumps(kind, separators=(",", ":")) for kind in content["kinds"])
    rest = ",".join(
        f"{json.dumps(name)}:{json.dumps(content[name], separators=(',', ':'))}"
        for name in ("temperature", "calibration")
    )
    return f'{{"kinds":[\n{kinds}\n],{rest}}}\n'
