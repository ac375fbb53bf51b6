"""Learns the chance that two requests are the same: what `evidence-rows.ts` wrote -> `pairs.json`.

Boosted regression trees (Friedman, "Greedy function approximation", 2001) over what the judge of pairs said,
similarities and words; and the same without the judge, by which it is decided what is read first. Prints how both do
on groups that they were not learnt from.
"""

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from data import read_lines
from fit import reliability

READ = "read"  # what the judge said
TREES, DEPTH, RATE, PART, LEAST_LEAF = 150, 3, 0.05, 0.7, 20
FOLDS = 8
FILE = "pairs.json"
DIGITS = 6
LEVELS = (0.6, 0.7, 0.75, 0.8, 0.85, 0.9)


class Evidence:
    """Pairs as numbers."""

    def __init__(self, path: Path) -> None:
        """Evidence (pairs, parts); whether they are the same, their group, what they weigh, each (pairs,)."""
        rows = list(read_lines(path))
        self.parts = sorted(rows[0]["evidence"])
        self.values = np.array([[row["evidence"][part] for part in self.parts] for row in rows], np.float64)
        self.same = np.array([row["same"] for row in rows])
        self.groups = np.array([row["group"] for row in rows])
        self.found = np.array([row["found"] for row in rows])
        self.stands_for = np.array([row["weight"] for row in rows], np.float64)
        self.weights = self._weights()

    def _weights(self) -> np.ndarray:
        """Found pairs together weigh as much as written ones; roots, lest those that stand for many outweigh all."""
        roots = np.sqrt(self.stands_for)
        share = roots[~self.found].sum() / max(roots[self.found].sum(), 1.0)
        return np.where(self.found, roots * share, roots)

    def unread(self) -> np.ndarray:
        """The values without what the judge said."""
        values = self.values.copy()
        values[:, self.parts.index(READ)] = 0
        return values


def forest() -> GradientBoostingClassifier:
    """Trees that have learnt nothing yet."""
    return GradientBoostingClassifier(
        n_estimators=TREES,
        max_depth=DEPTH,
        learning_rate=RATE,
        subsample=PART,
        min_samples_leaf=LEAST_LEAF,
        random_state=0,
    )


def nodes_of(tree: Any) -> list[Any]:  # noqa: ANN401
    """A tree of scikit-learn as `PairTrees` of schemas/encoder.ts has it."""
    return [
        round(RATE * float(tree.value[node, 0, 0]), DIGITS)
        if tree.children_left[node] < 0
        else [
            int(tree.feature[node]),
            round(float(tree.threshold[node]), DIGITS),
            int(tree.children_left[node]),
            int(tree.children_right[node]),
        ]
        for node in range(tree.node_count)
    ]


def trees_of(values: np.ndarray, same: np.ndarray, weights: np.ndarray) -> dict[str, Any]:
    """What was learnt of all pairs."""
    learnt = forest().fit(values, same, sample_weight=weights)
    share = float(np.average(same, weights=weights))
    return {
        "bias": round(float(np.log(share / (1 - share))), DIGITS),
        "trees": [nodes_of(tree.tree_) for tree in learnt.estimators_[:, 0]],
    }


def held_out_chances(values: np.ndarray, evidence: Evidence) -> np.ndarray:
    """The chances, (pairs,), by trees that never saw the group of a pair."""
    chances = np.zeros(len(values))
    for seen, other in GroupKFold(FOLDS).split(values, evidence.same, evidence.groups):
        learnt = forest().fit(values[seen], evidence.same[seen], sample_weight=evidence.weights[seen])
        chances[other] = learnt.predict_proba(values[other])[:, 1]
    return chances


def tell(name: str, values: np.ndarray, evidence: Evidence) -> None:
    """Prints precision and recall of written and of found pairs, these by how many they stand for."""
    chances = held_out_chances(values, evidence)
    for kind, some in (("written", ~evidence.found), ("found", evidence.found)):
        same, weights, told = evidence.same[some], evidence.stands_for[some], chances[some]
        if len(set(same)) < 2:  # noqa: PLR2004
            continue
        levels = []
        for level in LEVELS:
            right = weights[(told >= level) & same].sum()
            called = max(weights[told >= level].sum(), 1e-9)
            levels.append(f"{level}: {right / called:.3f}, {right / weights[same].sum():.3f}")
        print(f"{name}, {kind}: {some.sum()} pairs, AUC {roc_auc_score(same, told, sample_weight=weights):.3f}")
        print(f"  precision and recall from a chance on: {'; '.join(levels)}")
        print(f"  comes true: {reliability(told, same)}")


def write(encoder: Path, content: dict[str, Any]) -> None:
    """Writes the file into the folder of an encoder, and its name and hash into `encoder.json`."""
    text = json.dumps(content, separators=(",", ":")) + "\n"
    (encoder / FILE).write_text(text, "utf-8")
    descriptor = json.loads((encoder / "encoder.json").read_text("utf-8"))
    descriptor["pairs"]["trees"] = FILE
    descriptor["sha256"]["trees"] = hashlib.sha256(text.encode()).hexdigest()
    (encoder / "encoder.json").write_text(json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n", "utf-8")


def main() -> None:
    """Learns, prints figures and writes."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("rows", type=Path, help="what evidence-rows.ts wrote")
    parser.add_argument("encoder", type=Path, help="folder of the encoder, which gets the trees")
    options = parser.parse_args()
    evidence = Evidence(options.rows)
    values = {READ: evidence.values, "unread": evidence.unread()}
    for name, some in values.items():
        tell(name, some, evidence)
    trees = {name: trees_of(some, evidence.same, evidence.weights) for name, some in values.items()}
    write(options.encoder, {"parts": evidence.parts, **trees})


if __name__ == "__main__":
    main()
