"""Reads exports with the trainers' own readers, and fails on the first row that one of them does not get."""

from __future__ import annotations

import importlib.machinery
import json
import sys
import types
from pathlib import Path
from typing import Any

import transformers  # noqa: F401 - it looks for these two by name, so it comes before their stand-ins

# LLaMA-Factory imports torchaudio for sound, and axolotl posthog to report its use: files of texts need neither.
for name in ("torchaudio", "posthog"):
    stand_in = types.ModuleType(name)
    stand_in.__spec__ = importlib.machinery.ModuleSpec(name, None)
    sys.modules[name] = stand_in

from readers import atlas, axolotl_reader, llama_factory, trl_reader  # noqa: E402
from readers.files import Exported, exported_files, load  # noqa: E402


def check_columns(file: Exported) -> None:
    """`datasets` gets as many rows as the report says, and no column of it is without a type."""
    rows = load(file)
    assert len(rows) == file.report["rows"] > 0, f"{file.path.name}: {len(rows)} rows, not {file.report['rows']}"
    untyped = [name for name, feature in rows.features.items() if "null" in str(feature)]
    assert not untyped or file.path.name in MAY_BE_EMPTY, f"{file.path.name}: {untyped} without a type"
    if file.path.suffix == ".jsonl":
        lines = [json.loads(line) for line in file.path.read_text().splitlines()]
        assert all(list(line) == list(lines[0]) for line in lines), f"{file.path.name}: rows with other columns"


# No record of these has an earlier turn, so the lists of `history` are empty.
MAY_BE_EMPTY = {"pairs-alpaca.jsonl", "marked-alpaca.jsonl"}


def main(folder: Path) -> None:
    files = exported_files(folder)
    counts: dict[str, int] = {}
    for file in files:
        check_columns(file)
        for trainer, check in READERS.items():
            counts[trainer] = counts.get(trainer, 0) + check(file)
    counts["Embedding Atlas"] = atlas.check(folder / "atlas.parquet")
    sources = sorted(folder.glob("sources.*.jsonl"))
    assert len(sources) > 1, "one file a source"
    assert all(counts.values()), f"a reader was given nothing: {counts}"
    print(f"{len(files)} files: " + ", ".join(f"{name} read {count} rows" for name, count in counts.items()))


READERS: dict[str, Any] = {
    "TRL": trl_reader.check,
    "LLaMA-Factory": llama_factory.check,
    "axolotl": axolotl_reader.check,
}

if __name__ == "__main__":
    main(Path(sys.argv[1]))
