"""Rows with a kind of work: what the project wrote is sound, and no other source is trained on."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from data import fold
from data_files import BadDataError
from sources import SOURCES, check_sources, read_sources
from work_rows import KINDS_OF_WORK, WRITTEN, Kinds, read_kinds, superni_work, work_row, written_rows

LANGUAGES = {"en", "zh", "de", "fr", "es", "ja", "ru", "ar", "fi"}
FIELDS = {"kind", "also", "lang", "instruction", "input"}


@pytest.mark.parametrize("path", sorted(WRITTEN.glob("*.jsonl")), ids=lambda path: path.stem)
def test_a_written_file_has_known_fields_kinds_and_languages_and_no_empty_text(path: Path) -> None:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        row = json.loads(line)
        assert set(row) <= FIELDS, number
        assert row["lang"] in LANGUAGES, number
        assert {row["kind"], *row.get("also", [])} <= {*KINDS_OF_WORK.names}, number
        assert row["kind"] not in row.get("also", []), number
        assert row["instruction"].strip(), number


def test_no_text_was_written_twice() -> None:
    counts = Counter(fold(f"{row['instruction']} {row['input']}") for row in written_rows())
    assert [text for text, count in counts.items() if count > 1] == []


def test_every_kind_was_written_in_every_language() -> None:
    seen = {(row["kind"], row["lang"]) for row in written_rows()}
    assert {(kind, lang) for kind in KINDS_OF_WORK.names for lang in LANGUAGES} - seen == set()


def test_kinds_of_a_group_are_right_for_each_other_and_others_are_not() -> None:
    assert KINDS_OF_WORK.right("write-program", ["write-sql"]) == {
        "write-program",
        "write-function",
        "complete-code",
        "write-sql",
    }
    assert KINDS_OF_WORK.right("write-poem", []) == {"write-poem"}


def test_a_row_of_an_unknown_kind_is_left_out() -> None:
    row = {"instruction": "Sing.", "kind": "other:sing", "lang": "en"}
    assert work_row(row, "written") is None
    known = work_row({**row, "kind": "chat", "also": ["other:sing", "roleplay"]}, "written")
    assert known is not None
    assert known["also"] == ["roleplay"]


def read_with(folder: Path, changed: dict[str, Any]) -> Kinds:
    content = {"families": {"a": ["one"]}, "titles": {}, "alike": [], "one_kind_sources": {}, "superni_tasks": {}}
    (folder / "kinds.json").write_text(json.dumps({**content, "superni_categories": {}, **changed}))
    return read_kinds(folder / "kinds.json")


def test_a_kind_that_no_family_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadDataError, match="in none: \\['two'\\]"):
        read_with(tmp_path, {"alike": [["one", "two"]]})
    with pytest.raises(BadDataError, match="in none: \\['two'\\]"):
        read_with(tmp_path, {"titles": {"two": "do two things"}})


def test_two_kinds_of_one_title_are_refused(tmp_path: Path) -> None:
    content = {"families": {"a": ["one", "two"]}, "titles": {"one": "do it", "two": "do it"}}
    with pytest.raises(BadDataError, match="stand twice: \\['do it'\\]"):
        read_with(tmp_path, content)
    assert read_with(tmp_path, {"titles": {}}).titles == {}


def test_every_kind_has_a_title_in_plain_words() -> None:
    assert {*KINDS_OF_WORK.titles} == {*KINDS_OF_WORK.names}
    assert [title for title in KINDS_OF_WORK.titles.values() if not re.fullmatch(r"[A-Za-z ,]+", title)] == []


def test_few_rows_are_taken_of_a_task_whose_category_is_one_kind() -> None:
    rows = [
        {"instruction": "Name it.", "input": str(number), "task": task, "category": category}
        for number in range(9)
        for task, category in (("t1", "Title Generation"), ("t2", "Misc."))
    ]
    made = list(superni_work(rows))  # type: ignore[arg-type]
    assert [row["kind"] for row in made] == ["write-headline-or-title"] * 6


def test_a_source_that_is_not_listed_ends_the_run() -> None:
    check_sources(["dolly-3k", "written"])
    with pytest.raises(SystemExit, match="alpaca-52k"):
        check_sources(["dolly-3k", "alpaca-52k"])


def test_no_listed_licence_forbids_commerce() -> None:
    assert [name for name, licence in SOURCES.items() if "NC" in licence or "non" in licence.lower()] == []


def test_a_source_without_a_licence_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sources.json").write_text('{"books": " "}')
    with pytest.raises(BadDataError, match='"books"'):
        read_sources(tmp_path / "sources.json")
