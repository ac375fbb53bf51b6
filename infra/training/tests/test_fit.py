"""The chance that a record fits: what is learnt from pairs, and that the file says it as the service reads it."""

import json
from pathlib import Path

import numpy as np
import pytest

from data import fold, read_lines
from fit import Pairs, asks_weights, fit, left_out, reliability, write
from fit_rows import ASKING

SOURCES = ("one", "other", "third")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pairs that fit when they are of one kind, whatever their similarity, and texts told apart by one dimension."""
    draw = np.random.default_rng(3)
    kind, task = draw.random(1500), draw.random(1500)
    fits = draw.random(1500) < 1 / (1 + np.exp(-8 * (kind - 0.5)))
    pairs = [
        {"source": SOURCES[at % 3], "fits": bool(fits[at]), "parts": {"kind": kind[at], "task": task[at]}}
        for at in range(1500)
    ]
    vectors = draw.normal(size=(400, 4))
    asks = [{"asks": bool(vector[0] > 0), "vector": vector.tolist()} for vector in vectors]
    for name, rows in (("pairs", pairs), ("asks", asks)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return tmp_path


def test_a_part_that_tells_weighs_and_one_that_does_not_weighs_nothing(folder: Path) -> None:
    kind, task = fit(folder)["parts"]
    assert (kind["name"], task["name"]) == ("kind", "task")
    assert kind["weight"] / kind["deviation"] == pytest.approx(8, rel=0.2)
    assert abs(task["weight"]) < 0.2


def test_chances_come_true_for_a_source_whose_pairs_were_left_out(folder: Path) -> None:
    pairs = Pairs(folder / "pairs.jsonl")
    chances = left_out(pairs)
    for low in (0.1, 0.4, 0.8):
        some = (chances >= low) & (chances < low + 0.1)
        assert pairs.fits[some].mean() == pytest.approx(chances[some].mean(), abs=0.12)
    assert reliability(np.array([0.05, 0.95, 1.0]), np.array([0, 1, 1])) == "0.0: 0.00 of 1, 0.9: 1.00 of 2"


def test_the_network_of_asking_tells_what_the_first_dimension_says(folder: Path) -> None:
    network = asks_weights(folder / "asks.jsonl")
    hidden = np.array([unit["weights"] for unit in network["hidden"]])
    biases = np.array([unit["bias"] for unit in network["hidden"]])
    assert hidden.shape == (64, 4)

    def odds(vector: np.ndarray) -> float:
        values = np.maximum(0, hidden @ vector + biases)
        return float(values @ network["output"]["weights"] + network["output"]["bias"])

    draw = np.random.default_rng(4)
    some = draw.normal(size=(200, 4))
    told = np.array([odds(vector) > 1.7 for vector in some])  # the share that is expected to ask moves the even odds
    assert (told == (some[:, 0] > 0)).mean() > 0.9


def test_the_encoder_names_the_file_with_its_hash(folder: Path) -> None:
    (folder / "encoder.json").write_text('{"name": "x", "sha256": {"graph": "g"}}', "utf-8")
    write({"bias": 1}, folder)
    descriptor = json.loads((folder / "encoder.json").read_text("utf-8"))
    assert descriptor["fit"] == "fit.json"
    assert set(descriptor["sha256"]) == {"graph", "fit"}
    assert json.loads((folder / "fit.json").read_text("utf-8")) == {"bias": 1}


def test_the_committed_texts_are_different_and_say_whether_they_ask() -> None:
    rows = list(read_lines(ASKING))
    assert len(rows) > 1500
    assert len({fold(row["text"]) for row in rows}) == len(rows)
    for row in rows:
        assert row["asks"] == (row["class"] == "short-request")
        assert row["text"].strip()
