"""What is sent for rows, files, data frames and data sets."""

from __future__ import annotations

import datetime
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import datasets
import numpy as np
import pandas as pd
import pytest

from kindred_client.rows import file_of, json_lines, plain


def sent(given: object) -> list[Any]:
    return [json.loads(line) for line in b"".join(file_of(given).body.open()).split(b"\n") if line]


def test_rows_of_any_kind_are_the_same_lines(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{"instruction": "Schreib 写 \u2028", "n": None}, {"instruction": "b", "n": 2**70}]
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"".join(json_lines(rows)))
    frame = pd.DataFrame(
        {"instruction": [row["instruction"] for row in rows], "n": pd.Series([None, 2**70], dtype=object)}
    )
    for given in (rows, tuple(rows), iter(rows), path, str(path), io.BytesIO(path.read_bytes()), frame):
        assert sent(given) == rows


def test_what_pandas_has_as_missing_is_null() -> None:
    frame = pd.DataFrame(
        {
            "a": [1.5, float("nan")],
            "b": pd.Series([1, pd.NA], dtype="Int64"),
            "c": [pd.Timestamp("2024-05-01T10:00:00Z"), pd.NaT],
            "d": ["x", None],
        }
    )
    assert sent(frame) == [
        {"a": 1.5, "b": 1, "c": "2024-05-01T10:00:00+00:00", "d": "x"},
        {"a": None, "b": None, "c": None, "d": None},
    ]


def test_values_of_numpy_and_dates_are_values_of_json() -> None:
    row = {
        "i": np.int64(2**62),
        "f": np.float32(0.5),
        "b": np.bool_(True),
        "a": np.array([[1, 2]]),
        "t": (1, {"x": ()}),
    }
    assert plain(row) == {"i": 2**62, "f": 0.5, "b": True, "a": [[1, 2]], "t": [1, {"x": []}]}
    assert plain([datetime.date(2024, 5, 1), Decimal("1.10")]) == ["2024-05-01", "1.10"]


def test_half_of_a_surrogate_pair_is_escaped() -> None:
    assert b"".join(json_lines([{"instruction": "\ud800"}])) == b'{"instruction": "\\ud800"}\n'


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"a": 1}, {"a": b"x"}], r"Row 2: JSON has no bytes\. A Dataset keeps it"),
        ([["a"]], r"Row 1 is a list, and rows are mappings"),
        ([{"a": {1, 2}}], r"Row 1: JSON has no set"),
    ],
)
def test_what_json_lacks_is_refused_with_the_row(rows: list[Any], said: str) -> None:
    with pytest.raises(TypeError, match=said):
        b"".join(file_of(rows).body.open())


@pytest.mark.parametrize("given", [5, {"instruction": "a"}, None])
def test_what_is_no_rows_is_refused(given: object) -> None:
    with pytest.raises(TypeError, match="Rows are expected as a path"):
        file_of(given)


def test_splits_are_ingested_one_by_one_which_is_said() -> None:
    one = datasets.Dataset.from_list([{"instruction": "a"}])
    with pytest.raises(TypeError, match="splits train, test"):
        file_of(datasets.DatasetDict({"train": one, "test": one}))


def test_a_dataset_is_sent_as_parquet_with_its_split_and_only_its_selected_rows() -> None:
    whole = datasets.Dataset.from_list([{"instruction": str(n)} for n in range(5)], split="validation")
    file = file_of(whole.select([3, 1]))
    content = b"".join(file.body.open())
    assert content == b"".join(file.body.open())
    assert pd.read_parquet(io.BytesIO(content))["instruction"].tolist() == ["3", "1"]
    assert (file.name, file.split) == ("dataset.parquet", "validation")
    file.body.close()


def test_a_dataset_that_is_streamed_is_sent_as_lines() -> None:
    streamed = datasets.Dataset.from_list([{"instruction": "a", "n": None}]).to_iterable_dataset()
    assert sent(streamed) == [{"instruction": "a", "n": None}]
