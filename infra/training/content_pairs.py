"""Requests with one that asks for the same in other words, and one that is near in words but asks for another thing.

The content space has to find the first and to keep the second away.
"""

import random
from pathlib import Path
from typing import NamedTuple

import torch
from torch.nn.functional import cross_entropy

from data import banned_texts, fold, read_lines

FILE = Path(__file__).with_name("pairs") / "requests.jsonl"


class Pair(NamedTuple):
    """Three requests."""

    request: str
    same: str
    near: str


def read_pairs(shared: Path, path: Path = FILE) -> list[Pair]:
    """The project's own pairs; those that repeat a test or a bench are left out."""
    banned = banned_texts(shared)
    pairs = [Pair(row["request"], row["same"], row["near"]) for row in read_lines(path)]
    return [pair for pair in pairs if not any(fold(text) in banned for text in pair)]


class PairSampler:
    """An endless source of pairs, in which it is chance which of the two equal requests asks."""

    def __init__(self, pairs: list[Pair], seed: int, size: int) -> None:
        """`size` pairs a batch."""
        self.random, self.pairs, self.size = random.Random(seed), pairs, size

    def batch(self) -> list[Pair]:
        """Some pairs."""
        drawn = self.random.sample(self.pairs, min(self.size, len(self.pairs)))
        return [pair if self.random.random() < 0.5 else Pair(pair.same, pair.request, pair.near) for pair in drawn]


def pairs_found(vectors: torch.Tensor, temperature: float) -> torch.Tensor:
    """Mean cross-entropy of finding the same request among those of all pairs and their near ones; one number.

    `vectors` is (3 * pairs, dimensions), of unit length: the requests, then those that are the same, then those near.
    """
    request, same, near = vectors.chunk(3)
    logits = request @ torch.cat([same, near]).T / temperature
    return cross_entropy(logits, torch.arange(len(request)))
