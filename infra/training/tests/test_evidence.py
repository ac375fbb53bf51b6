"""The chance that a pair is the same by all that is known of it: the file says it as scikit-learn does."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evidence import Evidence, forest, trees_of, write

DRAW = np.random.default_rng(5)


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    """Pairs that are the same when reading says so, but for those of little content."""
    rows = [
        {
            "group": int(at // 10),
            "same": bool(read > 0 and content > 0.8),
            "found": at % 3 == 0,
            "weight": 1 if at % 3 else 25,
            "evidence": {"read": read, "content": content},
        }
        for at, (read, content) in enumerate(zip(DRAW.normal(size=600), DRAW.random(600), strict=True))
    ]
    path = tmp_path / "evidence.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return Evidence(path)


def chance(trees: dict[str, Any], values: np.ndarray) -> float:
    """What the service computes of a file (services/embedding/pair-trees.ts)."""
    odds = trees["bias"]
    for tree in trees["trees"]:
        node = tree[0]
        while isinstance(node, list):
            part, threshold, at_most, more = node
            node = tree[at_most if values[part] <= threshold else more]
        odds += node
    return float(1 / (1 + np.exp(-odds)))


def test_the_file_gives_the_chances_of_the_trees_that_were_learnt(evidence: Evidence) -> None:
    told = (
        forest()
        .fit(evidence.values, evidence.same, sample_weight=evidence.weights)
        .predict_proba(evidence.values)[:, 1]
    )
    trees = trees_of(evidence.values, evidence.same, evidence.weights)
    for values, wanted in zip(evidence.values[:50], told, strict=False):
        assert chance(trees, values) == pytest.approx(wanted, abs=1e-3)


def test_what_is_unread_knows_nothing_of_what_reading_says(evidence: Evidence) -> None:
    at = evidence.parts.index("read")
    assert not evidence.unread()[:, at].any()
    trees = trees_of(evidence.unread(), evidence.same, evidence.weights)["trees"]
    assert all(not isinstance(node, list) or node[0] != at for tree in trees for node in tree)


def test_a_split_leads_to_nodes_that_come_after_it(evidence: Evidence) -> None:
    for tree in trees_of(evidence.values, evidence.same, evidence.weights)["trees"]:
        for place, node in enumerate(tree):
            assert not isinstance(node, list) or min(node[2:]) > place


def test_the_descriptor_names_the_file_and_its_hash(tmp_path: Path) -> None:
    (tmp_path / "encoder.json").write_text(json.dumps({"pairs": {"graph": "pairs.onnx"}, "sha256": {}}), "utf-8")
    write(tmp_path, {"parts": []})
    descriptor = json.loads((tmp_path / "encoder.json").read_text("utf-8"))
    assert descriptor["pairs"]["trees"] == "pairs.json"
    assert len(descriptor["sha256"]["trees"]) == 64
    assert json.loads((tmp_path / "pairs.json").read_text("utf-8")) == {"parts": []}
