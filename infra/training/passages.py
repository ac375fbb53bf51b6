"""Passages to put around a request: prose, pairs, dialogues, options, lists, code, made from training rows alone."""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from data import TrainingRow

NAMES = (
    *("Ann", "Ben", "Carla", "David", "Eve", "Farid", "Grace", "Hugo"),
    *("User", "Agent", "Customer", "Assistant", "Speaker A", "Speaker B"),
)
KEYS = (
    *("name", "type", "place", "price", "date", "size", "colour"),
    *("author", "team", "year", "food", "rating", "area", "title"),
)
PAIRS = (
    ("Premise", "Hypothesis"),
    ("Sentence 1", "Sentence 2"),
    ("A", "B"),
    ("First", "Second"),
    ("Claim", "Evidence"),
    ("Text", "Statement"),
    ("Question 1", "Question 2"),
)
POOLS = ("prose", "sentence", "question", "math", "code")  # forms that are texts of the rows as they are
COMPOSED = ("pair", "dialogue", "reading", "options", "gap", "steps", "words", "table", "list")  # made of several
FORMS = (*POOLS, *COMPOSED)


def words_of(text: str, otherwise: str) -> list[str]:
    """The words of a text that have four letters or more, or one given word when it has none."""
    return re.findall(r"[A-Za-z][a-z]{3,}", text) or [otherwise]


class Passages:
    """Pools of texts by form, and a maker for every form that is composed of them."""

    def __init__(self, rows: Iterable[TrainingRow], seed: int, longest: int = 110) -> None:
        """`longest` is the number of words that prose is cut at."""
        self.random = random.Random(seed)
        self.pools: dict[str, list[str]] = defaultdict(list)
        self.makers: dict[str, Callable[[], str]] = {form: getattr(self, form) for form in COMPOSED}
        for row in rows:
            for text in (row["input"], row["output"]):
                self.file(text, row["source"], longest)
            if row["label"] == "solve|wordproblem":
                self.pools["math"].append(row["instruction"])
            elif row["instruction"].endswith("?") and len(row["instruction"]) < 120:
                self.pools["question"].append(row["instruction"])

    def file(self, text: str, source: str, longest: int) -> None:
        """Puts a text into the pool that it fits, or into none."""
        if source.startswith("codealpaca"):
            if 40 < len(text) < 500:
                self.pools["code"].append(text)
            return
        count = len(text.split())
        if count >= 25:
            self.pools["prose"].append(" ".join(re.split(r"(\s+)", text)[: 2 * longest]).replace("   ", " "))
        elif count >= 6 and "\n" not in text:
            self.pools["sentence"].append(text)

    def pick(self, pool: str) -> str:
        """One text of a pool."""
        return self.random.choice(self.pools[pool])

    def make(self, form: str) -> str:
        """A passage of the given form."""
        return self.makers[form]() if form in self.makers else self.pick(form)

    def pair(self) -> str:
        """Two sentences with a name before each."""
        one, other = self.random.choice(PAIRS)
        first, gap = self.pick("sentence"), self.random.choice([" ", "\n"])
        return f"{one}: {first}{gap}{other}: {self.pick('sentence')}"

    def dialogue(self) -> str:
        """Turns of two speakers."""
        speakers = self.random.sample(NAMES, 2)
        turns = []
        for turn in range(self.random.randint(2, 5)):
            said = self.pick("question" if self.random.random() < 0.4 else "sentence")
            turns.append(f"{speakers[turn % 2]}: {said}")
        return self.random.choice(["\n", " "]).join(turns)

    def reading(self) -> str:
        """A passage and a question, in either order."""
        text, question = self.pick("prose"), self.pick("question")
        if self.random.random() < 0.7:
            return f"{text}\n{self.random.choice(['Question: ', 'Q: ', ''])}{question}"
        return f"Question: {question}\n{text}"

    def options(self) -> str:
        """A question and some answers to choose from."""
        mark = self.random.choice(["({})", "{})", "{}.", "- {}:"])
        answers = []
        for _ in range(self.random.randint(3, 4)):
            sentence = self.pick("sentence").split()
            answers.append(" ".join(sentence[: self.random.randint(1, 7)]))
        gap = self.random.choice(["\n", " "])
        lettered = [f"{mark.format(letter)} {text}" for letter, text in zip("ABCD", answers, strict=False)]
        return self.pick("question") + gap + gap.join(lettered)

    def gap(self) -> str:
        """A sentence with one word taken out."""
        words = self.pick("sentence").split()
        blank = self.random.choice(["_", "____", "[MASK]", "(blank)"])
        words[self.random.randrange(1, len(words))] = blank
        return " ".join(words)

    def steps(self) -> str:
        """Numbered sentences."""
        return "\n".join(f"{number}. {self.pick('sentence')}" for number in range(1, self.random.randint(3, 5) + 1))

    def words(self) -> str:
        """A few words."""
        found = words_of(self.pick("prose"), "word")
        some = self.random.sample(found, min(len(found), self.random.randint(1, 5)))
        return self.random.choice([", ", " ", "; ", " : "]).join(some)

    def table(self) -> str:
        """Attributes and values."""
        keys = self.random.sample(KEYS, self.random.randint(3, 5))
        words = words_of(self.pick("prose"), "none")
        gap = self.random.choice([" | ", "\n", ", "])
        return gap.join(f"{key}: {self.random.choice(words)}" for key in keys)

    def list(self) -> str:
        """Numbers and words in brackets."""
        words = words_of(self.pick("prose"), "word")
        items = []
        for _ in range(self.random.randint(4, 12)):
            number, word = str(self.random.randint(-50, 9999)), repr(self.random.choice(words))
            items.append(self.random.choice([number, word]))
        return f"[{', '.join(items)}]"
