"""Checks values by the JSON Schemas of the service's OpenAPI document, as far as these use JSON Schema."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]
Problem = tuple[tuple["str | int", ...], str]
"""The path of a field, and what is wrong with it."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_BOUNDS: dict[str, tuple[str, Callable[[float, float], bool]]] = {
    "minimum": ("at least", lambda value, bound: value >= bound),
    "maximum": ("at most", lambda value, bound: value <= bound),
    "exclusiveMinimum": ("more than", lambda value, bound: value > bound),
    "exclusiveMaximum": ("less than", lambda value, bound: value < bound),
}


class Shapes:
    """The schemas of one document."""

    def __init__(self, document: Schema) -> None:
        """Keeps the document, in which schemas refer to each other."""
        self._document = document

    def first_problem(self, schema: Schema, value: object) -> Problem | None:
        """The first thing that is wrong with a value; None when nothing is."""
        return next(self._problems(schema, value, ()), None)

    def resolved(self, schema: Schema) -> Schema:
        """The schema itself, where one only names it."""
        while isinstance(schema.get("$ref"), str):
            schema = self._document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        return schema

    def _problems(self, schema: Schema, value: object, path: tuple[str | int, ...]) -> Iterator[Problem]:
        schema = self.resolved(schema)
        choices = schema.get("anyOf") or schema.get("oneOf")
        if choices and "properties" not in schema:
            yield from self._of_any(choices, value, path)
            return
        if "const" in schema and value != schema["const"]:
            yield path, f"expected {json.dumps(schema['const'])}"
        elif "enum" in schema and value not in schema["enum"]:
            yield path, f"expected one of {', '.join(json.dumps(one) for one in schema['enum'])}"
        elif "type" in schema and not _is_of(schema["type"], value):
            yield path, f"expected {schema['type']}, received {_type_of(value)}"
        else:
            yield from self._within(schema, value, path)

    def _of_any(self, choices: list[Schema], value: object, path: tuple[str | int, ...]) -> Iterator[Problem]:
        found = [next(self._problems(one, value, path), None) for one in choices]
        if None in found:
            return
        # What got furthest is what was meant.
        yield max((one for one in found if one is not None), key=lambda problem: len(problem[0]))

    def _within(self, schema: Schema, value: object, path: tuple[str | int, ...]) -> Iterator[Problem]:
        if isinstance(value, Mapping):
            yield from self._fields(schema, value, path)
        elif isinstance(value, (list, tuple)):
            yield from _counted(schema, len(value), path, "Items", "entries")
            for index, one in enumerate(value):
                yield from self._problems(schema.get("items", {}), one, (*path, index))
        elif isinstance(value, str):
            yield from _counted(schema, len(value), path, "Length", "characters")
            if schema.get("format") == "uuid" and _UUID.fullmatch(value) is None:
                yield path, "expected the id of a job, or the name of an earlier step"
            elif not _is_like(schema.get("pattern"), value):
                yield path, f"expected a text like {schema['pattern']}"
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            for key, (words, holds) in _BOUNDS.items():
                if key in schema and not holds(value, schema[key]):
                    yield path, f"expected a number of {words} {schema[key]}"

    def _fields(self, schema: Schema, value: Mapping[str, Any], path: tuple[str | int, ...]) -> Iterator[Problem]:
        known = schema.get("properties", {})
        further = schema.get("additionalProperties", {})
        for name in schema.get("required", ()):
            # What has a default may be left out, although answers always have it.
            if name not in value and "default" not in self.resolved(known.get(name, {})):
                yield (*path, name), "it is missing"
        for name, one in value.items():
            if name in known:
                yield from self._problems(known[name], one, (*path, name))
            elif further is False:
                yield path, f'there is no "{name}"; known: {", ".join(known)}'
            elif isinstance(further, Mapping):
                yield from self._problems(further, one, (*path, name))


def _counted(schema: Schema, count: int, path: tuple[str | int, ...], of: str, words: str) -> Iterator[Problem]:
    if count < schema.get(f"min{of}", 0):
        yield path, f"expected at least {schema[f'min{of}']} {words}"
    if count > schema.get(f"max{of}", math.inf):
        yield path, f"expected at most {schema[f'max{of}']} {words}"


def _is_like(pattern: str | None, text: str) -> bool:
    """Whether a pattern of ECMAScript fits a text. Those that Python does not know are left to the service."""
    try:
        return pattern is None or re.search(pattern, text) is not None
    except re.error:
        return True


def _is_of(wanted: str | list[str], value: object) -> bool:
    kinds = [wanted] if isinstance(wanted, str) else wanted
    kind = _type_of(value)
    return kind in kinds or (kind == "integer" and "number" in kinds)


def _type_of(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "object" if isinstance(value, Mapping) else "array"
