"""Draws training batches: every label at least twice, beside it labels that share its verb or its noun.

A batch is made of clusters. A cluster holds a few labels with one verb (or one noun) and several rows of each, so
that the hard negatives of a row (same verb, other noun) are in its own batch. Rows of a cluster are shown in several
layouts, some around the same passage, so that neither the passage nor the layout tells the task.
"""
import random
import re
from collections import defaultdict

PASSAGE_WORDS = (8, 45)
WRAPPERS = [  # ways people put a request; {} is the instruction
    "Please {}", "Your task is to {}", "In this task, you are given a text. {}", "Can you help me? {}", "{} Keep it short.",
    "You will be given an input. Your job is to {}", "{} Answer with the result only.", "Task: {}", "### Instruction:\n{}",
    "I need your help. {} Thanks!", "Follow the instruction carefully. {}", "You are a helpful assistant. {}",
]


def clipped(text, words=PASSAGE_WORDS[1]):
    """The beginning of a text, its line breaks kept, so that an instruction after it is not cut off."""
    ends = [match.end() for match in re.finditer(r"\S+", text)]
    return text if len(ends) <= words else text[: ends[words - 1]]


class Sampler:
    """An endless source of batches: lists of (text, label, group)."""

    def __init__(self, rows, seed, size=128, labels_per_cluster=4, rows_per_label=4, rarest=3, cap=400, wrap=0.35):
        self.random = random.Random(seed)
        self.size, self.labels_per_cluster, self.rows_per_label, self.wrap = size, labels_per_cluster, rows_per_label, wrap
        self.rows = self.capped(rows, rarest, cap)
        self.passages = [row["input"] for row in rows if self.is_passage(row["input"])]
        self.verbs, self.nouns = defaultdict(list), defaultdict(list)
        for label in self.rows:
            verb, noun = label.split("|")
            self.verbs[verb].append(label)
            self.nouns[noun].append(label)
        self.labels = list(self.rows)
        self.weights = [len(self.rows[label]) ** 0.6 for label in self.labels]

    def capped(self, rows, rarest, cap):
        """Rows by label, without labels too rare to have positives and with the frequent ones cut."""
        by_label = defaultdict(list)
        for row in rows:
            by_label[row["label"]].append(row)
        kept = {}
        for label, members in sorted(by_label.items()):
            if len({row["instruction"] for row in members}) >= rarest:
                self.random.shuffle(members)
                kept[label] = members[:cap]
        return kept

    @staticmethod
    def is_passage(text):
        """An input that can stand around any instruction: prose of some length."""
        return PASSAGE_WORDS[0] <= len(text.split()) <= PASSAGE_WORDS[1]

    def cluster_labels(self):
        """A random label and others with its verb, or one time in four with its noun."""
        label = self.random.choices(self.labels, self.weights)[0]
        verb, noun = label.split("|")
        kin = self.nouns[noun] if self.random.random() < 0.25 else self.verbs[verb]
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
        instruction, text, roll = self.wrapped(row["instruction"]), clipped(row["input"]), self.random.random()
        if text:
            if roll < 0.30:
                return instruction
            return f"{instruction}\n\n{text}" if roll < 0.8 else f"{text}\n\n{instruction}"
        if roll > self.wrap:
            return instruction
        if roll < self.wrap * 0.55:
            return f"{instruction}\n\n{passage}"
        if roll < self.wrap * 0.85:
            return f"{passage}\n\n{instruction}"
        sentences = re.split(r"(?<=[.!?])\s+", passage)
        half = len(sentences) // 2
        return f"{' '.join(sentences[:half])}\n{instruction}\n{' '.join(sentences[half:])}".strip()

    def batch(self):
        """One batch of about `size` texts."""
        items, taken = [], set()
        while len(items) < self.size:
            passage = self.random.choice(self.passages)
            for label in self.cluster_labels():
                if label in taken:
                    continue
                taken.add(label)
                members = self.rows[label]
                for row in self.random.sample(members, min(self.rows_per_label, len(members))):
                    shown = passage if self.random.random() < 0.6 else self.random.choice(self.passages)
                    items.append((self.view(row, shown), label, row["group"]))
        return items[: self.size]
