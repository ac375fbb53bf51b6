"""Same-task retrieval, clustering and intention similarity of several encoders, printed as one table.

P@1: every row asks for its nearest other row; rows with the same folded instruction are left out; a hit has the same
task.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.stats import spearmanr
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_rand_score
from sklearn.metrics.cluster import contingency_matrix
from sklearn.preprocessing import normalize

from data import eft_rows, fold, intention_pairs, read_lines
from export import load as load_checkpoint
from export import session
from model import Encoder, from_base
from tokens import TextTokenizer

Embed = Callable[[Sequence[str]], np.ndarray]  # texts to unit vectors, (texts, dimensions)
Forward = Callable[[torch.Tensor, torch.Tensor], Sequence[np.ndarray]]  # ids and mask to the vectors of both spaces
BASE = "base MiniLM, float"
FIGURES = [
    "eft P@1",
    "eft ARI / deviation / purity",
    "IIS rho",
    "superni -template",
    "superni -dataset",
    "instructlab_skills",
    "biggen",
]


def shown(row: dict[str, Any]) -> str:
    """The embedded text: instruction, blank line, input."""
    return row["instruction"] + ("\n\n" + row["input"] if row.get("input") else "")


def precision_at_1(vectors: np.ndarray, tasks: Sequence[str], instructions: Sequence[str]) -> float:
    """Share of rows whose nearest row with another instruction has the same task; rows alone in their task do not ask.

    `vectors` is (rows, dimensions), of unit length.
    """
    folded = np.unique([fold(text) for text in instructions], return_inverse=True)[1]
    truth = np.unique(tasks, return_inverse=True)[1]
    similar = vectors @ vectors.T
    other = folded[:, None] != folded[None, :]
    similar[~other] = -2
    asks = ((truth[:, None] == truth[None, :]) & other).any(1)
    return float((truth[similar.argmax(1)] == truth)[asks].mean())


def clustering(vectors: np.ndarray, tasks: Sequence[str], starts: int = 10, seed: int = 0) -> tuple[float, float]:
    """Adjusted Rand index and purity of k-means on vectors (rows, dimensions), as many clusters as tasks."""
    found = KMeans(len(set(tasks)), n_init=starts, random_state=seed).fit_predict(vectors)
    return adjusted_rand_score(tasks, found), float(contingency_matrix(tasks, found).max(0).sum() / len(tasks))


def clusterings(vectors: np.ndarray, tasks: Sequence[str], seeds: int) -> tuple[float, float, float]:
    """Mean adjusted Rand index, its standard deviation, and mean purity, over so many seeds."""
    found = np.array([clustering(vectors, tasks, seed=seed) for seed in range(seeds)])
    return found[:, 0].mean(), found[:, 0].std(ddof=1) if seeds > 1 else 0.0, found[:, 1].mean()


def content_kept(content: Embed, base: Embed, shared: str, pairs: int = 10_000) -> float:
    """Correlation of the cosines of `content` with those of the base, over random pairs of the clustering test."""
    texts = [row["instruction"] for row in eft_rows(shared)]
    one, other = np.random.default_rng(0).integers(0, len(texts), (2, pairs))
    ours, theirs = ((vectors[one] * vectors[other]).sum(1) for vectors in (content(texts), base(texts)))
    return float(np.corrcoef(ours, theirs)[0, 1])


def super_natural(vectors: np.ndarray, shared: str) -> dict[str, float]:
    """Scores that the validation set's own script gives to vectors (rows, dimensions) in the order of the set."""
    folder = Path(shared) / "bench"
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        for vector in vectors:
            file.write(json.dumps({"vector": [round(float(value), 6) for value in vector]}) + "\n")
        file.flush()
        command = ["node", str(folder / "score.mjs"), str(folder / "superni_categories.jsonl"), file.name]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def by_length(texts: Sequence[str], batch: int, embed: Callable[[list[str]], np.ndarray]) -> np.ndarray:
    """Embeds texts in batches of similar length; returns the rows in the order of the texts."""
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    rows: dict[int, np.ndarray] = {}
    for start in range(0, len(order), batch):
        some = order[start : start + batch]
        rows.update(zip(some, embed([texts[at] for at in some]), strict=True))
    return np.array([rows[at] for at in range(len(texts))], np.float32)


def bag_of_words(texts: Sequence[str]) -> np.ndarray:
    """TF-IDF reduced to 384 dimensions, (texts, 384): no training, no model."""
    counts = TfidfVectorizer(sublinear_tf=True).fit_transform(texts)
    return normalize(TruncatedSVD(384, random_state=0).fit_transform(counts))


