"""What a similarity to a kind means: temperature and steps of the chance of being right."""

import numpy as np
import pytest

from directions import TEMPERATURES, best_temperature, file_text, kind_directions, label_directions, steps, titled
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


def test_no_two_steps_begin_at_the_same_share() -> None:
    shares = np.concatenate([np.linspace(0, 0.9, 200), np.full(400, 0.99999)])
    right = (np.arange(600) > 350).astype(float)
    begins = [step["from"] for step in steps(shares, right)]
    assert len(set(begins)) == len(begins)


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
    assert [kind["title"] for kind in content["kinds"]] == ["write a poem", "write a story", "translate"]
    assert np.mean([step["probability"] for step in content["calibration"]]) == pytest.approx(0.5, abs=0.01)
    assert file_text(content).count("\n") == 5


def test_a_kind_without_a_title_has_none_in_the_file() -> None:
    assert titled({"name": "sing", "vector": [1.0]}) == {"name": "sing", "vector": [1.0]}


def test_labels_that_mean_the_same_share_a_direction_under_the_most_frequent_name_and_rare_ones_have_none() -> None:
    axes = np.eye(4, dtype=np.float32)
    prototypes = {"create|poem": axes[0], "write|poem": axes[1], "list|fact": axes[2], "do|thing": axes[3]}
    counts = {"create|poem": 30, "write|poem": 90, "list|fact": 50, "do|thing": 2}
    own = ["create|poem"] * 50 + ["list|fact"] * 50
    vectors = np.concatenate([np.repeat(axes[1][None], 50, 0), np.repeat(axes[2][None], 50, 0)])
    content = label_directions(prototypes, counts, own, vectors)
    assert [kind["name"] for kind in content["kinds"]] == ["write|poem", "list|fact"]
    assert content["kinds"][0]["vector"] == pytest.approx([0.3162, 0.9487, 0, 0], abs=1e-4)
    assert [step["probability"] for step in content["calibration"]] == [1.0]
