"""Draws batches of rows with a kind of work, in all languages, and of tasks.

A batch holds several kinds, among them many of one family, so that near kinds are told apart; and of every kind rows
of several languages and sources, so that neither a language nor a source tells the kind. Instructions stand before,
after or inside their material, or inside a foreign passage.
"""

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from work_rows import KINDS_OF_WORK, TaskRow, WorkRow

LANGUAGE_WEIGHTS = {"en": 5.0, "zh": 2.6}  # how often a language is drawn; the others have 0.3 each
OTHER_WEIGHT, ENOUGH_ROWS = 0.3, 6  # a language with fewer rows of a kind is drawn less often
FOUND_WEIGHT = 2.0  # how much more often a row is drawn that was found in a corpus than one that was written
UNSPACED = ("zh", "ja")
PASSAGE_WORDS, PASSAGE_CHARACTERS, SHORTEST_PASSAGE, LONGEST_FRAMED = 60, 140, 60, 300
SENTENCE_ENDS = re.compile(r"[.!?。！？؟]\s*")


class WorkItem(NamedTuple):
    """One text of a batch, its kind, and all kinds that it serves as an example for."""

    text: str
    kind: str
    right: frozenset[str]


class TaskItem(NamedTuple):
    """One text of a batch, its task, and the tasks that are neither like nor unlike it."""

    text: str
    task: str
    alike: frozenset[str]


def cut(passage: str, lang: str) -> str:
    """The beginning of a passage."""
    if lang in UNSPACED:
        return passage[:PASSAGE_CHARACTERS]
    ends = [match.end() for match in re.finditer(r"\S+", passage)]
    return passage if len(ends) <= PASSAGE_WORDS else passage[: ends[PASSAGE_WORDS - 1]]


def middle_of(passage: str) -> int:
    """The end of the sentence that is nearest to the middle, or the middle."""
    half = len(passage) // 2
    ends = [match.end() for match in SENTENCE_ENDS.finditer(passage)]
    return min(ends, key=lambda end: abs(end - half)) if ends else half


class WorkSampler:
    """An endless source of texts with a kind of work."""

    def __init__(self, rows: Sequence[WorkRow], seed: int, kinds: int = 18, rows_a_kind: int = 4) -> None:
        """`kinds` kinds a batch; a kind with fewer rows than `rows_a_kind` is not drawn."""
        self.random, self.kinds, self.rows_a_kind = random.Random(seed), kinds, rows_a_kind
        by_kind: dict[str, dict[str, dict[str, list[WorkRow]]]] = {}
        self.passages: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            languages = by_kind.setdefault(row["kind"], {})
            languages.setdefault(row["lang"], {}).setdefault(row["source"], []).append(row)
            if len(row["input"]) > SHORTEST_PASSAGE:
                self.passages[row["lang"]].append(cut(row["input"], row["lang"]))
        counts = {kind: sum(map(len, by_source(languages))) for kind, languages in by_kind.items()}
        self.rows = {kind: by_kind[kind] for kind in sorted(by_kind) if counts[kind] >= rows_a_kind}
        self.names = list(self.rows)
        self.weights = [counts[kind] ** 0.5 for kind in self.names]
        families = KINDS_OF_WORK.families.values()
        self.kin = {kind: [other for other in family if other in self.rows] for family in families for kind in family}

    def chosen_kinds(self) -> list[str]:
        """Frequent kinds more often, and after some of them others of their family."""
        chosen: dict[str, None] = {}
        while len(chosen) < min(self.kinds, len(self.names)):
            kind = self.random.choices(self.names, self.weights)[0]
            kin = self.kin[kind]
            for name in (kind, *self.random.sample(kin, min(len(kin), self.random.choice((0, 2, 4))))):
                if len(chosen) < self.kinds:
                    chosen[name] = None
        return list(chosen)

    def row(self, kind: str) -> WorkRow:
        """A row of a kind: first a language, then a source, then one of its rows."""
        languages = self.rows[kind]
        counts = {lang: sum(map(len, sources.values())) for lang, sources in languages.items()}
        weights = [
            LANGUAGE_WEIGHTS.get(lang, OTHER_WEIGHT) * min(1, count / ENOUGH_ROWS) for lang, count in counts.items()
        ]
        sources = languages[self.random.choices(list(languages), weights)[0]]
        weights = [
            len(rows) ** 0.6 * (1 if source.startswith("written-") else FOUND_WEIGHT)
            for source, rows in sources.items()
        ]
        return self.random.choice(self.random.choices(list(sources.values()), weights)[0])

    def framed(self, instruction: str, passage: str) -> str:
        """The instruction before, after or inside a passage."""
        roll, gap = self.random.random(), self.random.choice(("\n\n", "\n", " "))
        if roll < 0.3:
            return f"{instruction}{gap}{passage}"
        if roll < 0.6:
            return f"{passage}{gap}{instruction}"
        half = middle_of(passage)
        return f"{passage[:half]}{gap}{instruction}{gap}{passage[half:]}"

    def laid_out(self, row: WorkRow) -> str:
        """One layout of a row."""
        instruction, text, roll = row["instruction"], row["input"], self.random.random()
        if text:
            gap = self.random.choice(("\n\n", "\n", "\n"))
            if roll < 0.72:
                return f"{instruction}{gap}{text}"
            return f"{text}{gap}{instruction}" if roll < 0.92 else self.framed(instruction, text)
        passages = self.passages.get(row["lang"])
        if roll < 0.15 and passages and len(instruction) < LONGEST_FRAMED:
            return self.framed(instruction, self.random.choice(passages))
        return instruction

    def batch(self) -> list[WorkItem]:
        """Texts of several kinds; no row stands twice."""
        items, seen = [], set()
        for kind in self.chosen_kinds():
            for row in [self.row(kind) for _ in range(self.rows_a_kind)]:
                if id(row) not in seen:
                    seen.add(id(row))
                    items.append(WorkItem(self.laid_out(row), kind, KINDS_OF_WORK.right(kind, row["also"])))
        return items


