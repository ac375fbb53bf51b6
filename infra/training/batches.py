"""Draws training batches from labelled rows and from many wordings of common kinds of work.

Labelled rows come in clusters: a few labels with one verb (or one noun) and several rows of each, so that the hard
negatives of a row (same verb, other noun) are in its own batch. Wordings come as a grid: several kinds of work, every
kind around the same passages, so that a passage tells nothing and the clause that says what to do tells all.
"""
import random
import re
from collections import defaultdict

from kinds import KINDS
from label import group_of
from passages import Passages
from wordings import AUTHORS, CUES, DETAILS, LANGUAGES, MARKS, OPENINGS, PROGRAMMING

INPUT_WORDS, SHORT_PASSAGE, LONG_PASSAGE = 45, 45, 110
WRAPPERS = [  # ways people put a request; {} is the instruction
    "Please {}", "Your task is to {}", "In this task, you are given a text. {}", "Can you help me? {}", "{} Keep it short.",
    "You will be given an input. Your job is to {}", "{} Answer with the result only.", "Task: {}", "### Instruction:\n{}",
    "I need your help. {} Thanks!", "Follow the instruction carefully. {}", "You are a helpful assistant. {}",
]


def clipped(text, words):
    """The beginning of a text, its line breaks kept, so that an instruction after it is not cut off."""
    ends = [match.end() for match in re.finditer(r"\S+", text)]
    return text if len(ends) <= words else text[: ends[words - 1]]


def capitalised(text):
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def halves(passage):
    """A passage cut between two sentences near its middle."""
    sentences = re.split(r"(?<=[.!?])\s+", passage)
    half = (len(sentences) + 1) // 2
    return " ".join(sentences[:half]), " ".join(sentences[half:])


class Wordings:
    """Kinds of work in many wordings and layouts."""

    def __init__(self, passages, seed, left_out=()):
        self.random, self.passages = random.Random(seed), passages
        self.kinds = [name for name, kind in KINDS.items() if kind["label"] not in left_out]

    def one(self, alternatives):
        """One of several alternatives."""
        return self.random.choice(alternatives.split("/") if isinstance(alternatives, str) else alternatives)

    def request(self, kind):
        """The clause that says what to do, with nothing, or with some detail, beside it."""
        named = {"language": self.one(LANGUAGES), "programming": self.one(PROGRAMMING), "author": self.one(AUTHORS)}
        do, ask = self.one(kind["do"]).format(**named), self.one(kind["ask"]).format(**named)
        parts = [self.one(OPENINGS).format(do=do, Do=capitalised(do), ask=ask, on=self.one(kind["on"]))]
        for chance in (0.5, 0.25):
            if self.random.random() < chance:
                parts.append(self.one(DETAILS).format(out=self.one(kind["out"]).format(**named)))
        if self.random.random() < 0.15:
            parts.append(capitalised(self.one(kind["do"]).format(**named)) + ".")
        return " ".join(parts)

    def laid_out(self, request, passage):
        """The request before, after or around a passage, perhaps with a cue for the answer."""
        roll, gap, mark = self.random.random(), self.random.choice(["\n\n", "\n", " "]), self.one(MARKS)
        close = "\"" if mark == "\"" else ""
        if roll < 0.08:
            text = request
        elif roll < 0.48:
            text = f"{request}{gap}{mark}{passage}{close}"
        elif roll < 0.85:
            text = f"{mark}{passage}{close}{gap}{request}"
        else:
            first, second = halves(passage)
            text = f"{mark}{first}{close}{gap}{request}{gap}{second}".strip()
        cue = self.one(CUES)
        return f"{text}{gap}{cue}" if cue else text

    def examples(self, shown):
        """Of every kind its group and a few bare requests."""
        return {f"kind {name}": (group_of(KINDS[name]["label"]), [self.request(KINDS[name]) for _ in range(shown)])
                for name in self.kinds}

    def grid(self, kinds, rows):
        """`rows` texts of each of some kinds; most of them share the passages of one kind."""
        chosen = self.random.sample(self.kinds, min(kinds, len(self.kinds)))
        forms = [self.one(KINDS[self.random.choice(chosen)]["with"].split()) for _ in range(rows)]
        common, items = [self.passages.make(form) for form in forms], []
        for name in chosen:
            kind = KINDS[name]
            for shared in common:
                own = self.random.random() < 0.5
                passage = self.passages.make(self.one(kind["with"].split())) if own else shared
                items.append((self.laid_out(self.request(kind), passage), f"kind {name}", group_of(kind["label"])))
        return items


