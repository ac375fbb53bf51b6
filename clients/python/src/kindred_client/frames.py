"""Turns rows and files that came from the service into data frames and data sets."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datasets
    import pandas as pd

    from kindred_client.answers import ResultFile

_EXACT_IN_DOUBLES = 2**53


def frame_of(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Rows as a DataFrame that keeps whole numbers whole, also beside missing ones.

    :raises ImportError: without pandas
    """
    import pandas as pd

    names = dict.fromkeys(name for row in rows for name in row)
    frame: pd.DataFrame = pd.DataFrame({name: _column([row.get(name) for row in rows]) for name in names})
    return frame


def _column(values: list[Any]) -> pd.Series[Any]:
    import pandas as pd

    column: pd.Series[Any] = pd.Series(values, dtype=_type_of(values))
    return column


def _type_of(values: list[Any]) -> Any:  # noqa: ANN401 - None, or what pandas calls a type
    """The type of a column of which pandas would make doubles that lack digits; None for what pandas makes of it."""
    if not {type(value) for value in values} <= {int, float, type(None)}:
        return None
    whole = [value for value in values if isinstance(value, int)]
    if len(whole) == len(values) or not whole:
        return None
    if all(value is None or (isinstance(value, int) and -(2**63) <= value < 2**63) for value in values):
        return "Int64"
    return object if any(abs(value) > _EXACT_IN_DOUBLES for value in whole) else None


def dataset_of_parquet(content: Path) -> datasets.Dataset:
    """A file of Parquet as a Dataset in memory, which does not need the file any more.

    :raises ImportError: without datasets
    """
    import datasets

    with tempfile.TemporaryDirectory(prefix="kindred-") as cache:
        return datasets.Dataset.from_parquet(str(content), cache_dir=cache, keep_in_memory=True)


def dataset_of_rows(rows: list[dict[str, Any]]) -> datasets.Dataset:
    """Rows as a Dataset.

    :raises ImportError: without datasets
    """
    import datasets

    return datasets.Dataset.from_list(rows)


def rows_file(files: Sequence[ResultFile], wanted: str | None, endings: tuple[str, ...]) -> str:
    """The name of the file whose rows are meant: the one that is wanted, or the first with such an ending.

    :raises ValueError: when there is none
    """
    names = [file.name for file in files]
    found = [name for name in names if (name == wanted if wanted else name.endswith(endings))]
    if not found:
        raise ValueError(f"There is no such file of rows in the result, which has {', '.join(names) or 'none'}.")
    return str(found[0])