def two_spaces(forward: Forward, max_tokens: int = 256) -> tuple[Embed, Embed]:
    """Embedders of both spaces, task first, over one forward pass; a text is computed once."""
    tokenizer = TextTokenizer(max_tokens)
    known: dict[str, np.ndarray] = {}  # text -> both vectors, (2, dimensions)

    def embed(texts: Sequence[str], space: int) -> np.ndarray:
        fresh = [text for text in dict.fromkeys(texts) if text not in known]
        if fresh:
            rows = by_length(fresh, 32, lambda some: np.stack(forward(*tokenizer(some)), 1))
            known.update(zip(fresh, rows, strict=True))
        return np.array([known[text][space] for text in texts])

    return (lambda texts: embed(texts, 0)), (lambda texts: embed(texts, 1))


def torch_spaces(encoder: Encoder) -> tuple[Embed, Embed]:
    """Both spaces of a float encoder."""

    def forward(ids: torch.Tensor, mask: torch.Tensor) -> list[np.ndarray]:
        with torch.inference_mode():
            return [vectors.numpy() for vectors in encoder(ids, mask)]

    return two_spaces(forward)


def graph_spaces(folder: str | Path) -> tuple[Embed, Embed]:
    """Both spaces of an exported graph."""
    run = session(str(Path(folder) / "encoder.onnx"))

    def forward(ids: torch.Tensor, mask: torch.Tensor) -> list[np.ndarray]:
        return run.run(["task", "content"], {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})

    return two_spaces(forward)


def labelled(name: str, shared: str) -> tuple[list[str], list[dict[str, Any]]]:
    """A benchmark: its texts, and its rows."""
    rows = list(read_lines(Path(shared) / f"bench/{name}.jsonl"))
    return [shown(row) for row in rows], rows


def score(figure: str, embed: Embed, shared: str, seeds: int = 1) -> float | tuple[float, float, float]:
    """One figure of one encoder; three for the clustering."""
    if figure.startswith("eft"):
        rows = eft_rows(shared)
        texts, tasks = [row["instruction"] for row in rows], [row["task"] for row in rows]
        vectors = embed(texts)
        return precision_at_1(vectors, tasks, texts) if figure == "eft P@1" else clusterings(vectors, tasks, seeds)
    if figure == "IIS rho":
        pairs = intention_pairs(shared)
        both = embed([pair["instruction1"] for pair in pairs] + [pair["instruction2"] for pair in pairs])
        cosine = (both[: len(pairs)] * both[len(pairs) :]).sum(1)
        return spearmanr(cosine, [pair["label"] for pair in pairs]).statistic
    if figure.startswith("superni"):
        found = super_natural(embed(labelled("superni_categories", shared)[0]), shared)
        return found["otherTemplate" if figure == "superni -template" else "otherTemplateAndDataset"]
    texts, benchmark = labelled(figure, shared)
    return precision_at_1(embed(texts), [row["task"] for row in benchmark], texts)


def encoders(options: argparse.Namespace) -> Iterator[tuple[str, Embed]]:
    """Name and embedder of every row of the table."""
    if "bow" in options.rows:
        yield "bag of words", bag_of_words
    if "float" in options.rows:
        yield BASE, torch_spaces(from_base())[1]
        task, content = torch_spaces(load_checkpoint(options.checkpoint))
        yield "content, float", content
        yield "task, float", task
    if "int8" in options.rows:
        task, content = graph_spaces(options.encoder)
        yield "content, int8", content
        yield "task, int8", task


def arguments() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", required=True)
    parser.add_argument("--encoder", default=Path(__file__).parent.parent / "encoder")
    parser.add_argument("--checkpoint")
    parser.add_argument("--rows", nargs="+", default=["bow", "float", "int8"], choices=["bow", "float", "int8"])
    parser.add_argument("--seeds", type=int, default=1, help="of the clustering")
    parser.add_argument("--figures", nargs="+", default=FIGURES, choices=FIGURES)
    return parser.parse_args()


def main() -> None:
    """Prints a Markdown table; every figure is also told as soon as it is known, on the other stream."""
    options = arguments()
    print("| encoder | " + " | ".join(options.figures) + " |\n|---" + "|---" * len(options.figures) + "|")
    known = dict(encoders(options))
    for name, embed in known.items():
        row = []
        for figure in options.figures:
            found = np.atleast_1d(score(figure, embed, options.shared, options.seeds))
            row.append(" / ".join(f"{value:.4f}" for value in found))
            print(name, figure, row[-1], file=sys.stderr, flush=True)
        print(f"| {name} | " + " | ".join(row) + " |", flush=True)
    if {"float", "int8"} <= set(options.rows):
        kept = content_kept(known["content, int8"], known[BASE], options.shared)
        print(f"\ncosines of content, int8, correlate with the base's at {kept:.4f}")


if __name__ == "__main__":
    main()
