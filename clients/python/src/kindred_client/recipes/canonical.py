"""The one JSON text of a value, and the fingerprints that are made of it."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from pathlib import Path

_EXACT = 2**53
"""Whole numbers up to here are doubles without loss; JavaScript has no others."""
_POINT_UP_TO = 21
_POINT_FROM = -6
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_CHUNK = 1 << 20


def canonical_json(value: object) -> str:
    """A value as JSON in its one canonical form (RFC 8785), as the command line and the TypeScript client write it.

    Keys come in the order of their UTF-16 units, numbers and texts as ECMAScript writes them, without white space.
    What JSON has not, such as NaN, is null.
    """
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, Mapping):
        fields = sorted(value.items(), key=lambda field: str(field[0]).encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_text(str(name))}:{canonical_json(part)}" for name, part in fields) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(canonical_json(part) for part in value) + "]"
    raise TypeError(f"JSON has no {type(value).__name__}.")


def _text(text: str) -> str:
    return _LONE_SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", json.dumps(text, ensure_ascii=False))


def _number(value: float) -> str:
    if isinstance(value, int) and abs(value) <= _EXACT:
        return str(value)
    try:
        double = float(value)
    except OverflowError:
        return "null"
    if not math.isfinite(double):
        return "null"
    if double == 0:
        return "0"
    return ("-" if double < 0 else "") + _digits(abs(double))


def _digits(value: float) -> str:
    """A positive number as ECMAScript writes it. The digits are those of Python: the fewest that tell it apart."""
    mantissa, _, power = f"{value!r}e0".partition("e")
    whole, _, part = mantissa.partition(".")
    written = whole + ("" if part == "0" else part)
    point = len(whole) + int(power.partition("e")[0]) - (len(written) - len(written.lstrip("0")))
    digits = written.strip("0")
    if len(digits) <= point <= _POINT_UP_TO:
        return digits + "0" * (point - len(digits))
    if 0 < point <= _POINT_UP_TO:
        return f"{digits[:point]}.{digits[point:]}"
    if _POINT_FROM < point <= 0:
        return f"0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{fraction}e{point - 1:+d}"


def text_hash(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def file_hash(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    made = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            made.update(chunk)
    return made.hexdigest()


def fingerprint_of(before: str, said: Mapping[str, object]) -> str:
    """Stands for a step and all that came before it: the fingerprint before, and what the step says."""
    return text_hash(f"{before}\n{canonical_json(said)}")
