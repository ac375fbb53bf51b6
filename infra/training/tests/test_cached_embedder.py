"""States kept of every text: the same vectors and the same gradients of the branches as without."""

from pathlib import Path

import pytest
import torch
from tiny_base import tiny_base
from tiny_network import tiny_tokenizer

from cached_embedder import CachedEmbedder
from embedder import Embedder
from network import Plan, TwoSpaces

TASKS = ["write a poem", "list five facts about the harbour", "cats", "the ferry left the harbour before sunrise"]
CONTENTS = ["a poem about cats", "facts", "cats"]


@pytest.fixture
def network(tmp_path: Path) -> TwoSpaces:
    """Random weights; the words of the tiny tokenizer are ids of its vocabulary."""
    return TwoSpaces(tiny_base(tmp_path), [*range(12)] * 2, Plan((0,), (1,), (2,)))


def test_vectors_are_those_of_the_whole_network_for_new_texts_and_known_ones(network: TwoSpaces) -> None:
    whole, cached = Embedder(network, tiny_tokenizer(), 2), CachedEmbedder(network, tiny_tokenizer(), 2)
    with torch.no_grad():
        expected = whole(TASKS, CONTENTS)
        for _ in range(2):
            for one, other in zip(expected, cached(TASKS, CONTENTS), strict=True):
                assert torch.allclose(one, other, atol=0.02)  # bfloat16
    assert len(cached.states) == len({*TASKS, *CONTENTS})


def test_a_side_without_texts_has_no_vectors(network: TwoSpaces) -> None:
    cached = CachedEmbedder(network, tiny_tokenizer(), 2)
    assert cached([], CONTENTS)[0].shape == (0, network.shape.hidden)
    assert cached(TASKS, [])[1].shape == (0, network.shape.hidden)


def test_the_branches_learn_and_the_shared_layers_do_not(network: TwoSpaces) -> None:
    task, content = CachedEmbedder(network, tiny_tokenizer(), 2)(TASKS, CONTENTS)
    (task.sum() + content.sum()).backward()
    assert all(weights.grad is None for weights in network.layers.parameters())
    assert all(weights.grad is not None for weights in network.task_layers.parameters())
    assert all(weights.grad is not None for weights in network.content_layers.parameters())
