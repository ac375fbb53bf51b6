"""The multilingual encoder: some layers of the base for both spaces, then layers of its own for each.

    tokens -> embeddings -> shared layers -+-> content layers -> mean pooling -----> projection -> content
                                           |
                                           +-> task layers    -> attention pooling -> projection -> task

Which layers of the base the three parts begin as is a choice (`Plan`); the embeddings stay as the base has them, in
four bits. Shapes in the docstrings are those of `layers.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.functional import normalize

from e5 import Base, read_base
from layers import EPSILON, HIDDEN_SCORE, AttentionPooling, Layer, Shape, mean_pooling


@dataclass(frozen=True)
class Plan:
    """The layers of the base, by number, that each part begins as."""

    shared: tuple[int, ...] = (0, 1, 3, 5, 7)
    task: tuple[int, ...] = (9, 10, 11)
    content: tuple[int, ...] = (11,)


def layers_like(base: Base, numbers: Sequence[int], shape: Shape) -> nn.ModuleList:
    """Copies of some layers of the base."""
    made = nn.ModuleList(Layer(shape) for _ in numbers)
    for layer, number in zip(made, numbers, strict=True):
        layer.load_state_dict(layer_weights(base, number, shape))
    return made


def layer_weights(base: Base, number: int, shape: Shape) -> dict[str, torch.Tensor]:
    """One layer of the base under our names; query, key and value become one matrix."""
    hidden, inner = shape.hidden, shape.inner

    def read(name: str, *size: int) -> torch.Tensor:
        return torch.from_numpy(base.tensors[f"l{number}.{name}"].reshape(size).copy())

    weights = {
        "qkv.weight": torch.cat([read(f"{name}.w", hidden, hidden) for name in "qkv"]),
        "qkv.bias": torch.cat([read(f"{name}.b", hidden) for name in "qkv"]),
    }
    for mine, theirs, size in (
        ("out", "ao", (hidden, hidden)),
        ("up", "fi", (inner, hidden)),
        ("down", "fo", (hidden, inner)),
    ):
        weights[f"{mine}.weight"], weights[f"{mine}.bias"] = read(f"{theirs}.w", *size), read(f"{theirs}.b", size[0])
    for mine, theirs in (("norm1", "aln"), ("norm2", "oln")):
        weights[f"{mine}.weight"], weights[f"{mine}.bias"] = read(f"{theirs}.w", hidden), read(f"{theirs}.b", hidden)
    return weights


def identity(size: int) -> nn.Linear:
    """A projection that changes nothing yet."""
    made = nn.Linear(size, size)
    nn.init.eye_(made.weight)
    nn.init.zeros_(made.bias)
    return made


class TwoSpaces(nn.Module):
    """`task` and `content` vectors of a batch of token ids."""

    def __init__(self, base: Base, kept: Sequence[int], plan: Plan = Plan()) -> None:
        """`kept` are the ids of the base whose pieces the trimmed vocabulary has, in its order."""
        super().__init__()
        sizes, tensors = base.sizes, base.tensors
        hidden = sizes["hidden"]
        self.plan, self.shape = plan, Shape(hidden, sizes["heads"], sizes["inner"])
        words = tensors["emb.word"].reshape(-1, hidden)[np.asarray(kept)]
        # Single texts only: the token type is always 0, so its vector is folded into the positions.
        positions = tensors["emb.pos"].reshape(-1, hidden) + tensors["emb.type"].reshape(-1, hidden)[0]
        self.words = nn.Embedding.from_pretrained(torch.from_numpy(words.copy()), freeze=True)
        self.positions = nn.Embedding.from_pretrained(torch.from_numpy(positions.copy()), freeze=False)
        self.norm = nn.LayerNorm(hidden, EPSILON)
        self.norm.load_state_dict(
            {"weight": torch.tensor(tensors["emb.ln.w"]), "bias": torch.tensor(tensors["emb.ln.b"])}
        )
        self.layers = layers_like(base, plan.shared, self.shape)
        self.task_layers = layers_like(base, plan.task, self.shape)
        self.content_layers = layers_like(base, plan.content, self.shape)
        self.pool = AttentionPooling(self.shape)
        self.project, self.content_project = identity(hidden), identity(hidden)

    def trunk(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Hidden states after the shared layers, and the attention bias that hides padding."""
        bias = torch.zeros(mask.shape).masked_fill(mask == 0, HIDDEN_SCORE)[:, None, None, :]
        x = self.norm(self.words(ids) + self.positions.weight[: ids.shape[1]])
        for layer in self.layers:
            x = layer(x, bias)
        return x, bias

    def task(self, x: torch.Tensor, bias: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Unit vectors of the task space, (rows, hidden); `x` and `bias` are what the trunk gives."""
        for layer in self.task_layers:
            x = layer(x, bias)
        return normalize(self.project(self.pool(x, mask)).float(), dim=-1)

    def content(self, x: torch.Tensor, bias: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Unit vectors of the content space, (rows, hidden); `x` and `bias` are what the trunk gives."""
        for layer in self.content_layers:
            x = layer(x, bias)
        return normalize(self.content_project(mean_pooling(x, mask)).float(), dim=-1)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Ids and mask (rows, tokens) to task and content, (rows, hidden) each, all of unit length."""
        x, bias = self.trunk(ids, mask)
        return self.task(x, bias, mask), self.content(x, bias, mask)


FROZEN = "words.weight"  # the base's own, so no checkpoint has it


def trained_weights(network: TwoSpaces) -> dict[str, torch.Tensor]:
    """What a checkpoint keeps of a network, by name."""
    return {name: weights for name, weights in network.state_dict().items() if name != FROZEN}


def take_over(network: TwoSpaces, weights: Mapping[str, torch.Tensor]) -> None:
    """Gives a network the weights that a checkpoint kept, of whatever precision."""
    network.load_state_dict({**weights, FROZEN: network.words.weight})


def load(checkpoint: Path, kept: Sequence[int]) -> tuple[TwoSpaces, Mapping[str, Mapping[str, torch.Tensor]]]:
    """The network of a checkpoint, and its prototypes by side and name; `kept` are the pieces of its vocabulary."""
    state, network = torch.load(checkpoint), TwoSpaces(read_base(), kept)
    take_over(network, state["network"])
    prototypes = {
        side: {name: vector.float() for name, vector in known.items()} for side, known in state["prototypes"].items()
    }
    return network.eval(), prototypes
