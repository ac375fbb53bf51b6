"""What a similarity to a kind means: temperature and steps of the chance of being right."""

import numpy as np
import pytest

from kind_directions import TEMPERATURES, best_temperature, kind_directions, kinds_text, steps
from work_rows import WorkRow


def test_steps_tell_the_chance_that_was_measured_and_never_fall() -> None:
    draw = np.random.default_rng(1)
    shares = draw.random(4000)
    right = (draw.random(4000) < shares**2).astype(float)
    found = steps(shares, right)
    assert found[0]["from"] == 0
    begins, chances = zip(*((step["from"], step["probability"]) for step in found), strict=True)
    assert sorted(set(begins)) == list(begins)
    assert sorted(set(chances)) == list(chances)
    for begin, chance in zip(begins[2:-1], chances[2:-1], strict=True):
        assert chance == pytest.approx(begin**2, abs=0.15)


def test_the_temperature_is_the_one_by_which_the_own_kinds_were_drawn() -> None:
    draw = np.random.default_rng(2)
    similar = draw.uniform(-0.2, 0.8, (5000, 6))
    chance = np.exp(similar / 0.05)
    own = np.array([draw.choice(6, p=row / row.sum()) for row in chance])
    assert best_temperature(similar, own) == pytest.approx(0.05, rel=0.1)
    assert TEMPERATURES[0] < 0.05 < TEMPERATURES[-1]


def test_the_file_has_every_kind_and_counts_a_kind_that_serves_as_well_as_right() -> None:
    axes = np.eye(3, dtype=np.float32)
    prototypes = {"write-poem": axes[0], "write-story": axes[1], "translate": axes[2]}
    row = WorkRow(instruction="", input="", kind="write-poem", also=["write-story"], lang="en", source="")
    rows = [row] * 60 + [WorkRow(**{**row, "also": []})] * 60
    vectors = np.repeat(axes[1][None], 120, 0)  # all are nearest to a story
    content = kind_directions(prototypes, rows, vectors)
    assert [kind["name"] for kind in content["kinds"]] == list(prototypes)
    assert np.mean([step["probability"] for step in content["calibration"]]) == pytest.approx(0.5, abs=0.01)
    assert kinds_text(content).count("\n") == 5
