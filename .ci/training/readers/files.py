"""The files that were exported, and what their reports say of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from datasets import Dataset, load_dataset

TYPES = {".json": "json", ".jsonl": "json", ".parquet": "parquet", ".csv": "csv"}


@dataclass(frozen=True)
class Exported:
    """A file and its report."""

    path: Path
    report: dict[str, Any]

    def __hash__(self) -> int:
        """Files are told apart by their paths."""
        return hash(self.path)

    @property
    def stem(self) -> str:
        """Its name without endings, which is that of its entry in `dataset_info.json`."""
        return self.path.stem

    @property
    def trainers(self) -> dict[str, Any]:
        """What the report says to trainers."""
        return self.report["trainers"]


def exported_files(folder: Path) -> list[Exported]:
    """All files with a report."""
    reports = sorted(folder.glob("*.report"))
    return [Exported(path.with_suffix(""), json.loads(path.read_text())) for path in reports]


@cache
def load(file: Exported) -> Dataset:
    """The rows as every trainer gets them."""
    cache_dir = str(file.path.parent / "cache")
    return load_dataset(TYPES[file.path.suffix], data_files=str(file.path), split="train", cache_dir=cache_dir)
