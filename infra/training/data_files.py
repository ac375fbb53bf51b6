"""Reads the data files beside the code. A bad one is refused in words that name the file, the entry and the field."""

import json
import re
from collections.abc import Collection
from pathlib import Path
from string import Formatter
from typing import Any


class BadDataError(ValueError):
    """A data file that cannot be used; the message says where it is wrong."""


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object that a file holds. A name that stands twice is refused: JSON would silently keep the last one."""

    def without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        for name in names:
            if names.count(name) > 1:
                raise BadDataError(f'{path.name}: "{name}" stands twice')
        return dict(pairs)

    try:
        value = json.loads(path.read_text("utf-8"), object_pairs_hook=without_repeats)
    except json.JSONDecodeError as error:
        raise BadDataError(f"{path.name}: not JSON: {error}") from error
    if not isinstance(value, dict):
        raise BadDataError(f"{path.name}: has to be an object")
    return value


def fields_of(value: Any, names: Collection[str], where: str) -> dict[str, Any]:  # noqa: ANN401
    """The value, when it is an object with these fields and no others."""
    if not isinstance(value, dict):
        raise BadDataError(f"{where}: has to be an object")
    for name in names:
        if name not in value:
            raise BadDataError(f'{where}: "{name}" is missing')
    for name in value:
        if name not in names:
            raise BadDataError(f'{where}: "{name}" is no known field')
    return value


def texts_of(value: Any, where: str, *, empty: bool = False) -> tuple[str, ...]:  # noqa: ANN401
    """The value, when it is a list of at least one text; `empty` says whether a text may be empty."""
    if not isinstance(value, list) or not value:
        raise BadDataError(f"{where}: has to be a list of at least one text")
    for text in value:
        if not isinstance(text, str) or not (empty or text.strip()):
            raise BadDataError(f"{where}: {text!r} is no text")
    return tuple(value)


def label_of(value: Any, where: str) -> str:  # noqa: ANN401
    """The value, when it is a label: a verb and a noun with a bar between them."""
    if not isinstance(value, str) or not re.fullmatch(r"[a-z]+\|[a-z]+", value):
        raise BadDataError(f"{where}: {value!r} is no label such as write|poem")
    return value


def check_placeholders(texts: Collection[str], allowed: Collection[str], where: str) -> None:
    """Refuses a text with a placeholder that nothing would be put in for."""
    for text in texts:
        try:
            named = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
        except ValueError as error:
            raise BadDataError(f"{where}: {text!r}: {error}") from error
        for name in named:
            if name not in allowed:
                raise BadDataError(f"{where}: {text!r}: nothing is known to put in for {{{name}}}")
