"""Learns the chance that a record fits as a demonstration: what `fit-rows.ts` wrote -> `fit.json`.

A logistic regression over the parts by which two requests are compared, and a small network over the task vector, which
tells a request from a text that asks for nothing. Prints how the first does on every source when it was learnt from the
others alone, and how both chances come true.
"""

import argparse
import hashlib
import json
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

from data import read_lines

FEWEST_PAIRS = 400  # of a source that is told of by itself
PAIR_STRENGTH = 10.0  # inverse of the L2 penalty
HIDDEN, NETWORKS, ASKS_PENALTY, FOLDS = 16, 4, 0.1, 5
SPREAD = 5.0  # by which vectors of length 1 are stretched for learning
SHARE_THAT_ASKS = 0.85  # of the texts that a service is sent; in `asks.jsonl` it is another


class Pairs:
    """Compared pairs as numbers."""

    def __init__(self, path: Path) -> None:
        """Parts (pairs, parts), whether they fit, and the query's source, (pairs,) each."""
        rows = list(read_lines(path))
        self.names = list(rows[0]["parts"])
        self.parts = np.array([[row["parts"][name] for name in self.names] for row in rows])
        self.fits = np.array([row["fits"] for row in rows])
        self.sources = np.array([row["source"] for row in rows])


def learnt(parts: np.ndarray, fits: np.ndarray) -> tuple[StandardScaler, LogisticRegression]:
    """The regression over parts at a mean of 0 and a deviation of 1."""
    scale = StandardScaler().fit(parts)
    return scale, LogisticRegression(C=PAIR_STRENGTH, max_iter=1000).fit(scale.transform(parts), fits)


def left_out(pairs: Pairs) -> np.ndarray:
    """The chance of every pair, (pairs,), by weights that never saw its query's source."""
    chances = np.zeros(len(pairs.fits))
    for source in np.unique(pairs.sources):
        own = pairs.sources == source
        scale, model = learnt(pairs.parts[~own], pairs.fits[~own])
        chances[own] = model.predict_proba(scale.transform(pairs.parts[own]))[:, 1]
    return chances


def reliability(chances: np.ndarray, truth: np.ndarray) -> str:
    """For each tenth of the chances: how many, and the share that came true."""
    tenth = np.minimum((chances * 10).astype(int), 9)
    parts = [
        f"{at / 10:.1f}: {truth[tenth == at].mean():.2f} of {(tenth == at).sum()}"
        for at in range(10)
        if (tenth == at).any()
    ]
    return ", ".join(parts)


def tell_of_sources(pairs: Pairs, chances: np.ndarray) -> None:
    """Prints what the weights do where a source was left out, against the task similarity alone."""
    task = pairs.parts[:, pairs.names.index("task")]
    for source in np.unique(pairs.sources):
        own = pairs.sources == source
        fits = pairs.fits[own]
        if own.sum() < FEWEST_PAIRS or fits.all() or not fits.any():
            continue
        said, near, loss = (
            roc_auc_score(fits, chances[own]),
            roc_auc_score(fits, task[own]),
            log_loss(fits, chances[own]),
        )
        print(f"{source}: area {said:.3f}, by task similarity {near:.3f}; log loss {loss:.3f}")
    print(
        f"all: area {roc_auc_score(pairs.fits, chances):.3f}, by task similarity {roc_auc_score(pairs.fits, task):.3f}"
    )
    print("chance that a record fits:", reliability(chances, pairs.fits))


def log_odds(share: float) -> float:
    """Of a share between 0 and 1."""
    return float(np.log(share / (1 - share)))


