"""Training the upper layers on cached states is training them in the whole model."""

import pytest
import torch
from transformers import PreTrainedModel

from lora import adapt, losses, lower_states, mixed_batches, upper_states

FIRST = 2


def loss_of(model: PreTrainedModel, states: torch.Tensor, rows: list[tuple[int, list[int]]]) -> float:
    """The loss of the only row."""
    return losses(model, states, rows, FIRST)[0].item()


def test_lower_and_upper_layers_together_are_the_model(tiny_model: PreTrainedModel) -> None:
    """The states are those that transformers gives."""
    ids = torch.tensor([[1, 2, 3, 4, 5], [6, 7, 8, 9, 10]])
    with torch.inference_mode():
        whole = tiny_model.model(ids, use_cache=False).last_hidden_state
        parts = upper_states(tiny_model, lower_states(tiny_model, ids, FIRST), FIRST)
    assert torch.allclose(whole, parts, atol=1e-5)


def test_fresh_adapters_change_nothing_and_trained_ones_lower_the_loss(tiny_model: PreTrainedModel) -> None:
    """And the layers below stay as they were."""
    ids, rows = torch.tensor([[1, 2, 3, 4, 5]]), [(2, [3, 4, 5])]
    states = lower_states(tiny_model, ids, FIRST)
    before = loss_of(tiny_model, states, rows)
    trained = adapt(tiny_model.model.layers[FIRST:], seed=1)
    assert loss_of(tiny_model, states, rows) == pytest.approx(before, abs=1e-6)
    optimizer = torch.optim.Adam(trained, lr=0.05)
    for _ in range(20):
        losses(tiny_model, states, rows, FIRST)[0].backward()
        optimizer.step()
        optimizer.zero_grad()
    assert loss_of(tiny_model, states, rows) < before
    assert torch.equal(lower_states(tiny_model, ids, FIRST), states)


def test_adapting_anew_forgets_what_was_trained(tiny_model: PreTrainedModel) -> None:
    """No run begins with what another has learnt."""
    ids, rows = torch.tensor([[1, 2, 3, 4]]), [(2, [3, 4])]
    states = lower_states(tiny_model, ids, FIRST)
    before = loss_of(tiny_model, states, rows)
    for weight in adapt(tiny_model.model.layers[FIRST:], seed=1):
        weight.data.fill_(0.3)
    assert loss_of(tiny_model, states, rows) != pytest.approx(before, abs=1e-3)
    adapt(tiny_model.model.layers[FIRST:], seed=1)
    assert loss_of(tiny_model, states, rows) == pytest.approx(before, abs=1e-6)


def test_batches_have_every_row_once() -> None:
    """And rows of similar length side by side."""
    lengths = [place * 7 % 31 for place in range(50)]
    batches = list(mixed_batches(lengths, 4, torch.Generator().manual_seed(3)))
    assert sorted(place for batch in batches for place in batch) == list(range(50))
    spread = [max(lengths[one] for one in batch) - min(lengths[one] for one in batch) for batch in batches]
    assert sum(spread) / len(spread) < 8
