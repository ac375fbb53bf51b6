"""The network of two spaces: it begins as layers of the base, and a batch gives what its rows give alone."""

from pathlib import Path

import pytest
import torch
from tiny_base import HIDDEN, PIECES, tiny_base

from layers import Layer
from network import Plan, TwoSpaces, take_over, trained_weights

PLAN = Plan(shared=(0, 2), task=(3,), content=(1,))
KEPT = [0, 1, 2, 3, 5, 6, 7, 11]
IDS = torch.tensor([[0, 4, 5, 6, 2], [0, 7, 2, 1, 1]])
MASK = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])


@pytest.fixture
def network(tmp_path: Path) -> TwoSpaces:
    """A network of random weights."""
    return TwoSpaces(tiny_base(tmp_path), KEPT, PLAN).eval()


def test_words_are_the_rows_of_the_pieces_that_were_kept(network: TwoSpaces, tmp_path: Path) -> None:
    words = torch.tensor(tiny_base(tmp_path).tensors["emb.word"]).view(len(PIECES), HIDDEN)
    assert torch.equal(network.words.weight, words[KEPT])
    assert not network.words.weight.requires_grad


def test_layers_begin_as_those_of_the_base_that_the_plan_names(network: TwoSpaces, tmp_path: Path) -> None:
    tensors = tiny_base(tmp_path).tensors
    for layers, numbers in (
        (network.layers, PLAN.shared),
        (network.task_layers, PLAN.task),
        (network.content_layers, PLAN.content),
    ):
        for layer, number in zip(layers, numbers, strict=True):
            keys = torch.tensor(tensors[f"l{number}.k.w"]).view(HIDDEN, HIDDEN)
            assert isinstance(layer, Layer)
            assert torch.equal(layer.qkv.weight[HIDDEN : 2 * HIDDEN], keys)
            assert torch.equal(layer.down.bias, torch.tensor(tensors[f"l{number}.fo.b"]))


def test_a_batch_gives_what_its_rows_give_alone_at_unit_length(network: TwoSpaces) -> None:
    with torch.no_grad():
        both = network(IDS, MASK)
        alone = network(IDS[1:, :3], MASK[1:, :3])
    for batch, single in zip(both, alone, strict=True):
        assert torch.allclose(batch[1:], single, atol=1e-5)
        assert torch.allclose(batch.norm(dim=1), torch.ones(2), atol=1e-5)


def test_each_space_teaches_the_shared_layers_and_not_those_of_the_other(network: TwoSpaces) -> None:
    x, bias = network.trunk(IDS, MASK)
    network.content(x, bias, MASK)[:, 0].sum().backward()
    taught = {name.split(".")[0] for name, weights in network.named_parameters() if weights.grad is not None}
    assert {"layers", "content_layers", "content_project"} <= taught
    assert not taught & {"task_layers", "pool", "project", "words"}


def test_a_checkpoint_keeps_all_but_the_words_and_gives_the_network_back_from_half_the_bits(
    network: TwoSpaces, tmp_path: Path
) -> None:
    with torch.no_grad():
        for weights in network.parameters():
            weights.add_(0.01)
    kept = trained_weights(network)
    assert "words.weight" not in kept
    other = TwoSpaces(tiny_base(tmp_path), KEPT, PLAN).eval()
    take_over(other, {name: weights.half() for name, weights in kept.items()})
    assert torch.equal(other.words.weight, TwoSpaces(tiny_base(tmp_path), KEPT, PLAN).words.weight)
    assert torch.allclose(other.project.weight, network.project.weight, atol=1e-3)
    assert other.project.weight.dtype == torch.float32


def test_a_checkpoint_that_lacks_a_part_is_refused(network: TwoSpaces) -> None:
    kept = trained_weights(network)
    kept.pop("project.bias")
    with pytest.raises(RuntimeError, match=r"project\.bias"):
        take_over(network, kept)
