"""Texts to vectors, in parts of similar length, so that little padding is computed."""

from collections.abc import Callable, Sequence

import numpy as np
import torch

from network import TwoSpaces
from tokens import TextTokenizer


def by_length(texts: Sequence[str], batch: int, embed: Callable[[list[str]], np.ndarray]) -> np.ndarray:
    """Embeds texts in batches of similar length; returns the rows in the order of the texts."""
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    rows: dict[int, np.ndarray] = {}
    for start in range(0, len(order), batch):
        some = order[start : start + batch]
        rows.update(zip(some, embed([texts[at] for at in some]), strict=True))
    return np.array([rows[at] for at in range(len(texts))], np.float32)


class Embedder:
    """Texts through a network that learns."""

    def __init__(self, network: TwoSpaces, tokenizer: TextTokenizer, parts: int) -> None:
        """`parts` parts of a batch."""
        self.network, self.tokenizer, self.parts = network, tokenizer, parts

    def __call__(self, tasks: Sequence[str], contents: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """Task vectors of some texts and content vectors of others, (texts, dimensions) each."""
        texts, split = [*tasks, *contents], len(tasks)
        found: dict[int, torch.Tensor] = {}
        for part in np.array_split(np.argsort([len(text.encode()) for text in texts]), self.parts):
            if len(part) == 0:
                continue
            ids, mask = self.tokenizer([texts[at] for at in part])
            x, bias = self.network.trunk(ids, mask)
            for own, branch in ((part < split, self.network.task), (part >= split, self.network.content)):
                if own.any():
                    chosen = torch.from_numpy(own)
                    found.update(zip(part[own].tolist(), branch(x[chosen], bias[chosen], mask[chosen]), strict=True))
        rows = [found[at] for at in range(len(texts))]
        empty = torch.empty(0, self.network.shape.hidden)
        return torch.stack(rows[:split]) if tasks else empty, torch.stack(rows[split:]) if contents else empty

    def means(self, groups: Sequence[Sequence[str]]) -> torch.Tensor:
        """The mean task vector of every group of texts, (groups, dimensions)."""
        flat = [text for group in groups for text in group]
        parts, self.parts = self.parts, max(1, len(flat) // 64)
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            vectors = self(flat, [])[0].float()
        self.parts = parts
        return torch.stack([some.mean(0) for some in vectors.split([len(group) for group in groups])]).clone()
