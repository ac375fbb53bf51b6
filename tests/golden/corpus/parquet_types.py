"""Makes types.parquet, a column of every type, and compares a file that Kindred wrote from it.

Needs pyarrow 26.

    python3 tests/golden/corpus/parquet_types.py write tests/golden/corpus/types.parquet
    python3 tests/golden/corpus/parquet_types.py compare tests/golden/corpus/types.parquet OTHER.parquet
"""

import sys
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq

NANOSECONDS = 1_709_210_000_678_901_234
PER_UNIT = {"ms": 1_000_000, "us": 1_000, "ns": 1}
SECONDS_A_DAY = 86_400


def numbers() -> dict[str, pa.Array]:
    columns = {}
    for bits in (8, 16, 32, 64):
        signed, unsigned = getattr(pa, f"int{bits}")(), getattr(pa, f"uint{bits}")()
        columns[f"int{bits}"] = pa.array([1, None, -(2 ** (bits - 1)), 2 ** (bits - 1) - 1], signed)
        columns[f"uint{bits}"] = pa.array([1, None, 0, 2**bits - 1], unsigned)
    columns["float16"] = pa.array([1.0, None, float("nan"), -0.5], pa.float16())
    columns["float"] = pa.array([1.0, None, float("nan"), 0.1], pa.float32())
    columns["double"] = pa.array([1.0, -0.0, float("inf"), 1e300])
    columns["whole"] = pa.array([1.0, 2.0, 3.0, None])
    columns["no_integers"] = pa.array([None] * 4, pa.int64())
    columns["bool"] = pa.array([True, None, False, True])
    money = [Decimal("1.10"), None, Decimal("-0.01"), Decimal("123456.78")]
    columns["decimal"] = pa.array(money, pa.decimal128(10, 2))
    long = [Decimal("12345678901234567890123456789.012345678"), None, Decimal(0), Decimal(-1)]
    columns["decimal38"] = pa.array(long, pa.decimal128(38, 9))
    columns["decimal76"] = pa.array([Decimal("9" * 76), None, Decimal(0), Decimal(-1)], pa.decimal256(76, 0))
    return columns


def times() -> dict[str, pa.Array]:
    columns = {"date": pa.array([date(2024, 2, 29), None, date(1, 1, 1), date(9999, 12, 31)])}
    for unit, nanoseconds in PER_UNIT.items():
        moments = [NANOSECONDS // nanoseconds, None, -1, 0]
        columns[f"moment_{unit}"] = pa.array(moments, pa.timestamp(unit, "UTC"))
        columns[f"local_{unit}"] = pa.array(moments, pa.timestamp(unit))
        a_day = SECONDS_A_DAY * 10**9 // nanoseconds
        of_day = pa.time32(unit) if unit == "ms" else pa.time64(unit)
        columns[f"time_{unit}"] = pa.array([1, None, 0, a_day - 1], of_day)
    return columns


def texts_and_bytes() -> dict[str, pa.Array]:
    picture = [{"bytes": b"\x89PNG\xff", "path": "a.png"}, None, {"bytes": None, "path": None}]
    return {
        "no_texts": pa.array([None] * 4, pa.string()),
        "binary": pa.array([b"\xff\x00\x01", None, b"", b"text"]),
        "fixed": pa.array([b"\xff\x00\x01\x02", None, b"abcd", b"\0\0\0\0"], pa.binary(4)),
        "picture": pa.array([*picture, {"bytes": b"\x89PNG\xfe", "path": "a.png"}]),
        "uuid": pa.array([UUID(int=5).bytes, None, UUID(int=6).bytes, UUID(int=7).bytes], pa.uuid()),
        "json": pa.array(['{"a":12345678901234567890,"b":1.0}', None, "[]", '"x"'], pa.json_()),
        "a.b": pa.array(["p", None, "\ufeffq", "r\x00s"]),
        "__proto__": pa.array(["p", None, "q", "r"]),
        "": pa.array(["p", None, "q", "r"]),
    }


def nested() -> dict[str, pa.Array]:
    times = pa.list_(pa.timestamp("us"))
    struct = pa.struct([("a", pa.int64()), ("b", times)])
    moment = datetime(2024, 1, 1, 0, 0, 0, 5)
    odd = [{"__proto__": 1, "": "x", "a.b": b"\xff"}, None, {"__proto__": None, "": None, "a.b": None}]
    return {
        "list": pa.array([[1, None, 2**60], None, [], [-1]], pa.list_(pa.int64())),
        "doubles": pa.array([[1.0, None, float("nan")], None, [], [0.5, -0.0]], pa.list_(pa.float64())),
        "lists": pa.array([[[1], None, []], None, [], [[None]]], pa.list_(pa.list_(pa.int32()))),
        "structs": pa.array([[{"a": 1, "b": [moment]}, None], None, [], [{"a": None, "b": None}]], pa.list_(struct)),
        "map": pa.array([[("x", 1), ("y", None)], None, [], [("z", 3)]], pa.map_(pa.string(), pa.int64())),
        "numbered": pa.array([[(1, "a"), (2, None)], None, [], [(3, "c")]], pa.map_(pa.int64(), pa.string())),
        "repeated": pa.array([[("x", 1), ("x", 2)], None, [], [("z", 3)]], pa.map_(pa.string(), pa.int64())),
        "odd": pa.array([*odd, {"__proto__": 2, "": "", "a.b": b""}]),
    }


def table() -> pa.Table:
    rows = {"instruction": pa.array([f"Do {row}." for row in range(4)]), "output": pa.array(["A", "B", "", "D"])}
    return pa.table({**rows, **numbers(), **times(), **texts_and_bytes(), **nested()})


def values(column: pa.ChunkedArray) -> list[Any]:
    """The values as they are; nanoseconds as numbers, because Python's own times have none."""
    has_nanoseconds = str(column.type).startswith(("timestamp[ns", "time64[ns"))
    return (column.cast(pa.int64()) if has_nanoseconds else column).to_pylist()


def differences(one: pa.Table, other: pa.Table) -> list[str]:
    names = [name for name in one.schema.names if name not in other.schema.names]
    found = [f"{name!r} is not there" for name in names]
    for field in one.schema:
        if field.name in names:
            continue
        again = other.schema.field(field.name)
        if again.type != field.type:
            found.append(f"{field.name!r} was {field.type} and is {again.type}")
        before, after = values(one.column(field.name)), values(other.column(field.name))
        # As text, because NaN is not equal to itself and -0.0 is equal to 0.0.
        if repr(before) != repr(after):
            found.append(f"{field.name!r} was {before} and is {after}")
    return found


def main(command: str, *paths: str) -> None:
    if command == "write":
        pq.write_table(table(), paths[0], store_schema=False, compression="zstd")
        return
    one, other = (pq.read_table(path) for path in paths)
    found = differences(one, other)
    print("\n".join(found) or f"{one.num_columns} columns and {one.num_rows} rows are equal")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
