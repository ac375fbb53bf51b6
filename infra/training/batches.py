"""Draws training batches from labelled rows and from many wordings of common kinds of work.

Labelled rows come in clusters: a few labels with one verb (or one noun) and several rows of each, so that the hard
negatives of a row (same verb, other noun) are in its own batch. Wordings come as a grid: several kinds of work, every
kind around the same passages, so that a passage tells nothing and the clause that says what to do tells all.

Everything is drawn from generators with a seed of their own: the same rows and seed give the same batches.
"""

import random
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from data import TrainingRow
from kinds import KINDS, Kind
from label import group_of
from passages import Passages
from wordings import WORD_LISTS, WordLists

INPUT_WORDS, SHORT_PASSAGE, LONG_PASSAGE = 45, 45, 110  # words at which inputs and foreign passages are cut
FOREIGN_FORMS = ("prose", "prose", "sentence", "dialogue", "list", "options")
Examples = dict[str, tuple[str, list[str]]]  # label -> its group and a few of its texts


class Item(NamedTuple):
    """One text of a batch, with its label and the group of labels that mean nearly the same."""

    text: str
    label: str
    group: str


def clipped(text: str, words: int) -> str:
    """The beginning of a text, its line breaks kept, so that an instruction after it is not cut off."""
    ends = [match.end() for match in re.finditer(r"\S+", text)]
    return text if len(ends) <= words else text[: ends[words - 1]]


