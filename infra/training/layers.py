"""Parts of a transformer: layers as BERT has them (Devlin et al. 2019, post-layer-norm), and two ways to pool tokens.

Shapes in the docstrings: `rows` texts in a batch, `tokens` of the longest of them, `hidden` values a token, `heads` of
the attention.
"""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn.functional import gelu

EPSILON = 1e-12
HIDDEN_SCORE = -1e4  # added to the attention scores of padding: its share of a softmax is 0


@dataclass(frozen=True)
class Shape:
    """Sizes of a network."""

    hidden: int
    heads: int
    inner: int


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
