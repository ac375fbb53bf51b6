"""Turns what people have - rows, files, data frames, data sets - into the bytes of a file."""

from __future__ import annotations

import datetime
import json
import math
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias

from kindred_client.call import Body
from kindred_client.reading import to_json

if TYPE_CHECKING:
    import datasets
    import pandas as pd

Readable: TypeAlias = (
    "str | os.PathLike[str] | IO[bytes] | Iterable[Mapping[str, Any]] | pd.DataFrame | datasets.Dataset"
)
"""A path, an open file of bytes, rows, a pandas DataFrame, or a Dataset of Hugging Face."""

_CHUNK = 1 << 20


class File:
    """Bytes to send, and the name that they have for the service."""

    def __init__(self, name: str, body: Body, split: str | None = None) -> None:
        """`split` is the part of a data set that the rows say that they are of."""
        self.name = name
        self.body = body
        self.split = split


def file_of(given: object) -> File:
    """What is sent for a `Readable`.

    :raises TypeError: when it is none
    """
    if isinstance(given, (str, os.PathLike)):
        path = Path(given)
        return File(path.name, Body(lambda: _chunks_of(path), opens_again=True))
    if hasattr(given, "read"):
        return _open_file(given)
    if is_a(given, "pandas", "DataFrame"):
        return _rows_file("dataframe.jsonl", given, _frame_rows)
    if is_a(given, "datasets", "Dataset"):
        return _dataset_file(given)
    if is_a(given, "datasets", "DatasetDict") or is_a(given, "datasets", "IterableDatasetDict"):
        names = ", ".join(str(name) for name in given)  # type: ignore[attr-defined]
        raise TypeError(f"This holds the splits {names}. Ingest each of them: corpus.ingest(splits[name], split=name).")
    if isinstance(given, Mapping) or not isinstance(given, Iterable):
        raise TypeError(f"Rows are expected as a path, a list of dicts, a DataFrame or a Dataset, not {type(given)}.")
    return _rows_file("rows.jsonl", given, iter)


def is_a(given: object, module: str, name: str) -> bool:
    """Whether a value is an instance of a class of a package that may not be installed."""
    loaded = sys.modules.get(module)
    kind = getattr(loaded, name, None)
    return isinstance(kind, type) and isinstance(given, kind)


def _chunks_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from _chunks(file)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _open_file(given: Any) -> File:  # noqa: ANN401
    name = getattr(given, "name", None)
    return File(Path(name).name if isinstance(name, str) else "rows", Body(lambda: _chunks(given), opens_again=False))


def _rows_file(name: str, given: Any, rows: Callable[[Any], Iterator[Any]]) -> File:  # noqa: ANN401
    # An iterator gives its rows once only.
    return File(name, Body(lambda: json_lines(rows(given)), opens_again=iter(given) is not given))


def _frame_rows(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    names = [str(name) for name in frame.columns]
    for values in frame.itertuples(index=False, name=None):
        yield {name: _without_nan(value) for name, value in zip(names, values, strict=True)}


def _without_nan(value: object) -> object:
    """NaN is what a DataFrame has where nothing is."""
    return None if isinstance(value, float) and math.isnan(value) else value


def _dataset_file(dataset: Any) -> File:  # noqa: ANN401
    """A file of Parquet, which keeps the types of all values."""
    file = tempfile.TemporaryFile(prefix="kindred-", suffix=".parquet")  # noqa: SIM115 - closed by `close`
    dataset.to_parquet(file)

    def again() -> Iterator[bytes]:
        file.seek(0)
        return _chunks(file)

    split = None if dataset.split is None else str(dataset.split)
    return File("dataset.parquet", Body(again, opens_again=True, close=file.close), split)


def json_lines(rows: Iterable[object]) -> Iterator[bytes]:
    """Rows as lines of JSON, in chunks of about a mebibyte.

    :raises TypeError: when a row is no mapping, or a value is none that JSON has
    """
    lines: list[bytes] = []
    size = 0
    for number, row in enumerate(rows, 1):
        if not isinstance(row, Mapping):
            raise TypeError(f"Row {number} is a {type(row).__name__}, and rows are mappings of fields to values.")
        line = json_line(row, number)
        lines.append(line)
        size += len(line)
        if size >= _CHUNK:
            yield b"".join(lines)
            lines, size = [], 0
    yield b"".join(lines)


def json_line(row: Mapping[str, Any], number: int) -> bytes:
    """A row as a line of JSON."""
    try:
        text = json.dumps(plain(row), ensure_ascii=False)
    except TypeError as failed:
        raise TypeError(f"Row {number}: {failed}") from failed
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:  # Half of a surrogate pair, which UTF-8 lacks and JSON can escape.
        return json.dumps(plain(row)).encode() + b"\n"


def plain(value: object) -> object:
    """A value of Python, NumPy or pandas as JSON has it.

    :raises TypeError: when JSON has none such
    """
    if value is None or isinstance(value, (str, bool, int)):
        # A subclass may print itself in another way, such as a member of an enumeration.
        return str.__str__(value) if isinstance(value, str) else value
    if isinstance(value, float):
        return float(value)
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return _plain_other(value)


def _plain_other(value: Any) -> object:  # noqa: ANN401
    if is_a(value, "numpy", "ndarray") or is_a(value, "numpy", "generic"):
        return plain(value.tolist())
    if is_a(value, "pandas", "Timestamp") and str(value) == "NaT" or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    made = to_json(value)
    if made is not value:
        return plain(made)
    hint = " A Dataset keeps it: datasets.Dataset.from_list(rows)." if isinstance(value, bytes) else ""
    raise TypeError(f"JSON has no {type(value).__name__}.{hint}")
