"""Labels: which rows are trained on, under which label and in which group."""

import json
from pathlib import Path
from typing import Any

import pytest

from data import NamedRow
from data_files import BadDataError
from label import LABEL_DATA, LEAST_CONFIDENCE, finished, group_of, main, read_label_data


def named(label: str | None, confidence: float, source: str = "alpaca") -> NamedRow:
    return {
        "instruction": "Write a poem.",
        "input": "",
        "output": "",
        "source": source,
        "label": label,
        "confidence": confidence,
    }


def test_a_doubtful_label_is_dropped_and_one_at_the_limit_is_kept() -> None:
    assert finished(named("write|poem", LEAST_CONFIDENCE - 0.01)) is None
    kept = finished(named("write|poem", LEAST_CONFIDENCE))
    assert kept is not None
    assert kept["label"] == "write|poem"


def test_a_row_without_a_label_is_dropped_however_sure_the_labeller_is() -> None:
    assert finished(named(None, 1.0)) is None


@pytest.mark.parametrize(("label", "confidence"), [(None, 0.0), ("write|poem", 0.1), ("write|poem", 1.0)])
def test_a_source_of_one_task_gives_its_label_to_every_row(label: str | None, confidence: float) -> None:
    row = finished(named(label, confidence, source="mawps"))
    assert row is not None
    assert (row["label"], row["group"]) == ("solve|wordproblem", "solve|wordproblem")


def test_a_row_keeps_its_other_fields_and_gets_the_group_of_its_label() -> None:
    row = named("generate|tale", 0.9)
    assert finished(row) == {**row, "group": "construct|story"}


def test_synonymous_verbs_and_nouns_share_a_group() -> None:
    assert group_of("write|story") == group_of("compose|tale") == group_of("generate|narrative")
    assert group_of("classify|text") == group_of("categorize|text")


@pytest.mark.parametrize("other", ["write|poem", "summarize|story", "delete|story"])
def test_labels_of_other_work_do_not_share_a_group(other: str) -> None:
    assert group_of("write|story") != group_of(other)


def test_the_group_of_a_group_is_itself() -> None:
    for table in (LABEL_DATA.verbs, LABEL_DATA.nouns):
        assert {kept: table[kept] for kept in table.values() if kept in table} == {}


def test_a_file_of_rows_becomes_a_file_of_finished_rows_in_the_same_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [named("write|poem", 0.9), named("list|fact", 0.1), named(None, 0.0), named("explain|concept", 0.8)]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    main(str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"))
    written = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [row["label"] for row in written] == ["write|poem", "explain|concept"]
    assert "2 labelled rows, 2 labels" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"nouns": {"way": ["method"], "function": ["method"]}},
            '"nouns": "function": \'method\' is also in the group',
        ),
        ({"verbs": {"correct": []}}, '"verbs": "correct": has to be a list'),
        ({"one_task_sources": {"mawps": "solve"}}, "\"mawps\": 'solve' is no label"),
        ({"verb": {}}, '"verb" is no known field'),
    ],
)
def test_bad_label_data_are_refused_with_the_place(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    path = tmp_path / "labels.json"
    path.write_text(json.dumps({"verbs": {}, "nouns": {}, "one_task_sources": {}} | change))
    with pytest.raises(BadDataError) as refused:
        read_label_data(path)
    assert str(refused.value).startswith("labels.json: ")
    assert message in str(refused.value)
