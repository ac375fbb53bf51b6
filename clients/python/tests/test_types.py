"""The types are those of the OpenAPI document."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import subprocess
import sys
from types import ModuleType, UnionType
from typing import Any, Union, get_args, get_origin

import pytest

from conftest import ROOT
from kindred_client import answers
from kindred_client.reading import UnexpectedAnswer, fields_of, read, to_json

SCRIPT = ROOT / "clients/python/scripts/write_types.py"
DOCUMENT = json.loads((ROOT / "services/api/openapi/openapi.json").read_text())


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_types", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = load_script()


def test_the_types_are_what_the_script_writes() -> None:
    checked = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True, check=False)
    assert checked.stderr == ""
    assert checked.returncode == 0


def json_answers() -> list[tuple[str, dict[str, Any]]]:
    return [
        (operation["operationId"], response["content"]["application/json"]["schema"])
        for operation in script.operations(DOCUMENT)
        for status, response in operation["responses"].items()
        if status.startswith("2") and "application/json" in response.get("content", {})
        if operation["operationId"] not in script.LEFT_OUT
    ]


def missing_fields(schema: dict[str, Any], hint: Any, path: str, seen: set[str]) -> list[str]:  # noqa: ANN401
    """The paths of fields of a schema that a type does not have."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        if name in seen or name in script.AS_THEY_CAME:
            return []
        return missing_fields(DOCUMENT["components"]["schemas"][name], hint, path, seen | {name})
    alternatives = schema.get("anyOf") or schema.get("oneOf")
    if alternatives:
        return [one for part in alternatives for one in missing_fields(part, hint, path, seen)]
    kinds = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    if "properties" in schema:
        return missing_of_object(schema, kinds, path, seen)
    if "items" in schema and isinstance(schema["items"], dict):
        inner = [get_args(kind)[0] for kind in kinds if get_origin(kind) is list]
        return missing_fields(schema["items"], Union[tuple(inner)], path, seen)  # noqa: UP007
    return []


def missing_of_object(schema: dict[str, Any], kinds: tuple[Any, ...], path: str, seen: set[str]) -> list[str]:
    # What users write as a dict, as a map of columns, is read as one: it has whatever was sent.
    if any(get_origin(kind) is dict for kind in kinds):
        return []
    classes = [kind for kind in kinds if dataclasses.is_dataclass(kind)]
    wanted = set(schema["properties"])
    # Of several classes the one with the most of these fields is meant.
    best = max(classes, key=lambda kind: len(wanted & set(fields_of(kind))), default=None)  # type: ignore[arg-type]
    if best is None:
        return [path]
    fields = fields_of(best)  # type: ignore[arg-type]
    lacking = [f"{path}.{name}" for name in wanted - set(fields)]
    return lacking + [
        one
        for name, part in schema["properties"].items()
        if name in fields
        for one in missing_fields(part, fields[name], f"{path}.{name}", seen)
    ]


@pytest.mark.parametrize(("operation", "schema"), json_answers())
def test_every_field_of_an_answer_is_in_its_type(operation: str, schema: dict[str, Any]) -> None:
    if schema.get("format") == "binary":
        return
    named = schema["$ref"].rsplit("/", 1)[-1] if "$ref" in schema else None
    name = named or script.ANSWER_NAMES.get(operation, script.pascal(operation) + "Answer")
    assert missing_fields(schema, getattr(answers, name), name, set()) == []


def test_a_missing_field_would_be_noticed() -> None:
    schema = {"type": "object", "properties": {"status": {"type": "string"}, "new": {"type": "string"}}}
    assert missing_fields(schema, answers.Health, "Health", set()) == ["Health.new"]


def test_an_answer_may_have_fields_that_are_not_known() -> None:
    assert read(answers.Health, {"status": "ok", "further": 1}) == answers.Health(status="ok")


@pytest.mark.parametrize(
    ("kind", "given", "where"),
    [
        (answers.CorpusList, {"corpora": [{"name": "a"}], "total": 1}, "corpora.0.records"),
        (answers.CorpusList, {"corpora": {}, "total": 1}, "corpora"),
        (answers.CorpusDeleted, {"name": 1, "deleted": 1}, "name"),
        (answers.CorpusDeleted, [], ""),
    ],
)
def test_an_answer_of_another_shape_is_refused_with_the_place(kind: type, given: object, where: str) -> None:
    with pytest.raises(UnexpectedAnswer) as failed:
        read(kind, given)
    assert str(failed.value) == where


def test_a_field_that_python_reserves_comes_and_goes_by_its_own_name() -> None:
    label = read(answers.TaskLabel, {"name": "write|poem", "confidence": 1, "from": "neighbours"})
    assert label.from_ == "neighbours"
    assert to_json(label) == {"name": "write|poem", "confidence": 1.0, "from": "neighbours"}
