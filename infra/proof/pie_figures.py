"""Vectors of several encoders -> a table in Markdown: kinds of work, other templates and the paper's benchmark.

    python pie_figures.py TEXTS.jsonl --decoder FOLDER --vectors 'shipped, task=task.npy' ...

FOLDER is of `pie.py`; a file of `--vectors` is of `kindred embed TEXTS.jsonl --out FILE`, in the order of TEXTS.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from data import fold
from evaluate import clustering
from intervals import Interval, interval
from packing import read_lines
from pie import POOLINGS
from work_figures import kind_hits

SEEDS_OF_K_MEANS = 3
DRAWS_OF_PAIRS = 500
SHOWN = {"template": ("last-2", "last-token"), "bare": ("mean", "weighted-mean", "last-2", "last-token")}


def nearest_hits(vectors: np.ndarray, tasks: Sequence[str], apart: Sequence[Sequence[str]]) -> np.ndarray:
    """Whether the nearest allowed row has the query's task, for each row that can be answered.

    A row is allowed that differs in every one of `apart`, (names, rows). `vectors` is (rows, dimensions), of length 1.
    """
    truth = np.array(tasks)
    allowed = ~np.eye(len(truth), dtype=bool)
    for names in apart:
        allowed &= np.array(names)[:, None] != np.array(names)[None, :]
    same = truth[:, None] == truth[None, :]
    asks = (same & allowed).any(1)
    nearest = np.where(allowed, vectors @ vectors.T, -2).argmax(1)
    return same[np.arange(len(truth)), nearest][asks]


def rank_correlation(similar: np.ndarray, truth: np.ndarray, draws: int = DRAWS_OF_PAIRS) -> Interval:
    """Spearman's correlation of (pairs) with (pairs), and its bootstrap interval over pairs."""
    random = np.random.default_rng(7)
    chosen = [random.integers(0, len(truth), len(truth)) for _ in range(draws)]
    drawn = [spearmanr(similar[some], truth[some]).statistic for some in chosen]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Interval(float(spearmanr(similar, truth).statistic), float(low), float(high))


def figures(lines: Sequence[dict[str, Any]], vectors: np.ndarray) -> list[str]:
    """The cells of a row of the table, for vectors (texts, dimensions) of unit length."""
    places = {name: [at for at, line in enumerate(lines) if line["set"] == name] for name in ("eft", "pairs", "kinds")}
    places["superni"] = [at for at, line in enumerate(lines) if line["set"] == "superni"]
    rows = {name: [lines[at] for at in own] for name, own in places.items()}
    known = [{key.removeprefix("own_"): value for key, value in row.items()} for row in rows["kinds"]]
    hits, asks = kind_hits(known, vectors[places["kinds"]])
    of = {name: [row.get(name, "") for row in rows["superni"]] for name in ("task", "template", "dataset")}
    unseen = [
        nearest_hits(vectors[places["superni"]], of["task"], [of[name] for name in apart])
        for apart in (["template"], ["template", "dataset"])
    ]
    eft, tasks = vectors[places["eft"]], [row["task"] for row in rows["eft"]]
    same_text = [[fold(row["instruction"]) for row in rows["eft"]]]
    runs = np.array([clustering(eft, tasks, starts=1, seed=seed) for seed in range(SEEDS_OF_K_MEANS)])
    (rand, purity), deviation = runs.mean(0), runs[:, 0].std(ddof=1)
    one, other = vectors[places["pairs"][::2]], vectors[places["pairs"][1::2]]
    labels = np.array([row["same"] for row in rows["pairs"][::2]], dtype=float)
    return [
        interval(hits[asks].mean(1)).shown(),
        *(interval(found).shown() for found in unseen),
        interval(nearest_hits(eft, tasks, same_text)).shown(),
        f"{rand:.3f} ± {deviation:.3f}",
        f"{purity:.3f}",
        rank_correlation((one * other).sum(1), labels).shown(),
    ]


def given(options: argparse.Namespace) -> Iterator[tuple[str, np.ndarray]]:
    """Names and vectors (texts, dimensions) of unit length."""
    for form, poolings in SHOWN.items() if options.decoder else ():
        if not np.load(options.decoder / f"{form}-done.npy").all():
            raise SystemExit(f"{options.decoder}: not all texts are done; run pie.py again")
        kept = np.load(options.decoder / f"{form}.npy", mmap_mode="r")
        for pooling in poolings:
            yield f"{form}, {pooling}", np.array(kept[:, POOLINGS.index(pooling)])
    for one in options.vectors:
        name, file = one.rsplit("=", 1)
        read = np.load(file).astype(np.float32)
        yield name, read / np.linalg.norm(read, axis=1, keepdims=True)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("texts", type=Path)
    parser.add_argument("--decoder", type=Path)
    parser.add_argument("--vectors", action="append", default=[])
    options = parser.parse_args()
    lines = list(read_lines(options.texts))
    if options.decoder:
        print(f"the decoder computed in {(options.decoder / 'precision').read_text('utf-8')}")
    head = ["", "kinds P@4", "superni, other template", "and data set", "eft P@1", "ARI", "purity", "IIS Spearman"]
    print(f"| {' | '.join(head)} |\n|{' --- |' * len(head)}")
    for name, vectors in given(options):
        if len(vectors) != len(lines):
            raise SystemExit(f"{name}: {len(vectors)} vectors of {len(lines)} texts")
        print(f"| {name} | {' | '.join(figures(lines, vectors))} |", flush=True)


if __name__ == "__main__":
    main()
