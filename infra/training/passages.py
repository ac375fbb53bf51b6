"""Passages to put around a request: prose, pairs, dialogues, options, lists, code, made from training rows alone."""
import random
import re
from collections import defaultdict

NAMES = "Ann/Ben/Carla/David/Eve/Farid/Grace/Hugo/User/Agent/Customer/Assistant/Speaker A/Speaker B".split("/")
KEYS = "name type place price date size colour author team year food rating area title".split()
PAIRS = [("Premise", "Hypothesis"), ("Sentence 1", "Sentence 2"), ("A", "B"), ("First", "Second"), ("Claim", "Evidence"),
         ("Text", "Statement"), ("Question 1", "Question 2")]


def words_of(text):
    """Words of a text."""
    return re.findall(r"[A-Za-z][a-z]{3,}", text)


class Passages:
    """Pools of texts by form, and a maker for every form."""

    def __init__(self, rows, seed, longest=110):
        self.random = random.Random(seed)
        self.pools = defaultdict(list)
        for row in rows:
            for text in (row["input"], row["output"]):
                self.file(text, row["source"], longest)
            if row["label"] == "solve|wordproblem":
                self.pools["math"].append(row["instruction"])
            elif row["instruction"].endswith("?") and len(row["instruction"]) < 120:
                self.pools["question"].append(row["instruction"])

    def file(self, text, source, longest):
        """Puts a text where it belongs."""
        if source.startswith("codealpaca"):
            if 40 < len(text) < 500:
                self.pools["code"].append(text)
            return
        count = len(text.split())
        if 25 <= count:
            self.pools["prose"].append(" ".join(re.split(r"(\s+)", text)[: 2 * longest]).replace("   ", " "))
        elif 6 <= count and "\n" not in text:
            self.pools["sentence"].append(text)

    def pick(self, pool):
        """One text of a pool."""
        return self.random.choice(self.pools[pool])

    def make(self, form):
        """A passage of the given form."""
        return getattr(self, form, lambda: self.pick(form))()

    def pair(self):
        """Two sentences with marks."""
        one, two = self.random.choice(PAIRS)
        return f"{one}: {self.pick('sentence')}{self.random.choice([' ', chr(10)])}{two}: {self.pick('sentence')}"

    def dialogue(self):
        """Turns of two speakers."""
        speakers = self.random.sample(NAMES, 2)
        turns = [f"{speakers[i % 2]}: {self.pick('question' if self.random.random() < 0.4 else 'sentence')}"
                 for i in range(self.random.randint(2, 5))]
        return self.random.choice(["\n", " "]).join(turns)

    def reading(self):
        """A passage and a question."""
        text, question = self.pick("prose"), self.pick("question")
        return f"{text}\n{self.random.choice(['Question: ', 'Q: ', ''])}{question}" if self.random.random() < 0.7 else f"Question: {question}\n{text}"

    def options(self):
        """A question and some answers to choose from."""
        mark = self.random.choice(["({})", "{})", "{}.", "- {}:"])
        answers = [" ".join(self.pick("sentence").split()[: self.random.randint(1, 7)]) for _ in range(self.random.randint(3, 4))]
        gap = self.random.choice(["\n", " "])
        return self.pick("question") + gap + gap.join(f"{mark.format('ABCD'[i])} {text}" for i, text in enumerate(answers))

    def gap(self):
        """A sentence with one word taken out."""
        words = self.pick("sentence").split()
        words[self.random.randrange(1, len(words))] = self.random.choice(["_", "____", "[MASK]", "(blank)"])
        return " ".join(words)

    def steps(self):
        """Numbered sentences."""
        return "\n".join(f"{i}. {self.pick('sentence')}" for i in range(1, self.random.randint(3, 5) + 1))

    def words(self):
        """A few words."""
        found = words_of(self.pick("prose")) or ["word"]
        some = self.random.sample(found, min(len(found), self.random.randint(1, 5)))
        return self.random.choice([", ", " ", "; ", " : "]).join(some)

    def table(self):
        """Attributes and values."""
        keys, words = self.random.sample(KEYS, self.random.randint(3, 5)), words_of(self.pick("prose")) or ["none"]
        return self.random.choice([" | ", "\n", ", "]).join(f"{key}: {self.random.choice(words)}" for key in keys)

    def list(self):
        """Numbers and words in brackets."""
        words = words_of(self.pick("prose")) or ["word"]
        items = [self.random.choice([str(self.random.randint(-50, 9999)), repr(self.random.choice(words))])
                 for _ in range(self.random.randint(4, 12))]
        return f"[{', '.join(items)}]"
