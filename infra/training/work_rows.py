"""Rows with the kind of work that they ask for: labelled by reading, written for this project, or of one-kind sources.

A row of `WorkRow` may be right for several kinds (`also`): those are neither like nor unlike it in training.
"""

import hashlib
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

from data import TrainingRow, banned_texts, fold, read_lines, spellings
from data_files import BadDataError, fields_of, read_object, texts_of
from sources import SOURCES, check_sources

FILE = Path(__file__).with_name("kinds_of_work.json")
WRITTEN = Path(__file__).with_name("written")
NAMED_KINDS = ("one_kind_sources", "superni_tasks", "superni_categories")  # what has one kind -> that kind
MAX_CHARS = 1500
OF_ONE_KIND = 250  # rows taken of a source whose rows all ask for one kind of work
HELD_OUT_OF_256 = 16
OF_A_TASK = 6  # rows taken of a Super-NaturalInstructions task whose category is one kind


@dataclass(frozen=True)
class Kinds:
    """What is known of the kinds beforehand."""

    families: dict[str, tuple[str, ...]]
    titles: dict[str, str]  # kind -> what a person would call it
    alike: tuple[tuple[str, ...], ...]  # kinds of one such group serve as examples for each other
    one_kind_sources: dict[str, str]
    superni_tasks: dict[str, str]
    superni_categories: dict[str, str]

    @property
    def names(self) -> list[str]:
        """All kinds, family by family."""
        return [kind for family in self.families.values() for kind in family]

    def right(self, kind: str, also: Collection[str]) -> frozenset[str]:
        """The kinds that a row serves as an example for."""
        own = {kind, *also}
        return frozenset(own.union(*(group for group in self.alike if own & set(group))))


class WorkRow(TypedDict):
    """A prompt and the kind of work that it asks for."""

    instruction: str
    input: str
    kind: str
    also: list[str]
    lang: str
    source: str


class TaskRow(TypedDict):
    """A prompt of a task, and the category that the task belongs to."""

    instruction: str
    input: str
    task: str
    category: str


def titles_of(value: Any, where: str) -> dict[str, str]:  # noqa: ANN401
    """The titles of kinds; two kinds of one title are refused, because a reader could not tell their groups apart."""
    titles = dict(zip(value, texts_of([*fields_of(value, value, where).values()], where), strict=True)) if value else {}
    repeated = [title for title, count in Counter(titles.values()).items() if count > 1]
    if repeated:
        raise BadDataError(f"{where}: stand twice: {repeated}")
    return titles


def read_kinds(path: Path = FILE) -> Kinds:
    """The checked content of a file; every name has to be one of a family."""
    names = ("families", "titles", "alike", "one_kind_sources", "superni_tasks", "superni_categories")
    value = fields_of(read_object(path), names, path.name)
    families = {name: texts_of(kinds, f'{path.name}: "{name}"') for name, kinds in value["families"].items()}
    alike = tuple(texts_of(group, f'{path.name}: "alike"') for group in value["alike"])
    maps = [value[name] for name in NAMED_KINDS]
    kinds = Kinds(families, titles_of(value["titles"], f'{path.name}: "titles"'), alike, *maps)
    repeated = [name for name, count in Counter(kinds.names).items() if count > 1]
    named = {kind for group in alike for kind in group} | {kind for named in maps for kind in named.values()}
    unknown = sorted((named | {*kinds.titles}) - {*kinds.names})
    if repeated or unknown:
        raise BadDataError(f"{path.name}: kinds in two families: {repeated}; in none: {unknown}")
    return kinds


KINDS_OF_WORK = read_kinds()


def work_row(row: dict[str, Any], source: str) -> WorkRow | None:
    """The row in our fields; None when its kind is none of the known ones."""
    if row["kind"] not in KINDS_OF_WORK.names:
        return None
    also = [kind for kind in row.get("also", []) if kind in KINDS_OF_WORK.names]
    text = (row.get("input") or "").strip()[:MAX_CHARS]
    instruction = row["instruction"].strip()[:MAX_CHARS]
    return WorkRow(instruction=instruction, input=text, kind=row["kind"], also=also, lang=row["lang"], source=source)


def labelled_rows(shared: Path) -> Iterator[WorkRow]:
    """Rows labelled by reading whose licence lets everybody train on them."""
    for row in read_lines(shared / "labels/kinds_train.jsonl.gz"):
        if row["source"] in SOURCES and (made := work_row(row, row["source"])):
            yield made


