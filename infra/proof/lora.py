"""Low-rank adapters (Hu et al., ICLR 2022) on the upper layers of a decoder, trained on states of the lower ones.

The lower layers stay as they are, so what they make of a row is computed once for all runs. The product with the base
weights is in their own type, that of the adapter in float32.
"""

from collections.abc import Iterator, Sequence

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from transformers import PreTrainedModel

PROJECTIONS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
RANK, SCALE = 8, 2.0


class Adapted(nn.Module):
    """A linear layer and an adapter beside it, which adds nothing at first."""

    def __init__(self, base: nn.Linear, rank: int = RANK) -> None:
        """`base` stays as it is."""
        super().__init__()
        self.base = base.requires_grad_(False)
        self.down = nn.Parameter(torch.randn(rank, base.in_features) / base.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, given: torch.Tensor) -> torch.Tensor:
        """(..., inputs) to (..., outputs)."""
        added = given.float() @ self.down.T @ self.up.T * SCALE
        return self.base(given) + added.to(given.dtype)


def adapt(layers: Sequence[nn.Module], seed: int) -> list[nn.Parameter]:
    """Puts fresh adapters beside the products of some layers, in place of earlier ones; gives their weights."""
    torch.manual_seed(seed)
    trained: list[nn.Parameter] = []
    for layer in layers:
        for part in (layer.self_attn, layer.mlp):
            for name in PROJECTIONS:
                found = getattr(part, name, None)
                if found is None:
                    continue
                fresh = Adapted(found.base if isinstance(found, Adapted) else found)
                setattr(part, name, fresh)
                trained += [fresh.down, fresh.up]
    return trained


def lower_states(model: PreTrainedModel, ids: torch.Tensor, first: int) -> torch.Tensor:
    """What the layers below `first` make of token ids (rows, tokens): (rows, tokens, hidden)."""
    decoder = model.model
    places = torch.arange(ids.shape[1])[None]
    states = decoder.embed_tokens(ids)
    turned = decoder.rotary_emb(states, position_ids=places)
    for layer in decoder.layers[:first]:
        states = layer(states, attention_mask=None, position_ids=places, position_embeddings=turned)
    return states


def upper_states(model: PreTrainedModel, states: torch.Tensor, first: int) -> torch.Tensor:
    """What the layers from `first` on, and the last norm, make of states (rows, tokens, hidden), padded behind."""
    decoder = model.model
    places = torch.arange(states.shape[1])[None]
    turned = decoder.rotary_emb(states, position_ids=places)
    for layer in decoder.layers[first:]:
        states = layer(states, attention_mask=None, position_ids=places, position_embeddings=turned)
    return decoder.norm(states)


def losses(
    model: PreTrainedModel, states: torch.Tensor, rows: Sequence[tuple[int, list[int]]], first: int
) -> list[torch.Tensor]:
    """The loss of each answer, in nats: `rows` has the number of tokens before the answer, and its ids."""
    made = upper_states(model, states, first)
    return [
        cross_entropy(
            model.lm_head(made[at, asked - 1 : asked + len(answer) - 1]).float(), torch.tensor(answer), reduction="sum"
        )
        for at, (asked, answer) in enumerate(rows)
    ]


def mixed_batches(lengths: Sequence[int], size: int, random: torch.Generator) -> Iterator[list[int]]:
    """All places once, in batches at random; rows of similar length share one, within chunks of eight batches."""
    order = torch.randperm(len(lengths), generator=random).tolist()
    batches = []
    for begin in range(0, len(order), size * 8):
        chunk = sorted(order[begin : begin + size * 8], key=lambda one: lengths[one])
        batches += [chunk[at : at + size] for at in range(0, len(chunk), size)]
    for place in torch.randperm(len(batches), generator=random).tolist():
        yield batches[place]
