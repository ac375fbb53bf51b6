"""The judge of pairs: no order of two texts, no padding; its graph equals it, and a batch equals its pairs."""

from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_base import tiny_base

from export import session
from pair_graph import KERNEL, pair_model
from pair_network import NO_TOKEN, PairNetwork

HIDDEN = 32
SHIFT, SLOPE = -0.4, 1.7


@pytest.fixture
def network(tmp_path: Path) -> PairNetwork:
    """A network in which no part of a comparison is lost."""
    torch.manual_seed(5)
    made = PairNetwork(tiny_base(tmp_path), plan=(1,)).eval()
    for layer in (made.compare, made.signs, made.judge):
        torch.nn.init.normal_(layer.weight, std=0.3)
    return made


def text(tokens: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """States and ids of a text."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(tokens, HIDDEN, generator=generator), torch.randint(0, 9, (tokens,), generator=generator)


def side(texts: list[tuple[torch.Tensor, torch.Tensor]], room: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """Texts as one side of a batch, with room after the longest."""
    longest = max(len(ids) for _, ids in texts) + room
    states, ids = torch.zeros(len(texts), longest, HIDDEN), torch.full((len(texts), longest), NO_TOKEN)
    for at, (own, numbers) in enumerate(texts):
        states[at, : len(numbers)], ids[at, : len(numbers)] = own, numbers
    return states, ids


LEFT = [text(length, length) for length in (5, 2, 7)]
RIGHT = [text(length, 20 + length) for length in (3, 9, 7)]


def run(graph: bytes, left: tuple[torch.Tensor, ...], right: tuple[torch.Tensor, ...]) -> np.ndarray:
    names = ("left", "left_ids", "right", "right_ids")
    return session(graph).run(["chance"], dict(zip(names, (x.numpy() for x in (*left, *right)), strict=True)))[0]


def chances(network: PairNetwork) -> np.ndarray:
    with torch.inference_mode():
        return (network(*side(LEFT), *side(RIGHT)) * SLOPE + SHIFT).sigmoid().numpy()


def test_the_order_of_two_texts_makes_no_difference(network: PairNetwork) -> None:
    with torch.inference_mode():
        one, other = network(*side(LEFT), *side(RIGHT)), network(*side(RIGHT), *side(LEFT))
    assert (one - other).abs().max() < 1e-5
    assert one.std() > 1e-3


def test_room_after_the_last_token_makes_no_difference(network: PairNetwork) -> None:
    with torch.inference_mode():
        plain, roomy = network(*side(LEFT), *side(RIGHT)), network(*side(LEFT, 4), *side(RIGHT, 1))
    assert (plain - roomy).abs().max() < 1e-5


def test_the_float_graph_equals_the_network(network: PairNetwork) -> None:
    graph = pair_model(network, SLOPE, SHIFT, "float").SerializeToString()
    assert np.abs(run(graph, side(LEFT), side(RIGHT)) - chances(network)).max() < 1e-5


@pytest.mark.parametrize("kernel", ["float", KERNEL])
def test_a_batch_gives_each_pair_what_it_gets_alone(network: PairNetwork, kernel: str) -> None:
    graph = pair_model(network, SLOPE, SHIFT, kernel).SerializeToString()
    together = run(graph, side(LEFT), side(RIGHT))
    alone = [run(graph, side([one]), side([other]))[0] for one, other in zip(LEFT, RIGHT, strict=True)]
    assert np.abs(together - np.array(alone)).max() < 1e-3
    assert np.abs(together - chances(network)).max() < 0.05
