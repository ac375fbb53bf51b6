"""Pairs of near rows as data hold them: those that were read one by one, and many that nobody read.

Pairs that were written to be judged are the same in every second case. Of near pairs that words leave open in data few
are, so those that nobody read are taken for different, but for the ones that may well be the same.
"""

import hashlib
import random
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from content_pairs import FOLDER, shown
from data import read_lines
from pair_rows import Judged

ROWS = ("labels/kinds_train", "corpora/mixed", "corpora/prompts_zh", "corpora/prompts_chat")
DOUBTFUL = 0.1  # a pair that nobody read, and that may be the same with at least this chance, teaches nothing
LIKELIEST, ANY = 12000, 12000  # pairs that the judge of before takes most for the same, and pairs drawn by chance
OF_AN_EPOCH = 12000
REPEATS = 3  # how often a pair that was read, and is the same, is shown in an epoch: they are few


class NearPairs(NamedTuple):
    """Pairs that were read, and pairs that are taken for different."""

    read: Sequence[Judged] = ()
    unread: Sequence[Judged] = ()

    def texts(self) -> list[str]:
        """All texts."""
        return [text for pair in [*self.read, *self.unread] for text in pair[:2]]

    def epoch(self, seed: int) -> list[Judged]:
        """Some of the unread pairs, and all that were read."""
        unread = random.Random(seed).sample(self.unread, min(OF_AN_EPOCH, len(self.unread)))
        return [*unread, *(pair for pair in self.read for _ in range(REPEATS if pair.same else 1))]


def is_for_trees(row: str) -> bool:
    """Whether pairs whose first row has this id are left to the trees and the figures (judged-pairs.ts)."""
    return hashlib.sha256(row.encode()).digest()[0] % 2 == 0


def read_near(shared: Path, near: Path, folder: Path = FOLDER) -> NearPairs:
    """The judged pairs of `found.jsonl` that are not left to the trees, and others that `near-pairs.ts` wrote.

    No pair has a row of one that is left to the trees.
    """
    judged = list(read_lines(folder / "found.jsonl"))
    kept = {one for pair in judged if is_for_trees(pair["a"]) for one in (pair["a"], pair["b"])}
    read = [pair for pair in judged if not {pair["a"], pair["b"]} & kept]
    texts = texts_by_id(shared, {one for pair in read for one in (pair["a"], pair["b"])})
    known = {frozenset((pair["a"], pair["b"])) for pair in judged}
    unread = [
        row
        for row in read_lines(near)
        if not {row["a"], row["b"]} & kept and {row["a"], row["b"]} not in known and (row["chance"] or 0) < DOUBTFUL
    ]
    return NearPairs(
        [Judged(texts[pair["a"]], texts[pair["b"]], pair["same"]) for pair in read],
        [Judged(row["left"], row["right"], False) for row in drawn(unread)],
    )


def texts_by_id(shared: Path, ids: Collection[str]) -> dict[str, str]:
    """The rows of some ids as they are embedded."""
    texts: dict[str, str] = {}
    for name in ROWS:
        for row in read_lines(shared / f"{name}.jsonl.gz"):
            if row["id"] in ids:
                texts.setdefault(row["id"], shown(row))
    return texts


def drawn(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The pairs that the judge of before took most for the same, and some of the others."""
    ordered = sorted(rows, key=lambda row: -(row["said"] or 0))
    others = ordered[LIKELIEST:]
    return ordered[:LIKELIEST] + random.Random(11).sample(others, min(ANY, len(others)))
