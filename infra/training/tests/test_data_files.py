"""Kinds and wordings: bad data are refused with the name of the entry and of the field."""

import json
from pathlib import Path
from typing import Any

import pytest

from data_files import BadDataError
from kinds import FIELDS, KINDS, read_kinds
from label import group_of
from wordings import WORD_LISTS, read_word_lists

GOOD: dict[str, Any] = {
    "label": "write|poem",
    "on": ["a theme"],
    "passages": ["words"],
    "do": ["write a poem in {language}"],
    "ask": ["Can you make a poem of this?"],
    "out": ["a haiku"],
}


def refusal(path: Path, content: str) -> str:
    path.write_text(content)
    with pytest.raises(BadDataError) as refused:
        read_kinds(path)
    return str(refused.value)


def test_a_good_kind_is_read(tmp_path: Path) -> None:
    path = tmp_path / "kinds.json"
    path.write_text(json.dumps({"poem": GOOD}))
    kind = read_kinds(path)["poem"]
    assert (kind.label, kind.do, kind.passages) == ("write|poem", ("write a poem in {language}",), ("words",))


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("label", "poem", "'poem' is no label"),
        ("label", ["write|poem"], "is no label"),
        ("on", [], "at least one text"),
        ("on", ["a theme in {language}"], "nothing is known to put in for {language}"),
        ("passages", ["words", "verse"], "'verse' is no form"),
        ("do", "write a poem/make rhymes", "has to be a list"),
        ("do", ["write a poem in {tongue}"], "nothing is known to put in for {tongue}"),
        ("do", ["write a {poem"], "expected '}'"),
        ("ask", ["Why?", " "], "' ' is no text"),
        ("out", ["a haiku", 5], "5 is no text"),
    ],
)
def test_a_bad_field_is_refused_with_the_kind_and_the_field(
    tmp_path: Path, field: str, value: object, reason: str
) -> None:
    message = refusal(tmp_path / "kinds.json", json.dumps({"story": GOOD, "poem": {**GOOD, field: value}}))
    assert message.startswith(f'kinds.json: "poem": "{field}": ')
    assert reason in message


@pytest.mark.parametrize("field", FIELDS)
def test_a_missing_field_is_refused_with_the_kind_and_the_field(tmp_path: Path, field: str) -> None:
    kind = {name: value for name, value in GOOD.items() if name != field}
    message = refusal(tmp_path / "kinds.json", json.dumps({"poem": kind}))
    assert message == f'kinds.json: "poem": "{field}" is missing'


def test_an_unknown_field_is_refused(tmp_path: Path) -> None:
    message = refusal(tmp_path / "kinds.json", json.dumps({"poem": {**GOOD, "with": ["words"]}}))
    assert message == 'kinds.json: "poem": "with" is no known field'


def test_a_kind_that_stands_twice_is_refused(tmp_path: Path) -> None:
    message = refusal(tmp_path / "kinds.json", f'{{"poem": {json.dumps(GOOD)}, "poem": {json.dumps(GOOD)}}}')
    assert message == 'kinds.json: "poem" stands twice'


@pytest.mark.parametrize(("content", "reason"), [("[]", "has to be an object"), ("{", "not JSON")])
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    assert reason in refusal(tmp_path / "kinds.json", content)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("openings", ["{Do}. {out}"], "nothing is known to put in for {out}"),
        ("wrappers", ["Please do it"], "has to have one {}"),
        ("wrappers", ["{} and {}"], "has to have one {}"),
        ("languages", [""], "'' is no text"),
        ("cues", None, "has to be a list"),
    ],
)
def test_bad_wordings_are_refused_with_the_field(tmp_path: Path, field: str, value: object, reason: str) -> None:
    path = tmp_path / "wordings.json"
    good = {name: list(getattr(WORD_LISTS, name)) for name in WORD_LISTS.__dataclass_fields__}
    path.write_text(json.dumps({**good, field: value}))
    with pytest.raises(BadDataError) as refused:
        read_word_lists(path)
    assert str(refused.value).startswith(f'wordings.json: "{field}": ')
    assert reason in str(refused.value)


def test_an_empty_mark_or_cue_is_allowed() -> None:
    assert "" in WORD_LISTS.marks
    assert "" in WORD_LISTS.cues


def test_no_two_kinds_share_a_label_because_the_same_work_would_be_told_apart() -> None:
    labels = [kind.label for kind in KINDS.values()]
    assert len(set(labels)) == len(labels) == 60
    assert all(group_of(label) for label in labels)


def test_a_kind_says_a_thing_once() -> None:
    for name, kind in KINDS.items():
        for field in ("on", "passages", "do", "ask", "out"):
            texts = getattr(kind, field)
            assert len(set(texts)) == len(texts), (name, field)