class Sampler:
    """An endless source of batches: lists of (text, label, group)."""

    def __init__(self, rows, seed, size=96, kinds=12, single_rows=10, labels_per_cluster=4, rows_per_label=4, rarest=3, cap=400, left_out=()):
        self.random = random.Random(seed)
        self.size, self.kinds, self.labels_per_cluster, self.rows_per_label = size, kinds, labels_per_cluster, rows_per_label
        self.single_rows = single_rows
        self.rows, self.singles = self.capped(rows, rarest, cap, left_out)
        self.passages = Passages(rows, seed)
        self.wordings = Wordings(self.passages, seed, left_out)
        self.verbs, self.nouns = defaultdict(list), defaultdict(list)
        for label in self.rows:
            verb, noun = label.split("|")
            self.verbs[verb].append(label)
            self.nouns[noun].append(label)
        self.labels = list(self.rows)
        self.weights = [len(self.rows[label]) ** 0.6 for label in self.labels]

    def capped(self, rows, rarest, cap, left_out):
        """Rows by label, the frequent ones cut; and the rows of labels too rare to have positives."""
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

    def examples(self, shown):
        """Of every label and kind its group and a few texts."""
        labelled = {label: (members[0]["group"], [row["instruction"] for row in members[:shown]])
                    for label, members in self.rows.items()}
        return labelled | self.wordings.examples(shown)

    def cluster_labels(self):
        """A random label and others with its verb, or one time in three with its noun."""
        label = self.random.choices(self.labels, self.weights)[0]
        verb, noun = label.split("|")
        kin = self.nouns[noun] if self.random.random() < 0.33 else self.verbs[verb]
        others = [other for other in kin if other != label]
        count = min(len(others), self.labels_per_cluster - 1)
        weights = [len(self.rows[other]) ** 0.6 * self.random.random() for other in others]
        return [label, *(other for _, other in sorted(zip(weights, others), reverse=True)[:count])]

    def wrapped(self, instruction):
        """Now and then the instruction inside a common phrase."""
        if self.random.random() > 0.15:
            return instruction
        wrapper = self.random.choice(WRAPPERS)
        inside = wrapper.index("{}") > 0 and wrapper[wrapper.index("{}") - 2] not in ".?!:"
        return wrapper.replace("{}", instruction[0].lower() + instruction[1:] if inside else instruction)

    def view(self, row, passage):
        """One layout of a row: bare, with its input, or with a foreign passage before, after or around it."""
        instruction, text, roll = self.wrapped(row["instruction"]), clipped(row["input"], INPUT_WORDS), self.random.random()
        if text:
            if roll < 0.35:
                return instruction
            return f"{instruction}\n\n{text}" if roll < 0.8 else f"{text}\n\n{instruction}"
        return instruction if roll > 0.3 else self.framed(instruction, passage)

    def framed(self, instruction, passage):
        """The instruction before, after or inside a passage."""
        roll = self.random.random()
        if roll < 0.47:
            return f"{instruction}\n\n{passage}"
        if roll < 0.83:
            return f"{passage}\n\n{instruction}"
        first, second = halves(passage)
        return f"{first}\n{instruction}\n{second}".strip()

    def two_views(self, row):
        """A row of a rare label twice, bare and with its input or in a foreign passage: its own only positive."""
        text = clipped(row["input"], INPUT_WORDS)
        other = f"{self.wrapped(row['instruction'])}\n\n{text}" if text else self.framed(self.wrapped(row["instruction"]), self.passage())
        return [(shown, f"row {row['instruction']}", row["group"]) for shown in (row["instruction"], other)]

    def passage(self):
        """A foreign passage, mostly short."""
        length = LONG_PASSAGE if self.random.random() < 0.25 else SHORT_PASSAGE
        return clipped(self.passages.make(self.random.choice(["prose", "prose", "sentence", "dialogue", "list", "options"])), length)

    def batch(self):
        """About `size` labelled texts, a few rows of rare labels, then a grid of wordings."""
        items, taken = [], set()
        while len(items) < self.size:
            passage = self.passage()
            for label in self.cluster_labels():
                if label in taken:
                    continue
                taken.add(label)
                members = self.rows[label]
                for row in self.random.sample(members, min(self.rows_per_label, len(members))):
                    shown = passage if self.random.random() < 0.6 else self.passage()
                    items.append((self.view(row, shown), label, row["group"]))
        singles = [item for row in self.random.sample(self.singles, self.single_rows) for item in self.two_views(row)]
        return items[: self.size] + singles + self.wordings.grid(self.kinds, self.rows_per_label)
