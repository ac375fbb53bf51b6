"""Reads a recipe from a file of YAML or JSON, with the lines of its parts."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from kindred_client.errors import KindredError

_LONGEST = 1_000_000
_MOST_NODES = 1_000_000
"""What aliases may make of a text: no text of this length has more parts."""
Place = Sequence["str | int"]
LineOf = Callable[[Place], "int | None"]


def wrong(message: str, field: str | None = None) -> KindredError:
    """The error for a recipe that cannot be run."""
    return KindredError(message, code="invalid_request", field=field)


def read_source(path: Path) -> tuple[object, LineOf, str]:
    """The value that a file holds, where its parts stand, and the SHA-256 of its bytes.

    :raises KindredError: `invalid_request` when it can't be read
    """
    try:
        content = path.read_bytes()
        text = content.decode()
    except (OSError, UnicodeDecodeError) as failed:
        raise wrong(f"{path} can't be read: {failed}") from failed
    if len(text) > _LONGEST:
        raise wrong(f"{path} is too long for a recipe")
    value, line_of = _parsed(path, text)
    return value, line_of, hashlib.sha256(content).hexdigest()


def _parsed(path: Path, text: str) -> tuple[object, LineOf]:
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as failed:
        return _of_yaml(path, text, failed)
    try:
        return value, _of_yaml(path, text, None)[1]
    except KindredError:  # JSON may have what PyYAML does not read, such as tabs.
        return value, lambda _: None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a field stands there twice")
    return made


def _no_constant(name: str) -> float:
    raise ValueError(f"JSON has no {name}")


def _of_yaml(path: Path, text: str, no_json: Exception | None) -> tuple[object, LineOf]:
    try:
        import yaml
    except ImportError as failed:
        hint = "" if path.suffix == ".json" else " YAML is read where PyYAML is: pip install 'kindred-client[yaml]'."
        raise wrong(f"{path}: {no_json}.{hint}") from failed
    try:
        return _yaml(text)
    except (yaml.YAMLError, ValueError, RecursionError) as failed:
        raise wrong(f"{path}: {failed}") from failed


def _yaml(text: str) -> tuple[object, LineOf]:
    loader = _core_loader()(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None, lambda _: None
        _count(node, {}, set())
        return loader.construct_document(node), lambda place: _line_of(node, place)
    finally:
        loader.dispose()


_DIGITS = list("-+0123456789.")
_CORE: list[tuple[str, str, list[str]]] = [
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", _DIGITS),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", _DIGITS),
    ("float", r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", list("-+.")),
]
"""The scalars of YAML 1.2. PyYAML has those of 1.1, where `no` is false, 017 is fifteen and 12:30 is 750."""


def _core_loader() -> Any:  # noqa: ANN401 - a class of PyYAML, which may be missing
    import yaml

    class Core(yaml.SafeLoader):
        yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    for name, pattern, first in _CORE:
        Core.add_implicit_resolver(f"tag:yaml.org,2002:{name}", re.compile(f"^(?:{pattern})$"), first)
    Core.add_constructor("tag:yaml.org,2002:int", _whole)
    Core.add_constructor("tag:yaml.org,2002:float", _fraction)
    Core.add_constructor("tag:yaml.org,2002:map", _mapping)
    Core.add_constructor("tag:yaml.org,2002:str", _text)
    return Core


def _whole(loader: Any, node: Any) -> int:  # noqa: ANN401
    text = loader.construct_scalar(node)
    base = {"0o": 8, "0x": 16}.get(text[:2], 10)
    return int(text[2:] if base != 10 else text, base)


def _fraction(loader: Any, node: Any) -> float:  # noqa: ANN401
    text = loader.construct_scalar(node).lower()
    if text.endswith(".inf"):
        return -math.inf if text.startswith("-") else math.inf
    return math.nan if text == ".nan" else float(text)


def _text(loader: Any, node: Any) -> str:  # noqa: ANN401
    """A text, in which two escaped halves of a character are that character, as in JSON."""
    text: str = loader.construct_scalar(node)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _mapping(loader: Any, node: Any) -> dict[str, Any]:  # noqa: ANN401
    made: dict[str, Any] = {}
    for key, value in node.value:
        name = str(loader.construct_object(key, deep=True))
        if name in made:
            raise ValueError(f"line {key.start_mark.line + 1}: {name} stands there twice")
        made[name] = loader.construct_object(value, deep=True)
    return made


def _count(node: Any, known: dict[int, int], above: set[int]) -> int:  # noqa: ANN401
    """How many parts a node has with its aliases resolved."""
    if id(node) in above:
        raise ValueError(f"line {node.start_mark.line + 1}: it contains itself")
    if id(node) not in known:
        above.add(id(node))
        inner = node.value if isinstance(node.value, list) else []
        parts = [part for one in inner for part in (one if isinstance(one, tuple) else (one,))]
        known[id(node)] = 1 + sum(_count(part, known, above) for part in parts)
        above.remove(id(node))
    if known[id(node)] > _MOST_NODES:
        raise ValueError("its aliases make too much of it")
    return known[id(node)]


def _line_of(node: Any, place: Place) -> int | None:  # noqa: ANN401
    """The line of a part, or of the nearest one around it that is there."""
    for step in place:
        inner = node.value
        if isinstance(step, int) and isinstance(inner, list) and step < len(inner):
            node = inner[step]
        else:
            found = [value for key, value in inner if key.value == step] if _is_mapping(inner) else []
            if not found:
                break
            node = found[0]
    return int(node.start_mark.line) + 1


def _is_mapping(inner: object) -> bool:
    return isinstance(inner, list) and all(isinstance(one, tuple) for one in inner)
