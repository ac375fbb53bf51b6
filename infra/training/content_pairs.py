"""Requests with one that asks for the same in other words, and one that is near in words but asks for another thing.

The content space has to find the first and to keep the second away.
"""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from torch.nn.functional import cross_entropy

from data import banned_texts, fold, read_lines

FOLDER = Path(__file__).with_name("pairs")


class Pair(NamedTuple):
    """A request, the same in other words, and sometimes one that is near in words but another request."""

    request: str
    same: str
    near: str | None


def read_pairs(shared: Path, folder: Path = FOLDER) -> list[Pair]:
    """The project's own pairs; those that repeat a test or a bench are left out."""
    banned = banned_texts(shared)
    pairs = [Pair(row["request"], row["same"], row["near"]) for row in read_lines(folder / "requests.jsonl")]
    pairs += [Pair(shown(row["a"]), shown(row["b"]), None) for row in read_lines(folder / "rows.jsonl") if row["same"]]
    return [pair for pair in pairs if not any(text and fold(text) in banned for text in pair)]


def shown(row: dict[str, str]) -> str:
    """A row as it is embedded: the instruction, a blank line and the input."""
    return "\n\n".join(part for part in (row["instruction"], row.get("input")) if part)


def texts_of(pairs: Sequence[Pair]) -> list[str]:
    """All requests, then those that are the same, then those near that there are."""
    nears = [pair.near for pair in pairs if pair.near is not None]
    return [*(pair.request for pair in pairs), *(pair.same for pair in pairs), *nears]


class PairSampler:
    """An endless source of pairs, in which it is chance which of the two equal requests asks."""

    def __init__(self, pairs: list[Pair], seed: int, size: int) -> None:
        """`size` pairs a batch."""
        self.random, self.pairs, self.size = random.Random(seed), pairs, size

    def batch(self) -> list[Pair]:
        """Some pairs."""
        drawn = self.random.sample(self.pairs, min(self.size, len(self.pairs)))
        return [pair if self.random.random() < 0.5 else Pair(pair.same, pair.request, pair.near) for pair in drawn]


def pairs_found(vectors: torch.Tensor, pairs: int, temperature: float) -> torch.Tensor:
    """Mean cross-entropy of finding the same request among those of all pairs and their near ones; one number.

    `vectors` is (texts, dimensions), of unit length, in the order of `texts_of`.
    """
    request, others = vectors[:pairs], vectors[pairs:]
    logits = request @ others.T / temperature
    return cross_entropy(logits, torch.arange(len(request)))