def written_rows(folder: Path = WRITTEN) -> Iterator[WorkRow]:
    """The project's own rows; the name of the file tells which writer's."""
    for path in sorted(folder.glob("*.jsonl")):
        for row in read_lines(path):
            made = work_row(row, f"written-{path.stem}")
            if made is None:
                raise BadDataError(f"{path.name}: {row['kind']!r} is no kind of work")
            yield made


def mixed_rows(shared: Path) -> list[dict[str, Any]]:
    """Rows of the mixed corpus that everybody may train on, in a fixed random order."""
    rows = read_lines(shared / "corpora/mixed.jsonl.gz")
    permitted = [row for row in rows if row["use"] == "train" and row["source"] in SOURCES]
    random.Random(1).shuffle(permitted)
    return permitted


def one_kind_rows(shared: Path) -> Iterator[WorkRow]:
    """Some rows of every source whose rows all ask for one kind of work."""
    taken: Counter[str] = Counter()
    for row in mixed_rows(shared):
        kind = KINDS_OF_WORK.one_kind_sources.get(row["source"])
        if kind and taken[row["source"]] < OF_ONE_KIND:
            taken[row["source"]] += 1
            made = work_row({**row, "kind": kind}, row["source"])
            assert made is not None
            yield made


def task_rows(shared: Path) -> list[TaskRow]:
    """Rows of Super-NaturalInstructions tasks that may be trained on; none repeats a whole row of a bench."""
    banned = banned_texts(shared)
    rows = read_lines(shared / "corpora/superni_train.jsonl.gz")
    return [
        TaskRow(instruction=row["instruction"], input=row["input"], task=row["task"], category=row["category"])
        for row in rows
        if fold(f"{row['instruction']} {row['input']}") not in banned
    ]


def written_tasks(shared: Path, folder: Path = WRITTEN / "tasks") -> list[TaskRow]:
    """The project's own tasks in many wordings, whose categories hold tasks that are easily confused."""
    banned = banned_texts(shared)
    return [
        TaskRow(instruction=row["instruction"], input=row.get("input", ""), task=row["task"], category=row["category"])
        for path in sorted(folder.glob("*.jsonl"))
        for row in read_lines(path)
        if not spellings(row["instruction"], row.get("input", "")) & banned
    ]


def superni_work(rows: list[TaskRow]) -> Iterator[WorkRow]:
    """A few rows of every task that is one kind of work by itself or by its category."""
    taken: Counter[str] = Counter()
    for row in rows:
        kinds = KINDS_OF_WORK
        kind = kinds.superni_tasks.get(row["task"]) or kinds.superni_categories.get(row["category"])
        if kind and taken[row["task"]] < OF_A_TASK:
            taken[row["task"]] += 1
            made = work_row({**row, "kind": kind, "lang": "en"}, f"superni-{row['task']}")
            assert made is not None
            yield made


def work_rows(shared: Path) -> list[WorkRow]:
    """All rows with a kind, none of which repeats a test or a bench; every source is one that may be used."""
    banned = banned_texts(shared)
    kept, seen = [], set()
    for row in [*labelled_rows(shared), *written_rows(), *one_kind_rows(shared), *superni_work(task_rows(shared))]:
        key = fold(f"{row['instruction']} {row['input']}")
        if key in seen or spellings(row["instruction"], row["input"]) & banned:
            continue
        seen.add(key)
        kept.append(row)
    check_sources(row["source"].split("-")[0] if is_own(row["source"]) else row["source"] for row in kept)
    return kept


def held_out(row: WorkRow | TrainingRow) -> bool:
    """Whether a row is kept from training, to measure what the encoder says: one in sixteen, by its text."""
    text = fold(f"{row['instruction']} {row['input']}")
    return hashlib.sha256(text.encode()).digest()[0] < HELD_OUT_OF_256


def is_own(source: str) -> bool:
    """Whether a source is told apart by file or task, behind a hyphen."""
    return source.startswith(("written-", "superni-"))


def main(shared: str) -> None:
    """Prints how many rows every source and language has, as the card tells it."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in work_rows(Path(shared)):
        counts["source"][row["source"].split("-task")[0]] += 1
        counts["lang"][row["lang"]] += 1
        counts["kind"][row["kind"]] += 1
    for name, counted in counts.items():
        print(name, dict(counted.most_common()))


if __name__ == "__main__":
    main(sys.argv[1])