def asking_network(vectors: np.ndarray, asks: np.ndarray, seed: int) -> MLPClassifier:
    """One small network over task vectors, (texts, dimensions)."""
    network = MLPClassifier((HIDDEN,), alpha=ASKS_PENALTY, max_iter=120, learning_rate_init=2e-3, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it is stopped early on purpose
        return network.fit(SPREAD * vectors, asks)


def networks_together(networks: Sequence[MLPClassifier]) -> dict[str, Any]:
    """The mean of several networks as one, over vectors of length 1."""
    first = np.concatenate([network.coefs_[0].T for network in networks]) * SPREAD
    biases = np.concatenate([network.intercepts_[0] for network in networks])
    last = np.concatenate([network.coefs_[1][:, 0] for network in networks]) / len(networks)
    bias = float(np.mean([network.intercepts_[1][0] for network in networks]))
    return {"hidden": first, "biases": biases, "output": last, "bias": bias}


def odds_of(network: dict[str, Any], vectors: np.ndarray) -> np.ndarray:
    """What a network says of task vectors, (texts,)."""
    hidden = np.maximum(0, vectors @ network["hidden"].T + network["biases"])
    return np.asarray(hidden @ network["output"] + network["bias"])


def asks_weights(path: Path) -> dict[str, Any]:
    """The network that tells a request from a text that asks for nothing, calibrated on texts that it did not learn."""
    rows = list(read_lines(path))
    vectors, asks = np.array([row["vector"] for row in rows]), np.array([row["asks"] for row in rows])
    unseen = np.zeros(len(asks))
    for learn, tell in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(vectors, asks):
        some = networks_together([asking_network(vectors[learn], asks[learn], seed) for seed in range(NETWORKS)])
        unseen[tell] = odds_of(some, vectors[tell])
    scale = LogisticRegression().fit(unseen[:, None], asks)
    print("chance that a text asks for something:", reliability(scale.predict_proba(unseen[:, None])[:, 1], asks))
    whole = networks_together([asking_network(vectors, asks, seed) for seed in range(NETWORKS)])
    slope, shift = float(scale.coef_[0, 0]), float(scale.intercept_[0])
    bias = slope * whole["bias"] + shift + log_odds(SHARE_THAT_ASKS) - log_odds(asks.mean())
    return {
        "hidden": [
            {"bias": round(float(own), 4), "weights": [round(float(weight), 4) for weight in weights]}
            for own, weights in zip(whole["biases"], whole["hidden"], strict=True)
        ],
        "output": {"bias": round(bias, 5), "weights": [round(float(slope * weight), 5) for weight in whole["output"]]},
    }


def fit(folder: Path) -> dict[str, Any]:
    """All that `fit.json` holds."""
    pairs = Pairs(folder / "pairs.jsonl")
    tell_of_sources(pairs, left_out(pairs))
    scale, model = learnt(pairs.parts, pairs.fits)
    parts = [
        {"name": name, "mean": round(mean, 5), "deviation": round(deviation, 5), "weight": round(weight, 4)}
        for name, mean, deviation, weight in zip(
            pairs.names, scale.mean_.tolist(), scale.scale_.tolist(), model.coef_[0].tolist(), strict=True
        )
    ]
    for part in sorted(parts, key=lambda part: -abs(part["weight"])):
        print(f"  {part['name']}: {part['weight']:.2f}")
    return {"asks": asks_weights(folder / "asks.jsonl"), "bias": round(float(model.intercept_[0]), 5), "parts": parts}


def write(content: dict[str, Any], encoder: Path) -> None:
    """Writes `fit.json` into the folder of an encoder, and its name and hash into `encoder.json`."""
    text = json.dumps(content) + "\n"
    (encoder / "fit.json").write_text(text, "utf-8")
    descriptor = json.loads((encoder / "encoder.json").read_text("utf-8"))
    descriptor["fit"] = "fit.json"
    descriptor["sha256"]["fit"] = hashlib.sha256(text.encode()).hexdigest()
    (encoder / "encoder.json").write_text(json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n", "utf-8")


def main() -> None:
    """Learns and writes."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="with pairs.jsonl and asks.jsonl")
    parser.add_argument("encoder", type=Path, help="folder of the encoder, which gets fit.json")
    options = parser.parse_args()
    write(fit(options.folder), options.encoder)


if __name__ == "__main__":
    main()