def capitalised(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def halves(passage: str) -> tuple[str, str]:
    """A passage cut between two sentences near its middle; the second part of a single sentence is empty."""
    sentences = re.split(r"(?<=[.!?])\s+", passage)
    half = (len(sentences) + 1) // 2
    return " ".join(sentences[:half]), " ".join(sentences[half:])


class Wordings:
    """Kinds of work in many wordings and layouts."""

    def __init__(
        self,
        passages: Passages,
        seed: int,
        left_out: Collection[str] = (),
        kinds: Mapping[str, Kind] = KINDS,
        lists: WordLists = WORD_LISTS,
    ) -> None:
        """`left_out` are labels: a kind that has one of them is not used."""
        self.random, self.passages, self.lists = random.Random(seed), passages, lists
        self.kinds = {name: kind for name, kind in kinds.items() if kind.label not in left_out}

    def filled(self, alternatives: Sequence[str], named: Mapping[str, str]) -> str:
        """One of several alternatives, with a language, a programming language and an author put in."""
        return self.random.choice(alternatives).format(**named)

    def request(self, kind: Kind) -> str:
        """The clause that says what to do, alone or with some details after it."""
        draw, lists = self.random.choice, self.lists
        named = {
            "language": draw(lists.languages),
            "programming": draw(lists.programming),
            "author": draw(lists.authors),
        }
        do, ask = self.filled(kind.do, named), self.filled(kind.ask, named)
        opening = draw(lists.openings)
        parts = [opening.format(do=do, Do=capitalised(do), ask=ask, on=draw(kind.on))]
        for chance in (0.5, 0.25):
            if self.random.random() < chance:
                detail = draw(lists.details)
                parts.append(detail.format(out=self.filled(kind.out, named)))
        if self.random.random() < 0.15:
            parts.append(capitalised(self.filled(kind.do, named)) + ".")
        return " ".join(parts)

    def laid_out(self, request: str, passage: str) -> str:
        """The request before, after or around a passage, or alone; perhaps with a cue for the answer."""
        roll = self.random.random()
        gap, mark = self.random.choice(["\n\n", "\n", " "]), self.random.choice(self.lists.marks)
        close = '"' if mark == '"' else ""
        if roll < 0.08:
            text = request
        elif roll < 0.48:
            text = f"{request}{gap}{mark}{passage}{close}"
        elif roll < 0.85:
            text = f"{mark}{passage}{close}{gap}{request}"
        else:
            first, second = halves(passage)
            text = f"{mark}{first}{close}{gap}{request}{gap}{second}".strip()
        cue = self.random.choice(self.lists.cues)
        return f"{text}{gap}{cue}" if cue else text

    def examples(self, shown: int) -> Examples:
        """Of every kind its group and a few requests without a passage."""
        return {
            f"kind {name}": (group_of(kind.label), [self.request(kind) for _ in range(shown)])
            for name, kind in self.kinds.items()
        }

    def grid(self, kinds: int, rows: int) -> list[Item]:
        """`rows` texts of each of some kinds; the n-th texts of all kinds share a passage, or have one of their own."""
        chosen = self.random.sample(list(self.kinds), min(kinds, len(self.kinds)))
        forms = [self.random.choice(self.kinds[self.random.choice(chosen)].passages) for _ in range(rows)]
        common = [self.passages.make(form) for form in forms]
        items = []
        for name in chosen:
            kind = self.kinds[name]
            for shared in common:
                own = self.random.random() < 0.5
                passage = self.passages.make(self.random.choice(kind.passages)) if own else shared
                items.append(Item(self.laid_out(self.request(kind), passage), f"kind {name}", group_of(kind.label)))
        return items


class Sampler:
    """An endless source of batches."""

    def __init__(
        self,
        rows: Sequence[TrainingRow],
        seed: int,
        size: int = 96,
        kinds: int = 12,
        single_rows: int = 10,
        labels_per_cluster: int = 4,
        rows_per_label: int = 4,
        rarest: int = 3,
        cap: int = 400,
        left_out: Collection[str] = (),
    ) -> None:
        """A batch has `size` labelled rows, `single_rows` rows of rare labels twice each, and a grid of `kinds` kinds.

        A label is rare when it has fewer than `rarest` instructions; of a frequent one at most `cap` rows are used.
        `left_out` are labels that are not trained on.
        """
        self.random = random.Random(seed)
        self.size, self.kinds, self.single_rows = size, kinds, single_rows
        self.labels_per_cluster, self.rows_per_label = labels_per_cluster, rows_per_label
        self.rows, self.singles = self.capped(rows, rarest, cap, left_out)
        self.passages = Passages(rows, seed)
        self.wordings = Wordings(self.passages, seed, left_out)
        self.verbs: dict[str, list[str]] = defaultdict(list)
        self.nouns: dict[str, list[str]] = defaultdict(list)
        for label in self.rows:
            verb, noun = label.split("|")
            self.verbs[verb].append(label)
            self.nouns[noun].append(label)
        self.labels = list(self.rows)
        self.weights = [len(self.rows[label]) ** 0.6 for label in self.labels]

    def capped(
        self, rows: Sequence[TrainingRow], rarest: int, cap: int, left_out: Collection[str]
    ) -> tuple[dict[str, list[TrainingRow]], list[TrainingRow]]:
        """Rows by label, those of frequent labels cut; and one row of every label too rare to have positives."""
        by_label = defaultdict(list)
        for row in rows:
            if row["label"] not in left_out:
                by_label[row["label"]].append(row)
        kept, singles = {}, []
        for label, members in sorted(by_label.items()):
            if len({row["instruction"] for row in members}) >= rarest:
                self.random.shuffle(members)
                kept[label] = members[:cap]
            else:
                singles.append(members[0])
        return kept, singles

    def examples(self, shown: int) -> Examples:
        """Of every label and kind its group and a few texts."""
        labelled = {
            label: (members[0]["group"], [row["instruction"] for row in members[:shown]])
            for label, members in self.rows.items()
        }
        return labelled | self.wordings.examples(shown)

    def cluster_labels(self) -> list[str]:
        """A random label and others with its verb, or one time in three with its noun."""
        label = self.random.choices(self.labels, self.weights)[0]
        verb, noun = label.split("|")
        kin = self.nouns[noun] if self.random.random() < 0.33 else self.verbs[verb]
        others = [other for other in kin if other != label]
        weights = [len(self.rows[other]) ** 0.6 * self.random.random() for other in others]
        heaviest = sorted(zip(weights, others, strict=True), reverse=True)[: self.labels_per_cluster - 1]
        return [label, *(other for _, other in heaviest)]

    def wrapped(self, instruction: str) -> str:
        """Now and then the instruction inside a common phrase; in the middle of a sentence it begins small."""
        if self.random.random() > 0.15:
            return instruction
        wrapper = self.random.choice(self.wordings.lists.wrappers)
        at = wrapper.index("{}")
        inside = at > 0 and wrapper[at - 2] not in ".?!:"
        return wrapper.replace("{}", instruction[0].lower() + instruction[1:] if inside else instruction)

    def view(self, row: TrainingRow, passage: str) -> str:
        """One layout of a row: bare, with its input, or with a foreign passage before, after or around it."""
        instruction, text = self.wrapped(row["instruction"]), clipped(row["input"], INPUT_WORDS)
        roll = self.random.random()
        if not text:
            return instruction if roll > 0.3 else self.framed(instruction, passage)
        if roll < 0.35:
            return instruction
        return f"{instruction}\n\n{text}" if roll < 0.8 else f"{text}\n\n{instruction}"

    def framed(self, instruction: str, passage: str) -> str:
        """The instruction before, after or inside a passage."""
        roll = self.random.random()
        if roll < 0.47:
            return f"{instruction}\n\n{passage}"
        if roll < 0.83:
            return f"{passage}\n\n{instruction}"
        first, second = halves(passage)
        return f"{first}\n{instruction}\n{second}".strip()

    def two_views(self, row: TrainingRow) -> list[Item]:
        """A row of a rare label twice: bare, and with its input or in a foreign passage.

        Each of the two is the only positive of the other.
        """
        instruction, text = row["instruction"], clipped(row["input"], INPUT_WORDS)
        wrapped = self.wrapped(instruction)
        other = f"{wrapped}\n\n{text}" if text else self.framed(wrapped, self.passage())
        return [Item(shown, f"row {instruction}", row["group"]) for shown in (instruction, other)]

    def passage(self) -> str:
        """A foreign passage, mostly short."""
        length = LONG_PASSAGE if self.random.random() < 0.25 else SHORT_PASSAGE
        return clipped(self.passages.make(self.random.choice(FOREIGN_FORMS)), length)

    def clusters(self) -> list[Item]:
        """`size` labelled texts, cluster by cluster; fewer when there are not so many."""
        items: list[Item] = []
        taken: set[str] = set()
        while len(items) < self.size and len(taken) < len(self.labels):
            passage = self.passage()
            for label in self.cluster_labels():
                if label in taken:
                    continue
                taken.add(label)
                members = self.rows[label]
                for row in self.random.sample(members, min(self.rows_per_label, len(members))):
                    shown = passage if self.random.random() < 0.6 else self.passage()
                    items.append(Item(self.view(row, shown), label, row["group"]))
        return items[: self.size]

    def batch(self) -> list[Item]:
        """Clusters of labelled texts, then rows of rare labels in two views each, then a grid of wordings."""
        labelled = self.clusters()
        rare = self.random.sample(self.singles, self.single_rows)
        singles = [item for row in rare for item in self.two_views(row)]
        return labelled + singles + self.wordings.grid(self.kinds, self.rows_per_label)
