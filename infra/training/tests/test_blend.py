"""The blend of task and content: the cosines that it promises."""

import numpy as np
import pytest

from blend import fold, whitening


def units(rows: int, dimensions: int, seed: int, spread: float = 1) -> np.ndarray:
    """Unit vectors; with a small `spread` they crowd around one direction."""
    points = np.random.default_rng(seed).normal(size=(rows, dimensions)) * spread
    points[:, 0] += 1
    return (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)


LEARNT, CONTENT = units(400, 6, 1), units(400, 10, 2, spread=0.4)


def test_whitened_content_has_equal_moments_in_all_directions_and_unit_length_on_average() -> None:
    white = CONTENT @ whitening(CONTENT)
    moments = np.linalg.eigvalsh(white.T @ white / len(white))
    assert np.allclose(moments, 1 / 10, atol=1e-4)
    assert (white**2).sum(1).mean() == pytest.approx(1, rel=1e-4)


@pytest.mark.parametrize("share", [0.0, 0.175, 0.6])
def test_with_all_dimensions_products_are_the_mixture_of_both_spaces(share: float) -> None:
    matrix, kept = fold(LEARNT, CONTENT, share, 16)
    blended = np.concatenate([LEARNT, CONTENT], 1) @ matrix.T
    white = CONTENT @ whitening(CONTENT)
    expected = (1 - share) * LEARNT @ LEARNT.T + share * white @ white.T
    assert matrix.shape == (16, 16)
    assert np.allclose(blended @ blended.T, expected, atol=1e-4)
    assert kept == pytest.approx(1, abs=1e-6)


def test_with_fewer_dimensions_most_of_the_squared_length_is_kept_and_told() -> None:
    matrix, kept = fold(LEARNT, CONTENT, 0.175, 6)
    blended = np.concatenate([LEARNT, CONTENT], 1) @ matrix.T
    whole, _ = fold(LEARNT, CONTENT, 0.175, 16)
    total = ((np.concatenate([LEARNT, CONTENT], 1) @ whole.T) ** 2).sum()
    assert (blended**2).sum() / total == pytest.approx(kept, rel=1e-4)
    assert 0.8 < kept < 1


def test_without_a_share_the_blend_is_what_was_learnt() -> None:
    matrix, kept = fold(LEARNT, CONTENT, 0.0, 6)
    blended = np.concatenate([LEARNT, CONTENT], 1) @ matrix.T
    assert np.allclose(blended @ blended.T, LEARNT @ LEARNT.T, atol=1e-4)
    assert kept == pytest.approx(1, abs=1e-5)
