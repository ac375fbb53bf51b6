"""Turns the labeller's rows into training rows: sources of one task, synonym groups, and the filter for noise.

The labels are those of the product (`label-rows.ts`): verb|noun after Li et al., "Instruction Embedding", NeurIPS 2024.
Which words are synonyms, and which sources are made of one task, is in `labels.json`.
"""

import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data import NamedRow, Row, TrainingRow, banned_texts, read_lines, spellings
from data_files import BadDataError, fields_of, label_of, read_object, texts_of

FILE = Path(__file__).with_name("labels.json")
WRITTEN = Path(__file__).with_name("written") / "labels"
LEAST_CONFIDENCE = 0.5


@dataclass(frozen=True)
class LabelData:
    """What is known of labels beforehand."""

    verbs: dict[str, str]  # a verb -> the verb that stands for all that ask for the same work
    nouns: dict[str, str]
    one_task_sources: dict[
        str, str
    ]  # a source whose rows all have one task, and seldom a clause that names it -> label


def synonym_table(groups: Any, where: str) -> dict[str, str]:  # noqa: ANN401
    """Turns {kept: [others]} into {other: kept}; a word in two groups is refused, because it can have one only."""
    table: dict[str, str] = {}
    for kept, others in fields_of(groups, groups, where).items():
        for word in texts_of(others, f'{where}: "{kept}"'):
            if word in table:
                raise BadDataError(f'{where}: "{kept}": {word!r} is also in the group of {table[word]!r}')
            table[word] = kept
    return table


def read_label_data(path: Path = FILE) -> LabelData:
    """The checked content of a file."""
    value = fields_of(read_object(path), ("verbs", "nouns", "one_task_sources"), path.name)
    where = f'{path.name}: "one_task_sources"'
    sources = fields_of(value["one_task_sources"], value["one_task_sources"], where)
    return LabelData(
        verbs=synonym_table(value["verbs"], f'{path.name}: "verbs"'),
        nouns=synonym_table(value["nouns"], f'{path.name}: "nouns"'),
        one_task_sources={source: label_of(label, f'{where}: "{source}"') for source, label in sources.items()},
    )


LABEL_DATA = read_label_data()


def group_of(label: str) -> str:
    """The label with synonyms merged: rows of one group ask for nearly the same work."""
    verb, noun = label.split("|")
    return f"{LABEL_DATA.verbs.get(verb, verb)}|{LABEL_DATA.nouns.get(noun, noun)}"


def finished(row: NamedRow) -> TrainingRow | None:
    """The row with its final label and group, or None when its label is missing or too doubtful."""
    label = LABEL_DATA.one_task_sources.get(row["source"])
    if label is None and row["confidence"] >= LEAST_CONFIDENCE:
        label = row["label"]
    return TrainingRow(**{**row, "label": label, "group": group_of(label)}) if label else None


def written_labels(shared: Path, folder: Path = WRITTEN) -> list[TrainingRow]:
    """The project's own rows that were written for a label, in words that do not always name it."""
    banned = banned_texts(shared)
    rows = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, row in enumerate(read_lines(path), 1):
            instruction, text = row["instruction"], row.get("input", "")
            label = label_of(row["label"], f"{path.name}, line {number}")
            if spellings(instruction, text) & banned:
                continue
            kept = Row(instruction=instruction, input=text, output="", source=f"written-{path.stem}")
            rows.append(TrainingRow(**kept, label=label, confidence=1.0, group=group_of(label)))
    return rows


def labelled_rows(work: Path, shared: Path) -> list[TrainingRow]:
    """All rows with a label: those that the labeller named, which a work folder holds, and the project's own."""
    return [*read_lines(work / "labelled.jsonl"), *written_labels(shared)]


def main(labelled: str, out: str) -> None:
    """Rows of the labeller to training rows, one JSON object a line."""
    rows = [row for row in map(finished, read_lines(Path(labelled))) if row]
    Path(out).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    counts = Counter(row["label"] for row in rows)
    frequent = sum(count >= 4 for count in counts.values())
    print(f"{len(rows)} labelled rows, {len(counts)} labels, {frequent} with four rows or more")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
