"""The static model: sums of token vectors point where the encoder points, four bits lose little; permitted texts."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import static_texts
from static_model import FITS, agreement, directions, distilled, fitted, means_of, packed, rounded, unit, write_model
from static_texts import embedded, permitted_texts, runs_of

TOKENS, WIDTH, TEXTS = 40, 12, 400


def made_up(seed: int = 0) -> dict[str, np.ndarray]:
    """An encoder that is a mean of token vectors in truth, with noise; of single tokens it says another thing."""
    chance = np.random.default_rng(seed)
    lengths = chance.integers(3, 9, TEXTS).astype(np.int32)
    ids = chance.integers(0, TOKENS, lengths.sum()).astype(np.int32)
    true = chance.normal(size=(TOKENS, WIDTH)) * np.linspace(2, 0.2, WIDTH)
    means = means_of(ids, lengths, TOKENS)
    texts = unit(means @ true + 0.05 * chance.normal(size=(TEXTS, WIDTH)))
    tokens = unit(true + chance.normal(size=true.shape))
    spaces = {f"text_{space}": texts for space in ("task", "content")}
    return {"ids": ids, "lengths": lengths, **spaces, "token_task": tokens, "token_content": tokens}


def test_means_of_token_vectors_point_where_the_encoder_points_on_texts_that_were_held_out() -> None:
    _, _, figures = distilled(made_up(), "content", FITS["task"]._replace(dimensions=8))
    assert figures["fitted"] > figures["first"] + 0.02
    assert figures["fitted"] > 0.95
    assert figures["rounded"] > figures["fitted"] - 0.01


def test_a_token_of_no_text_keeps_its_first_vector() -> None:
    means = means_of(np.array([0, 1, 1], np.int32), np.array([1, 2], np.int32), 3)
    first = np.eye(3, 4, dtype=np.float32)
    vectors = fitted(means, first, unit(np.ones((2, 4), np.float32)), FITS["content"])
    assert np.allclose(vectors[2], first[2])
    assert not np.allclose(vectors[1], first[1])


def test_the_largest_directions_hold_most_of_the_vectors() -> None:
    texts = made_up()["text_task"]
    held = [np.linalg.norm(texts @ directions(texts, dimensions)) for dimensions in (2, 6, WIDTH)]
    assert held[0] < held[1] < held[2]
    assert held[2] == pytest.approx(np.linalg.norm(texts), rel=1e-5)


def test_four_bits_lose_less_than_a_tenth_and_are_packed_two_a_byte() -> None:
    vectors = np.random.default_rng(1).normal(size=(200, 16))
    numbers, scales = rounded(vectors)
    lost = np.linalg.norm(numbers * scales[:, None] - vectors) / np.linalg.norm(vectors)
    assert 0 < lost < 0.12
    assert np.abs(numbers).max() == 7
    first = np.frombuffer(packed(numbers), np.uint8)[0]
    assert [(first & 15) - 8, (first >> 4) - 8] == numbers[0, :2].tolist()


def test_the_file_and_its_entry_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "encoder.json").write_text(json.dumps({"name": "x", "sha256": {}}))
    vectors = np.random.default_rng(2).normal(size=(5, 4))
    size = write_model(tmp_path, {"task": rounded(vectors[:, :2]), "content": rounded(vectors)})
    entry = json.loads((tmp_path / "encoder.json").read_text())["static"]
    assert size == (tmp_path / "static.bin").stat().st_size == 5 * (2 + 1) + 5 * (2 + 2)
    assert entry["tokens"] == 5
    assert [space["dimensions"] for space in entry["spaces"].values()] == [2, 4]


def test_agreement_is_one_for_the_same_vectors_and_less_for_others() -> None:
    texts = made_up()["text_task"][:50]
    assert agreement(texts, texts) == pytest.approx(1)
    assert agreement(texts[::-1], texts) < 0.5


def test_runs_hold_every_row_once_and_stay_small() -> None:
    lengths = [3, 900, 5, 1500, 4, 3000, 2]
    runs = list(runs_of(lengths))
    assert sorted(at for run in runs for at in run) == list(range(len(lengths)))
    assert all(len(run) == 1 or len(run) * max(lengths[at] for at in run) <= static_texts.RUN_TOKENS for run in runs)


def test_vectors_come_in_the_order_of_the_rows() -> None:
    rows = [[9, 9, 9], [1], [5, 5], [7]]

    def embed(some: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
        return np.array([[row[0]] for row in some]), np.array([[len(row)] for row in some])

    task, content = embedded(rows, embed)
    assert task.ravel().tolist() == [9, 1, 5, 7]
    assert content.ravel().tolist() == [3, 1, 2, 1]


def test_texts_of_other_sources_end_the_run_and_those_of_tests_are_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [("Write a poem.", "", "dolly-3k"), ("Name a river.", "", "dolly-3k"), ("write A  poem.", "", "written-x")]
    monkeypatch.setattr(static_texts, "candidates", lambda _: iter(rows))
    monkeypatch.setattr(static_texts, "banned_texts", lambda _: frozenset({"name a river."}))
    assert [text.text for text in permitted_texts(Path())] == ["Write a poem."]
    rows.append(("Describe a clock.", "", "alpaca"))
    with pytest.raises(SystemExit, match="alpaca"):
        permitted_texts(Path())
