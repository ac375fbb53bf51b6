"""Embedding Atlas: the metrics that it computes of the graph of neighbours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from embedding_atlas.graph_metrics import (
    compute_clustering_column,
    compute_degree_columns,
    compute_kcore_column,
    compute_pagerank_column,
)


def check(path: Path) -> int:
    """The number of rows, each of which has equally many neighbours in the file, nearest first."""
    rows = pd.read_parquet(path)
    (width,) = {len(row["ids"]) for row in rows["__neighbors"]}
    for at, near in enumerate(rows["__neighbors"]):
        assert at not in near["ids"]
        assert len(set(near["ids"])) == width
        assert 0 <= min(near["ids"]) <= max(near["ids"]) < len(rows)
        assert list(near["distances"]) == sorted(near["distances"])
    _, out_degree, _ = compute_degree_columns(rows, neighbors="__neighbors")
    assert set(out_degree) == {width}
    rank = compute_pagerank_column(rows, neighbors="__neighbors")
    assert np.isclose(rank.sum(), 1, atol=1e-3)
    for compute in (compute_kcore_column, compute_clustering_column):
        assert np.isfinite(compute(rows, neighbors="__neighbors")).all()
    return len(rows)
