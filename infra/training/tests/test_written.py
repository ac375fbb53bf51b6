"""The rows that were written for this project: their form, and that enough of every kind is there."""

import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from work_rows import KINDS_OF_WORK

FOLDER = Path(__file__).parents[1] / "written"
PROMPTS, TASKS, LABELS = (sorted(FOLDER.glob(pattern)) for pattern in ("*.jsonl", "tasks/*.jsonl", "labels/*.jsonl"))
LANGUAGES = {"en", "zh", "de", "fr", "es", "ja", "ru", "ar", "fi"}


def rows_of(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("path", [*PROMPTS, *TASKS, *LABELS], ids=lambda path: path.stem)
def test_a_file_holds_rows_and_none_is_empty(path: Path) -> None:
    rows = rows_of(path)
    assert len(rows) > 100
    assert all(row["instruction"].strip() and row.get("input", "x").strip() for row in rows)


@pytest.mark.parametrize("path", PROMPTS, ids=lambda path: path.stem)
def test_every_prompt_has_known_kinds_and_a_language(path: Path) -> None:
    for number, row in enumerate(rows_of(path), 1):
        assert {row["kind"], *row.get("also", [])} <= {*KINDS_OF_WORK.names}, number
        assert row["lang"] in LANGUAGES, number
        assert row["kind"] not in row.get("also", []), number


def test_every_kind_has_been_written_in_many_wordings_in_english_and_chinese() -> None:
    counts = Counter((row["kind"], row["lang"]) for path in PROMPTS for row in rows_of(path))
    assert [(k, lang) for k in KINDS_OF_WORK.names for lang in ("en", "zh") if counts[k, lang] < 25] == []


def test_a_task_has_several_wordings_and_one_category() -> None:
    counts, categories = Counter[str](), defaultdict(set)
    for path in TASKS:
        for row in rows_of(path):
            counts[row["task"]] += 1
            categories[row["task"]].add(row["category"])
            assert row["lang"] in LANGUAGES
    assert [task for task, count in counts.items() if count < 5] == []
    assert [task for task, found in categories.items() if len(found) > 1] == []


@pytest.mark.parametrize("path", LABELS, ids=lambda path: path.stem)
def test_a_label_is_a_verb_and_a_noun(path: Path) -> None:
    assert [row["label"] for row in rows_of(path) if not re.fullmatch(r"[a-z]+\|[a-z]+", row["label"])] == []
