"""Writes the Parquet samples beside this file.

Needs pyarrow; run it only to change the samples.

    python3 -m venv VENV && VENV/bin/pip install pyarrow && VENV/bin/python tests/golden/corpus/make_parquet.py
"""

import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).parent
WHEN = datetime.datetime(2024, 2, 29, 12, 30, tzinfo=datetime.UTC)

# Flat columns, five rows in groups of two, compressed with Zstandard; row 3 has no instruction.
flat = pa.table(
    {
        "instruction": pa.array(["Name a river.", "Name a lake.", None, "Name a sea.", "Name a bay."]),
        "input": pa.array(["", "In Finland.", "", "", ""]),
        "output": pa.array(["The Oder.", "Saimaa.", "Nothing.", "The Baltic.", "Biscay."]),
        "number": pa.array([1, 2, 3, 2**53 + 1, 5], type=pa.int64()),
        "written": pa.array([WHEN] * 5, type=pa.timestamp("us", tz="UTC")),
        "score": pa.array([0.5, None, 1.5, 2.5, 3.5], type=pa.float64()),
        "tags": pa.array([["water"], ["water", "cold"], [], None, ["salt"]], type=pa.list_(pa.string())),
    }
)
pq.write_table(flat, HERE / "flat.parquet", compression="zstd", row_group_size=2)

# Turns as a list of structs, compressed with Snappy, as the datasets library writes them.
turn = pa.struct([("from", pa.string()), ("value", pa.string())])
nested = pa.table(
    {
        "id": pa.array(["a", "b"]),
        "conversations": pa.array(
            [
                [{"from": "human", "value": "Hello?"}, {"from": "gpt", "value": "Good morning."}],
                [
                    {"from": "system", "value": "Be brief."},
                    {"from": "human", "value": "What is 2 + 2?"},
                    {"from": "gpt", "value": "4"},
                    {"from": "human", "value": "And doubled?"},
                    {"from": "gpt", "value": "8"},
                ],
            ],
            type=pa.list_(turn),
        ),
    }
)
pq.write_table(nested, HERE / "nested.parquet", compression="snappy")
