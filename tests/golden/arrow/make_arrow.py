"""Writes the Arrow samples beside this file.

Needs pyarrow and datasets; run it only to change the samples.

    python3 -m venv VENV && VENV/bin/pip install pyarrow datasets && VENV/bin/python tests/golden/arrow/make_arrow.py
"""

import datetime
import decimal
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
from datasets import Dataset, DatasetDict

HERE = Path(__file__).parent
WHEN = datetime.datetime(2024, 2, 29, 12, 30, 0, 678901, tzinfo=datetime.UTC)

# Every type that a data set of texts has, three rows, nulls in each column; Parquet holds the same.
values = {
    "instruction": (pa.string(), ["Name a river.", "Name a lake.", "\ufeffName a sea."]),
    "output": (pa.large_string(), ["The Oder.", None, "写一首诗"]),
    "long": (pa.int64(), [1, 2**53 + 1, None]),
    "unsigned": (pa.uint64(), [2**64 - 1, None, 3]),
    "small": (pa.int8(), [-128, None, 127]),
    "double": (pa.float64(), [0.5, None, 2.0]),
    "flag": (pa.bool_(), [True, False, None]),
    "nothing": (pa.null(), [None, None, None]),
    "utc": (pa.timestamp("us", tz="UTC"), [WHEN, None, WHEN]),
    "local": (pa.timestamp("ns"), [1709209800678901234, None, 0]),
    "day": (pa.date32(), [WHEN.date(), None, WHEN.date()]),
    "clock": (pa.time64("us"), [WHEN.time(), None, WHEN.time()]),
    "price": (pa.decimal128(30, 2), [decimal.Decimal("12.50"), None, decimal.Decimal("-12345678901234567890.12")]),
    "picture": (pa.binary(), [b"\x89PNG\xff", None, b"text"]),
    "tags": (pa.list_(pa.string()), [["a", None], [], None]),
    "numbers": (pa.large_list(pa.int64()), [[1, 2**60], None, []]),
    "pair": (pa.list_(pa.float32(), 2), [[0.5, 1.5], None, [2.5, 3.5]]),
    "nested": (pa.struct([("a", pa.int32()), ("b", pa.list_(pa.string()))]), [{"a": 1, "b": ["x"]}, None, {"a": None}]),
    "map": (pa.map_(pa.string(), pa.int64()), [[("k", 1)], None, []]),
}
table = pa.table({name: pa.array(column, type=kind) for name, (kind, column) in values.items()})
shared = [name for name in values if name not in ("nothing",)]
pq.write_table(table.select(shared), HERE / "types.parquet", coerce_timestamps=None)


def write(name: str, batches: pa.Table, new: Callable[..., pa.ipc.RecordBatchStreamWriter], **options: object) -> None:
    """Writes a table as a file or a stream of Arrow, two rows a batch."""
    with new(HERE / name, batches.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(batches, max_chunksize=max(2, batches.num_rows // 2))


write("types.arrow", table, pa.ipc.new_file)
write("types-stream.arrow", table, pa.ipc.new_stream)
write("types-zstd.arrow", table, pa.ipc.new_file, compression="zstd")
write("types-lz4.arrow", table, pa.ipc.new_stream, compression="lz4")

# Encodings that only Arrow has.
words = pa.array(["Name a river.", "Name a lake.", "Name a river."])
only = pa.table(
    {
        "instruction": words.dictionary_encode(),
        "view": pa.array(["short", "a text of more than twelve bytes", None], type=pa.string_view()),
        "runs": pa.RunEndEncodedArray.from_arrays(pa.array([2, 3], pa.int32()), pa.array(["a", "b"])),
        "either": pa.UnionArray.from_dense(
            pa.array([0, 1, 0], pa.int8()), pa.array([0, 0, 1], pa.int32()), [pa.array([7, 8]), pa.array(["seven"])]
        ),
        "listed": pa.array([[1], [2, 3], None], type=pa.list_view(pa.int64())),
        "span": pa.array([1_500_000, None, 0], type=pa.duration("us")),
    }
)
write("encodings.arrow", only, pa.ipc.new_stream)

# More than one block of LZ4, which refer to each other, and a Feather file as pandas writes it.
many = pa.table(
    {
        "instruction": [f"Name the river number {at} of {at % 7} rivers." for at in range(3_000)],
        "output": [f"River {at}" for at in range(3_000)],
    }
)
feather.write_feather(many, HERE / "many.feather", compression="lz4")

# A few bytes that claim to be very many nulls: as rows, and as one list.
write("many-nulls.arrow", pa.table({"instruction": pa.nulls(10**9)}), pa.ipc.new_stream)
MANY = 2**31 - 1
long_list = pa.ListArray.from_buffers(
    pa.list_(pa.null()), 1, [None, pa.array([0, MANY], pa.int32()).buffers()[1]], children=[pa.nulls(MANY)]
)
write("long-list.arrow", pa.table({"instruction": ["Name a river."], "list": long_list}), pa.ipc.new_stream)

# The folders that `save_to_disk` writes.
shutil.rmtree(HERE / "saved", ignore_errors=True)
DatasetDict(
    {
        "train": Dataset.from_list([{"instruction": f"Name fish {at}.", "output": "Cod"} for at in range(3)]),
        "test": Dataset.from_list([{"instruction": "Name a bird.", "output": "Owl"}]),
    }
).save_to_disk(str(HERE / "saved"), num_shards={"train": 2, "test": 1})

# What tests/unit/corpus/file-formats.test.ts reads from every format.
rows = pa.table(
    {"instruction": ['Name a river, "quoted".', "写一首诗"], "output": ["Oder", "two\nlines"]},
)
formats = HERE.parent / "formats"
formats.mkdir(exist_ok=True)
with pa.ipc.new_file(formats / "rows.arrow", rows.schema) as writer:
    writer.write_table(rows)
