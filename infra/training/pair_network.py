"""Judges whether two texts ask for the same, from the states that the encoder's shared layers give their tokens.

Every token is aligned softly with those of the other text, and compared with what it is aligned with (decomposable
attention, Parikh et al., EMNLP 2016; the four parts of a comparison as in ESIM, Chen et al., ACL 2017). What came of
that goes through layers that see the tokens of both texts, and is pooled. The order of the two texts makes no
difference.

Shapes in the docstrings: `pairs` of texts in a batch, `tokens` of the longest text on one side, `hidden` values.
"""

from collections.abc import Sequence

import torch
from torch import nn
from torch.nn.functional import gelu, normalize

from e5 import Base
from layers import EPSILON, HIDDEN_SCORE, Shape
from network import layers_like

NO_TOKEN = -1  # the id in the places after the last token of a text
LEAST_LENGTH = 1e-6  # of the states after it, which are all 0
FAR = -100.0  # the similarity to such a place
PLAN = (11,)  # the layers of the base that the judge's own begin as


class PairNetwork(nn.Module):
    """The log-odds that two texts ask for the same."""

    def __init__(self, base: Base, plan: Sequence[int] = PLAN, drop: float = 0.1) -> None:
        """`plan` are the layers of the base that its own begin as; `drop` is the dropout in training."""
        super().__init__()
        hidden = base.sizes["hidden"]
        self.shape = Shape(hidden, base.sizes["heads"], base.sizes["inner"])
        self.sharpness, self.equal = nn.Parameter(torch.tensor(12.0)), nn.Parameter(torch.tensor(0.3))
        self.look = nn.Linear(hidden, hidden, bias=False)
        self.compare, self.signs = nn.Linear(4 * hidden, hidden), nn.Linear(2, hidden, bias=False)
        self.norm = nn.LayerNorm(hidden, EPSILON)
        self.layers = layers_like(base, plan, self.shape)
        self.mix, self.judge = nn.Linear(2 * hidden, hidden), nn.Linear(hidden, 1)
        self.drop = nn.Dropout(drop)
        nn.init.eye_(self.look.weight)
        for layer in (self.compare, self.signs):
            nn.init.normal_(layer.weight, std=0.02)
        nn.init.zeros_(self.compare.bias)

    def compared(
        self, own: torch.Tensor, aligned: torch.Tensor, nearest: torch.Tensor, found: torch.Tensor
    ) -> torch.Tensor:
        """What each token is beside what it is aligned with, (pairs, tokens, hidden).

        `nearest` is its greatest similarity to a token of the other text, `found` 1 when that text has it; both
        (pairs, tokens).
        """
        parts = torch.cat([own, aligned, own - aligned, own * aligned], -1)
        return self.compare(self.drop(parts)) + self.signs(torch.stack([nearest, found], -1))

    def forward(
        self, left: torch.Tensor, left_ids: torch.Tensor, right: torch.Tensor, right_ids: torch.Tensor
    ) -> torch.Tensor:
        """States (pairs, tokens, hidden) and token ids (pairs, tokens) of both sides to log-odds, (pairs,)."""
        masks = [(ids != NO_TOKEN).float() for ids in (left_ids, right_ids)]
        hidden_from = [(mask - 1)[:, None, :] for mask in masks]  # 0 for a token, -1 after the last
        equal = (left_ids[:, :, None] == right_ids[:, None, :]).float() * masks[0][:, :, None]
        looks = [normalize(self.look(states), dim=-1, eps=LEAST_LENGTH) for states in (left, right)]
        alike = looks[0] @ looks[1].transpose(1, 2) + self.equal * equal
        sides = []
        for own, other, similar, same, hide in (
            (left, right, alike, equal, hidden_from[1]),
            (right, left, alike.transpose(1, 2), equal.transpose(1, 2), hidden_from[0]),
        ):
            weights = (self.sharpness * similar - HIDDEN_SCORE * hide).softmax(-1)
            nearest = (similar - FAR * hide).max(-1).values
            sides.append(self.compared(own, weights @ other, nearest, same.max(-1).values))
        return self.judged(torch.cat(sides, 1), torch.cat(masks, 1))

    def judged(self, compared: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Comparisons (pairs, tokens of both, hidden) and their mask to log-odds, (pairs,)."""
        x = self.norm(gelu(compared))
        bias = (1 - mask)[:, None, None, :] * HIDDEN_SCORE
        for layer in self.layers:
            x = layer(x, bias)
        real = mask[..., None]
        mean = (x * real).sum(1) / real.sum(1)
        greatest = (x + HIDDEN_SCORE * (1 - real)).max(1).values
        return self.judge(self.drop(gelu(self.mix(torch.cat([mean, greatest], -1))))).squeeze(-1)
