"""Pairs of requests that are, or are not, the same: what the judge of pairs learns from.

`pairs/groups` has a request with three that ask for the same and four that do not; `pairs/rows.jsonl` single pairs,
most of them near misses or heavy rewordings. All were written for this project (`pairs/README.md`).
"""

import hashlib
import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from content_pairs import FOLDER, shown
from data import banned_texts, fold, read_lines

HELD_OUT = 12  # one group, or pair, in so many is not learnt from
SINGLES = 3  # one single pair in so many is learnt from in an epoch


class Judged(NamedTuple):
    """Two texts, and whether they ask for the same."""

    left: str
    right: str
    same: bool


class Group(NamedTuple):
    """A request, those that ask for the same, and those that do not; all as they are embedded."""

    base: str
    same: tuple[str, ...]
    different: tuple[str, ...]

    def texts(self) -> tuple[str, ...]:
        """All of its requests."""
        return self.base, *self.same, *self.different


def read_groups(shared: Path, folder: Path = FOLDER) -> list[Group]:
    """The groups of which no text repeats a test or a bench."""
    banned = banned_texts(shared)
    groups = [
        Group(shown(row["base"]), *(tuple(shown(one) for one in row[name]) for name in ("same", "different")))
        for path in sorted((folder / "groups").glob("*.jsonl"))
        for row in read_lines(path)
    ]
    return [group for group in groups if not any(fold(text) in banned for text in group.texts())]


def read_singles(shared: Path, folder: Path = FOLDER) -> list[Judged]:
    """The single pairs, and those of the triples, of which no text repeats a test or a bench."""
    banned = banned_texts(shared)
    pairs = [Judged(shown(row["a"]), shown(row["b"]), row["same"]) for row in read_lines(folder / "rows.jsonl")]
    for row in read_lines(folder / "requests.jsonl"):
        pairs += [Judged(row["request"], row["same"], True), Judged(row["request"], row["near"], False)]
    return [pair for pair in pairs if pair.left != pair.right and not {fold(pair.left), fold(pair.right)} & banned]


def is_held_out(text: str) -> bool:
    """Whether the group, or the pair, that begins with a text is kept for the calibration and the figures."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % HELD_OUT == 0


def all_pairs(group: Group) -> list[Judged]:
    """Every pair of a group that is known to be the same or not: two that differ from the base may be the same."""
    alike = [group.base, *group.same]
    same = [Judged(one, other, True) for at, one in enumerate(alike) for other in alike[:at]]
    return same + [Judged(one, other, False) for one in alike for other in group.different]


def drawn_pairs(group: Group, draw: random.Random) -> list[Judged]:
    """Some pairs of a group for an epoch, four the same and five not, of which two begin with another wording."""
    pairs = all_pairs(group)
    same = [pair for pair in pairs if pair.same]
    near = [Judged(group.base, other, False) for other in group.different]
    far = [Judged(one, other, False) for one in group.same for other in group.different]
    return draw.sample(same, 4) + draw.sample(near, 3) + draw.sample(far, 2)


def epoch(groups: Sequence[Group], singles: Sequence[Judged], seed: int) -> list[Judged]:
    """The pairs of an epoch, each way round by chance."""
    draw = random.Random(seed)
    pairs = [pair for group in groups for pair in drawn_pairs(group, draw)]
    pairs += draw.sample(singles, len(singles) // SINGLES)
    return [pair if draw.random() < 0.5 else Judged(pair.right, pair.left, pair.same) for pair in pairs]
