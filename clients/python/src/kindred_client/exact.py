"""The values of a record that JSON cannot hold, as Python holds them."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from kindred_client.answers import InstructionRecord


def exact_metadata(record: InstructionRecord) -> dict[str, Any]:
    """The metadata of a record, with every value as it was in its row.

    A record tells in `exact` which values JSON cannot hold: whole numbers of many digits become int again, others
    Decimal, bytes become bytes, and NaN and -0.0 come back.
    """
    made: dict[str, Any] = copy.deepcopy(record.metadata)
    for pointer, kind in (record.exact or {}).items():
        if pointer.startswith("/"):
            _restore(made, [_unescaped(part) for part in pointer[1:].split("/")], kind)
    return made


def _unescaped(part: str) -> str:
    """A part of a JSON Pointer (RFC 6901)."""
    return part.replace("~1", "/").replace("~0", "~")


def _restore(holder: Any, path: list[str], kind: str) -> None:  # noqa: ANN401
    for part in path[:-1]:
        holder = _part(holder, part)
    last = path[-1]
    if isinstance(holder, list) and last.isdigit():
        holder[int(last)] = _value_of(kind, holder[int(last)])
    elif isinstance(holder, dict) and last in holder:
        holder[last] = _value_of(kind, holder[last])


def _part(holder: Any, part: str) -> Any:  # noqa: ANN401 - None for what is no part of the metadata
    if isinstance(holder, list) and part.isdigit():
        return holder[int(part)]
    return holder.get(part) if isinstance(holder, dict) else None


def _value_of(kind: str, value: Any) -> Any:  # noqa: ANN401
    name, _, text = kind.partition(" ")
    if name == "text" and text:
        return json.loads(text)
    makes: dict[str, Callable[[Any], Any]] = {
        "number": _number,
        "bytes": base64.b64decode,
        "nan": lambda _: float("nan"),
        "-0.0": lambda _: -0.0,
    }
    return makes[name](value) if name in makes else value


def _number(text: str) -> int | Decimal:
    try:
        return int(text)
    except ValueError:
        return Decimal(text)