def by_source(languages: dict[str, dict[str, list[WorkRow]]]) -> list[list[WorkRow]]:
    """The rows of a kind, source by source."""
    return [rows for sources in languages.values() for rows in sources.values()]


class TaskSampler:
    """An endless source of texts of tasks: those of Super-NaturalInstructions, or the project's own."""

    def __init__(
        self, rows: Sequence[TaskRow], seed: int, tasks: int = 6, rows_a_task: int = 3, told_apart: bool = False
    ) -> None:
        """`tasks` tasks a batch; of a category whose tasks are told apart all come together, of another one."""
        self.random, self.tasks, self.rows_a_task, self.told_apart = random.Random(seed), tasks, rows_a_task, told_apart
        self.rows: dict[str, list[TaskRow]] = defaultdict(list)
        for row in rows:
            self.rows[row["task"]].append(row)
        self.by_category: dict[str, list[str]] = defaultdict(list)
        for task, members in self.rows.items():
            self.by_category[members[0]["category"]].append(task)

    def chosen_tasks(self) -> list[str]:
        """Tasks of several categories; a large category is drawn more often."""
        chosen: dict[str, None] = {}
        weights = [len(tasks) ** 0.6 for tasks in self.by_category.values()]
        while len(chosen) < min(self.tasks, len(self.rows)):
            drawn = self.random.choices(list(self.by_category.values()), weights)[0]
            chosen.update(dict.fromkeys(drawn if self.told_apart else [self.random.choice(drawn)]))
        return list(chosen)

    def alike(self, row: TaskRow) -> frozenset[str]:
        """The tasks that a row's own is not compared with, itself among them."""
        return frozenset({row["task"]} if self.told_apart else self.by_category[row["category"]])

    def batch(self) -> list[TaskItem]:
        """Some rows of several tasks, the definition mostly before the instance."""
        items = []
        for task in self.chosen_tasks():
            members = self.rows[task]
            for row in self.random.sample(members, min(self.rows_a_task, len(members))):
                parts = [part for part in (row["instruction"], row["input"]) if part]
                text = "\n".join(parts if self.random.random() < 0.7 else parts[::-1])
                items.append(TaskItem(text, task, self.alike(row)))
        return items
