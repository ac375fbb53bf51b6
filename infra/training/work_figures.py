"""How well vectors find rows of the same work: figures of sets that were labelled by reading, and of unseen categories.

Kinds: a row of another source is right when its kind, or one noted as just as right, is the query's, or the other way
round. Languages: prompts written in eight languages are put among those of the kinds and must find work in others.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from work_rows import KINDS_OF_WORK

NEAREST = 4
UNSEEN = frozenset(
    {
        "Word Semantics",
        "Sentence Ordering",
        "Sentence Perturbation",
        "Text Simplification",
        "Intent Identification",
        "Dialogue Generation",
        "Keyword Tagging",
        "Wrong Candidate Generation",
        "Coreference Resolution",
        "Story Composition",
    }
)


def fitting(rows: Sequence[dict[str, Any]]) -> np.ndarray:
    """Which rows serve as an example for which, (rows, rows)."""
    right = [KINDS_OF_WORK.right(row["kind"], row["also"]) for row in rows]
    one_way = np.array([[other["kind"] in kinds for other in rows] for kinds in right])
    return one_way | one_way.T


def kind_hits(rows: Sequence[dict[str, Any]], vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whether each of the four nearest rows of other sources fits, (rows, 4), and which rows have any that fits.

    `vectors` is (rows, dimensions), of unit length.
    """
    sources = np.array([row["source"] for row in rows])
    others = sources[:, None] != sources[None, :]
    fits = fitting(rows) & others
    similar = np.where(others, vectors @ vectors.T, -2)
    return np.take_along_axis(fits, np.argsort(-similar, 1)[:, :NEAREST], 1), fits.any(1)


def mean_hits(hits: np.ndarray, chosen: np.ndarray) -> float:
    """The share of the nearest that fit, over the chosen rows."""
    return round(float(hits[chosen].mean()), 4)


def kinds(rows: Sequence[dict[str, Any]], vectors: np.ndarray) -> dict[str, float]:
    """The share of the four nearest that fit, for all rows and for each language."""
    hits, asks = kind_hits(rows, vectors)
    langs = np.array([row["lang"] for row in rows])
    return {"all": mean_hits(hits, asks)} | {lang: mean_hits(hits, asks & (langs == lang)) for lang in sorted({*langs})}


def languages(rows: Sequence[dict[str, Any]], vectors: np.ndarray) -> dict[str, float]:
    """The same for the rows written in each language, then their mean and the worst."""
    hits, asks = kind_hits(rows, vectors)
    sources = np.array([row["source"] for row in rows])
    written = sorted({source for source in sources if source.startswith("written-")})
    found = {source: mean_hits(hits, asks & (sources == source)) for source in written}
    return found | {"mean": round(sum(found.values()) / len(found), 4), "worst": min(found.values())}


def unseen(rows: Sequence[dict[str, Any]], vectors: np.ndarray) -> dict[str, float]:
    """P@1 of the categories that nothing is trained of, without rows of the query's template, and its data set too."""
    names = {key: np.array([row[key] for row in rows]) for key in ("task", "template", "dataset")}
    similar, found = vectors @ vectors.T, {}
    same_task = names["task"][:, None] == names["task"][None, :]
    asks = np.isin(names["task"], list(UNSEEN))
    for key in ("template", "dataset"):
        similar = np.where(names[key][:, None] == names[key][None, :], -2, similar)
        answerable = asks & (same_task & (similar > -2)).any(1)
        right = same_task[np.arange(len(rows)), similar.argmax(1)][answerable]
        found[f"-{key}"] = round(float(right.mean()), 4) if answerable.any() else 0.0
    return found
