"""Training on a tiny network: the schedule, what a step changes, and that it learns."""

import argparse
import copy

import pytest
import torch
from tiny_network import TEXTS, tiny_encoder, tiny_tokenizer
from tiny_rows import row_of, tiny_rows
from torch.nn.functional import normalize

from batches import Item, Sampler
from kinds import KINDS
from losses import Prototypes
from model import Encoder
from train import drift, first_prototypes, forward, one_step, optimiser_of, rate

ITEMS = [
    Item("write a poem about cats", "write|poem", "write|poem"),
    Item("a poem about the ferry", "write|poem", "write|poem"),
    Item("list five facts", "list|fact", "list|fact"),
    Item("five facts about the harbour", "list|fact", "list|fact"),
]
OPTIONS = argparse.Namespace(parts=2, bf16=False, temperature=0.05, synonyms=0.15, prototypes=0.5, content=20.0)


def made() -> tuple[Encoder, Encoder, Prototypes, torch.optim.Optimizer]:
    """An encoder that learns, the base that it began as, prototypes, and the optimiser of both."""
    encoder = tiny_encoder()
    base = copy.deepcopy(encoder)
    prototypes = Prototypes({"write|poem": "write|poem", "list|fact": "list|fact"}, torch.eye(2, 16))
    return encoder, base, prototypes, optimiser_of(encoder, prototypes, 1e-3)


def test_the_rate_rises_to_its_peak_and_falls_to_nought() -> None:
    rates = [rate(step, 100, 2.0) for step in range(101)]
    top = rates.index(max(rates))
    assert 0 < rates[0] < 0.1
    assert 3 <= top <= 6
    assert max(rates) == pytest.approx(2.0, rel=0.02)
    assert rates[: top + 1] == sorted(rates[: top + 1])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert rates[-1] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("parts", [1, 2, 5])
def test_a_batch_computed_in_parts_keeps_the_order_of_its_texts(parts: int) -> None:
    encoder, tokenizer = tiny_encoder(), tiny_tokenizer()
    with torch.no_grad():
        vectors, away = forward(encoder, tokenizer, TEXTS, parts)
        alone = torch.cat([forward(encoder, tokenizer, [text], 1)[0] for text in TEXTS])
    assert away is None
    assert torch.allclose(vectors, alone, atol=1e-6)


def test_content_is_no_way_from_the_base_before_training_and_some_way_from_another() -> None:
    tokenizer = tiny_tokenizer()
    with torch.no_grad():
        _, away = forward(tiny_encoder(), tokenizer, TEXTS, 2, tiny_encoder())
        _, farther = forward(tiny_encoder(), tokenizer, TEXTS, 2, tiny_encoder(seed=2))
    assert away is not None
    assert farther is not None
    assert away.abs() < 1e-5 < farther


def test_the_distance_of_content_teaches_the_encoder_and_not_the_base() -> None:
    encoder, base = tiny_encoder(), tiny_encoder(seed=2)
    ids, mask = tiny_tokenizer()(TEXTS)
    x, bias = encoder.trunk(ids, mask)
    drift(encoder, base, x, bias, ids, mask).mean().backward()
    taught = {name.split(".")[0] for name, weights in encoder.named_parameters() if weights.grad is not None}
    assert "layers" in taught
    assert not taught & {"task_layers", "pool", "project", "blend"}
    assert all(weights.grad is None for weights in base.parameters())


def test_a_step_changes_both_branches_and_the_prototypes_but_not_words_blend_and_base() -> None:
    encoder, base, prototypes, optimiser = made()
    before = {**copy.deepcopy(encoder.state_dict()), **copy.deepcopy(prototypes.state_dict())}
    frozen = copy.deepcopy(base.state_dict())
    for _ in range(2):  # at the first step content does not yet differ from the base
        one_step(encoder, base, prototypes, tiny_tokenizer(), optimiser, ITEMS, OPTIONS)
    after = {**encoder.state_dict(), **prototypes.state_dict()}
    changed = {name for name, weights in before.items() if not torch.equal(weights, after[name])}
    assert {name.split(".")[0] for name in changed} == {"layers", "task_layers", "pool", "project", "vectors"}
    assert {"layers.0.up.weight", "layers.2.up.weight", "task_layers.1.up.weight"} <= changed
    assert all(torch.equal(weights, frozen[name]) for name, weights in base.state_dict().items())


def test_training_lowers_both_losses_and_keeps_content_near_the_base() -> None:
    encoder, base, prototypes, optimiser = made()
    losses = [one_step(encoder, base, prototypes, tiny_tokenizer(), optimiser, ITEMS, OPTIONS) for _ in range(30)]
    assert losses[-1][0] < losses[0][0] / 4
    assert losses[-1][1] < losses[0][1] / 4
    assert losses[-1][2] < 0.05


def test_without_its_loss_content_goes_farther_from_the_base() -> None:
    ends = []
    for weight in (20.0, 0.0):
        encoder, base, prototypes, optimiser = made()
        options = argparse.Namespace(**{**vars(OPTIONS), "content": weight})
        steps = [one_step(encoder, base, prototypes, tiny_tokenizer(), optimiser, ITEMS, options) for _ in range(30)]
        ends.append(steps[-1][2])
    assert ends[0] < ends[1]


def test_the_same_start_gives_the_same_losses() -> None:
    runs = []
    for _ in range(2):
        encoder, base, prototypes, optimiser = made()
        tokenizer = tiny_tokenizer()
        runs.append([one_step(encoder, base, prototypes, tokenizer, optimiser, ITEMS, OPTIONS) for _ in range(3)])
    assert runs[0] == runs[1]


def test_a_first_prototype_is_the_mean_of_its_label_s_texts() -> None:
    texts = {"write|poem": TEXTS[:3], "list|fact": [TEXTS[3], "five cats", "list the ferry"]}
    sampler = Sampler([row_of(label, text) for label in texts for text in texts[label]], 1)
    encoder, tokenizer = tiny_encoder(), tiny_tokenizer()
    prototypes = first_prototypes(encoder, tokenizer, sampler, shown=3)
    for label, own in texts.items():
        with torch.no_grad():
            vectors, _ = forward(encoder, tokenizer, own, 1)
            cosines = (
                torch.stack([normalize(vectors.mean(0), dim=0), *vectors]) @ prototypes.vectors[prototypes.index[label]]
            )
        assert cosines[0] > 0.999  # the texts are computed in half precision there
        assert cosines[1:].max() < 0.99
    assert len(prototypes.vectors) == 2 + len(KINDS)


def test_a_label_has_a_first_prototype_whether_it_stands_in_the_corpora_or_among_the_kinds() -> None:
    sampler = Sampler(tiny_rows(), 1)
    prototypes = first_prototypes(tiny_encoder(), tiny_tokenizer(), sampler, shown=1)
    assert list(prototypes.index) == [*sampler.labels, *(f"kind {name}" for name in KINDS)]
