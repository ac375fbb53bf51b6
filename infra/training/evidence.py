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
from sklearn.model_selection import GroupKFold, cross_val_predict

from data import read_lines
from fit import reliability

READ = "read"  # what the judge said
TREES, DEPTH, RATE, PART, LEAST_LEAF = 150, 3, 0.05, 0.7, 20
FOLDS = 8
FILE = "pairs.json"
DIGITS = 6
LEVELS = (0.6, 0.7, 0.75, 0.8, 0.9)


class Evidence:
    """Pairs as numbers."""

    def __init__(self, path: Path) -> None:
        """Evidence (pairs, parts), whether they are the same, and their group, (pairs,) each."""
        rows = list(read_lines(path))
        self.parts = sorted(rows[0]["evidence"])
        self.values = np.array([[row["evidence"][part] for part in self.parts] for row in rows], np.float64)
        self.same = np.array([row["same"] for row in rows])
        self.groups = np.array([row["group"] for row in rows])

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


def trees_of(values: np.ndarray, same: np.ndarray) -> dict[str, Any]:
    """What was learnt of all pairs."""
    learnt = forest().fit(values, same)
    share = float(same.mean())
    return {
        "bias": round(float(np.log(share / (1 - share))), DIGITS),
        "trees": [nodes_of(tree.tree_) for tree in learnt.estimators_[:, 0]],
    }


def tell(name: str, values: np.ndarray, evidence: Evidence) -> None:
    """Prints precision and recall by trees that never saw the group of a pair."""
    chances = cross_val_predict(
        forest(), values, evidence.same, groups=evidence.groups, cv=GroupKFold(FOLDS), method="predict_proba"
    )[:, 1]
    found = []
    for level in LEVELS:
        called = chances >= level
        right = (called & evidence.same).sum()
        found.append(f"{level}: {right / max(1, called.sum()):.3f}, {right / evidence.same.sum():.3f}")
    print(f"{name}: {len(chances)} pairs, AUC {roc_auc_score(evidence.same, chances):.3f}")
    print(f"  precision and recall from a chance on: {'; '.join(found)}")
    print(f"  comes true: {reliability(chances, evidence.same)}")


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
    trees = {name: trees_of(some, evidence.same) for name, some in values.items()}
    write(options.encoder, {"parts": evidence.parts, **trees})


if __name__ == "__main__":
    main()
