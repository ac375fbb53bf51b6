"""Texts through the branches of a network whose shared layers do not learn: their states are computed once a text."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence

from embedder import Embedder
from layers import HIDDEN_SCORE
from network import TwoSpaces
from tokens import TextTokenizer

PART = 64  # texts that go through the shared layers together
Branch = Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]


def parts_by_length(lengths: Sequence[int], parts: int) -> list[np.ndarray]:
    """The places of some texts in parts of similar length; no part is empty."""
    return [part for part in np.array_split(np.argsort(lengths, kind="stable"), parts) if len(part)]


class CachedEmbedder(Embedder):
    """As `Embedder`; keeps the shared layers' states of every text, two bytes a value."""

    def __init__(self, network: TwoSpaces, tokenizer: TextTokenizer, parts: int) -> None:
        """`parts` parts of a batch."""
        super().__init__(network, tokenizer, parts)
        self.states: dict[str, torch.Tensor] = {}

    def __call__(self, tasks: Sequence[str], contents: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """Task vectors of some texts and content vectors of others, (texts, dimensions) each."""
        self.remember([text for text in dict.fromkeys([*tasks, *contents]) if text not in self.states])
        return self.through(tasks, self.network.task), self.through(contents, self.network.content)

    def remember(self, texts: Sequence[str]) -> None:
        """Computes the states of texts that are not known yet."""
        for part in parts_by_length([len(text.encode()) for text in texts], max(1, len(texts) // PART)):
            some = [texts[at] for at in part]
            ids, mask = self.tokenizer(some)
            with torch.no_grad():
                states, _ = self.network.trunk(ids, mask)
            for text, own, length in zip(some, states, mask.sum(1).tolist(), strict=True):
                self.states[text] = own[:length].to(torch.bfloat16)

    def through(self, texts: Sequence[str], branch: Branch) -> torch.Tensor:
        """Vectors that a branch gives of known texts, (texts, dimensions)."""
        rows: dict[int, torch.Tensor] = {}
        for part in parts_by_length([len(self.states[text]) for text in texts], self.parts):
            known = [self.states[texts[at]] for at in part]
            mask = pad_sequence([torch.ones(len(states)) for states in known], batch_first=True)
            bias = torch.zeros(mask.shape).masked_fill(mask == 0, HIDDEN_SCORE)[:, None, None, :]
            vectors = branch(pad_sequence(known, batch_first=True).float(), bias, mask)
            rows.update(zip(part.tolist(), vectors, strict=True))
        return (
            torch.stack([rows[at] for at in range(len(texts))]) if texts else torch.empty(0, self.network.shape.hidden)
        )
