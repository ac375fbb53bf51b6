"""Reads JSON into the classes of `kindred_client.answers`, and back."""

from __future__ import annotations

import dataclasses
import functools
import types
from collections.abc import Mapping
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


class UnexpectedAnswer(ValueError):
    """An answer lacks something that this version of the client needs. The message is the path of it."""


def read(kind: type[T], value: object) -> T:
    """A value of JSON as an instance of `kind`, a class of `kindred_client.answers`.

    Fields that the class does not have are left out, so that a newer service may tell more.

    :raises UnexpectedAnswer: when a field is missing or of another type
    """
    return _read(kind, value, "")  # type: ignore[no-any-return]


def read_any(kind: Any) -> Any:
    """A function that reads one of several classes."""
    return lambda value: _read(kind, value, "")


def to_json(value: object) -> object:
    """A value as JSON has it: instances of the classes become objects, everything else stays."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        given = ((one, getattr(value, one.name)) for one in dataclasses.fields(value))
        # A field that may be absent is absent when it is None.
        return {
            _key(one.name): to_json(part)
            for one, part in given
            if part is not None or one.default is dataclasses.MISSING
        }
    if isinstance(value, Mapping):
        return {key: to_json(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(part) for part in value]
    return value


def fields_of(kind: type) -> dict[str, Any]:
    """The types of the fields of a class, by their names in JSON."""
    return {_key(name): hint for name, hint in _hints(kind).items()}


def _key(name: str) -> str:
    """The name in JSON of a field whose name Python reserves, such as `from_`."""
    return name[:-1] if name.endswith("_") else name


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


@functools.cache
def _required(kind: type) -> frozenset[str]:
    return frozenset(one.name for one in dataclasses.fields(kind) if one.default is dataclasses.MISSING)


def _read(kind: Any, value: Any, path: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _read_union(get_args(kind), value, path)
    if dataclasses.is_dataclass(kind):
        return _read_object(kind, value, path)  # type: ignore[arg-type]
    if origin is list:
        return [_read(get_args(kind)[0], one, f"{path}.{index}") for index, one in enumerate(_list(value, path))]
    if origin is tuple:
        return tuple(_read(one, part, path) for one, part in zip(get_args(kind), _list(value, path), strict=True))
    if origin is dict:
        of = get_args(kind)[1]
        return {key: _read(of, part, f"{path}.{key}") for key, part in _object(value, path).items()}
    return _read_simple(kind, origin, value, path)


def _read_simple(kind: Any, origin: Any, value: Any, path: str) -> Any:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    # A newer service may know more values of an enumeration.
    if kind in (Any, object) or origin is Literal or (kind is type(None) and value is None):
        return value
    if kind in (str, int, float, bool) and type(value) is kind:
        return value
    raise UnexpectedAnswer(path.lstrip("."))


def _read_object(kind: type, value: Any, path: str) -> Any:
    given = _object(value, path)
    made = {}
    for name, hint in _hints(kind).items():
        key = _key(name)
        if key in given:
            made[name] = _read(hint, given[key], f"{path}.{key}")
        elif name in _required(kind):
            raise UnexpectedAnswer(f"{path}.{key}".lstrip("."))
    return kind(**made)


def _read_union(kinds: tuple[Any, ...], value: Any, path: str) -> Any:
    if value is None and type(None) in kinds:
        return None
    last = UnexpectedAnswer(path.lstrip("."))
    for kind in kinds:
        if dataclasses.is_dataclass(kind) and not _is_of(kind, value):  # type: ignore[arg-type]
            continue
        try:
            return _read(kind, value, path)
        except UnexpectedAnswer as failed:
            last = failed
    raise last


def _is_of(kind: type, value: Any) -> bool:
    """Whether an object has the constants of a class, such as `kind` of a report."""
    return isinstance(value, dict) and all(
        value.get(_key(name)) == get_args(hint)[0]
        for name, hint in _hints(kind).items()
        if get_origin(hint) is Literal and len(get_args(hint)) == 1 and name in _required(kind)
    )


def _list(value: Any, path: str) -> list[Any]:
    if isinstance(value, list):
        return value
    raise UnexpectedAnswer(path.lstrip("."))


def _object(value: Any, path: str) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise UnexpectedAnswer(path.lstrip("."))
