"""Figures of a checkpoint, by the float network; those of the card are of the shipped graph, by the service's code.

P@1: every row asks for its nearest other row; rows with the same folded instruction are left out; a hit has the same
task.
"""

import argparse
import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.stats import spearmanr
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.metrics.cluster import contingency_matrix

from data import eft_rows, fold, intention_pairs, read_lines
from embedder import by_length
from network import TwoSpaces, load
from tokens import TextTokenizer
from work_figures import kinds, languages, unseen


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


class Embedding:
    """Both vectors of texts; one pass each."""

    def __init__(self, network: TwoSpaces, tokenizer: TextTokenizer) -> None:
        """`network` is used as it is."""
        self.network, self.tokenizer = network, tokenizer

    def __call__(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Task and content, (texts, dimensions) each."""
        size = self.network.shape.hidden

        def embed(some: list[str]) -> np.ndarray:
            with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
                return torch.cat([part.float() for part in self.network(*self.tokenizer(some))], 1).numpy()

        both = by_length(texts, 48, embed)
        return both[:, :size], both[:, size:]


def benchmark(embed: Embedding, shared: Path, seeds: int) -> dict[str, float]:
    """P@1, adjusted Rand index, its deviation, purity and Spearman's correlation on the paper's benchmark."""
    rows, pairs = eft_rows(shared), intention_pairs(shared)
    texts, tasks = [row["instruction"] for row in rows], [row["task"] for row in rows]
    vectors, _ = embed(texts)
    one, other = (embed([pair[name] for pair in pairs])[0] for name in ("instruction1", "instruction2"))
    rand, deviation, purity = clusterings(vectors, tasks, seeds)
    rho = spearmanr((one * other).sum(1), [pair["label"] for pair in pairs]).statistic
    names = ("P@1", "ARI", "deviation", "purity", "IIS")
    found = (precision_at_1(vectors, tasks, texts), rand, deviation, purity, rho)
    return dict(zip(names, (round(float(value), 4) for value in found), strict=True))


def main() -> None:
    """Prints one line a set."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", required=True, type=Path)
    parser.add_argument("--work", required=True, type=Path)
    parser.add_argument("--checkpoint", required=True, type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="kinds and languages alone")
    options = parser.parse_args()
    network, _ = load(options.checkpoint, json.loads((options.work / "vocabulary.json").read_text()))
    embed = Embedding(network, TextTokenizer.of_file(options.work / "tokenizer.json", 256))
    bench = options.shared / "bench"
    labelled = list(read_lines(bench / "kinds.jsonl"))
    both = [*labelled, *read_lines(bench / "kinds_languages.jsonl")]
    task, content = embed([shown(row) for row in both])
    print("kinds, task", kinds(labelled, task[: len(labelled)]), flush=True)
    print("kinds, content", kinds(labelled, content[: len(labelled)]), flush=True)
    print("languages", languages(both, task), flush=True)
    if options.quick:
        return
    print("IEB", benchmark(embed, options.shared, options.seeds), flush=True)
    superni = list(read_lines(bench / "superni_categories.jsonl"))
    vectors, _ = embed([shown(row) for row in superni])
    print(
        "superni",
        super_natural(vectors, str(options.shared)),
        "unseen categories",
        unseen(superni, vectors),
        flush=True,
    )


if __name__ == "__main__":
    main()
