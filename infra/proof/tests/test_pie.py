"""Pooling is that of the product, and no row of a batch changes another's vector."""

import numpy as np
import pytest
import torch
from transformers import PreTrainedModel

from pie import POOLINGS, pooled, vectors
from pie_figures import nearest_hits, rank_correlation


def test_poolings_are_what_their_names_say() -> None:
    """All of length 1."""
    before, last = torch.tensor([[1.0, 0.0], [0.0, 2.0]]), torch.tensor([[3.0, 0.0], [0.0, 4.0]])
    found = dict(zip(POOLINGS, pooled(before, last), strict=True))
    assert found["last-2"].tolist() == [0.0, 1.0]
    assert found["last-token"].tolist() == [0.0, 1.0]
    assert found["mean"].tolist() == pytest.approx([0.6, 0.8])
    assert found["weighted-mean"].tolist() == pytest.approx([3 / 73**0.5, 8 / 73**0.5])


def test_a_batch_gives_the_vectors_of_its_rows(tiny_model: PreTrainedModel) -> None:
    """Padding stands behind and is not pooled."""
    rows = [[1, 2, 3, 4, 5, 6], [7, 8]]
    together = vectors(tiny_model, rows, 0)
    alone = np.concatenate([vectors(tiny_model, [row], 0) for row in rows])
    assert np.abs(together - alone).max() < 1e-5


def test_only_rows_that_differ_in_all_names_are_found() -> None:
    """A row without such a row of its task does not ask."""
    points = np.array([[1.0, 0.0], [0.99, 0.14], [0.9, 0.44], [0.0, 1.0]])
    tasks = ["a", "a", "b", "a"]
    assert nearest_hits(points, tasks, []).tolist() == [True, True, False]
    assert nearest_hits(points, tasks, [["x", "x", "y", "z"]]).tolist() == [False, False, False]


def test_a_rank_correlation_lies_in_its_interval() -> None:
    """And is 1 where the order is the same."""
    truth = np.arange(40.0)
    found = rank_correlation(truth**3, truth, 200)
    assert found.low <= found.mean == pytest.approx(1.0)
