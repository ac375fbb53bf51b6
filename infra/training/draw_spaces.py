"""Draws the two spaces of the shipped encoder: the same prompts in both, coloured by the kind of work they ask for.

    python draw_spaces.py --shared SHARED

The prompts are those of the bench of kinds, of which none was trained on. t-SNE after van der Maaten and Hinton, JMLR
2008, over the first fifty principal components, with a fixed seed.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE

from data import read_lines
from embedder import by_length
from evaluate import shown
from export import MAX_TOKENS, SPACES, feed, session
from tokens import TextTokenizer

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402  (the backend has to be chosen first)
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

COLOURS = [
    "#1f5fa8",
    "#e0572b",
    "#2f9e57",
    "#8e44ad",
    "#d8a200",
    "#c2255c",
    "#0fa3a3",
    "#7a4a21",
    "#5c7cfa",
    "#82b536",
    "#4a4a4a",
    "#f06595",
    "#17202a",
    "#a0a0a0",
]


def sample(shared: Path) -> list[dict[str, Any]]:
    """The rows of the bench whose kinds are the most frequent ones, as many kinds as there are colours."""
    rows = [row for name in ("kinds", "kinds_languages") for row in read_lines(shared / f"bench/{name}.jsonl")]
    frequent = [kind for kind, _ in Counter(row["kind"] for row in rows).most_common(len(COLOURS))]
    return [row for row in rows if row["kind"] in frequent]


def flat(vectors: np.ndarray, seed: int) -> np.ndarray:
    """Two coordinates a vector, (rows, dimensions) to (rows, 2), scaled to the unit square."""
    reduced = PCA(50, random_state=seed).fit_transform(vectors)
    points = TSNE(2, perplexity=30, metric="cosine", init="pca", random_state=seed).fit_transform(reduced)
    low, high = points.min(0), points.max(0)
    return (points - low) / (high - low)


def panel(axes: Axes, points: np.ndarray, kinds: np.ndarray, title: str) -> None:
    """One space: a dot a prompt. `points` is (rows, 2), `kinds` the kind of each."""
    for kind, colour in zip(sorted(set(kinds)), COLOURS, strict=True):
        some = points[kinds == kind]
        axes.scatter(some[:, 0], some[:, 1], s=22, color=colour, alpha=0.8, linewidths=0, label=kind.replace("-", " "))
    axes.set_title(title, fontsize=15, pad=10, color="#222222")
    axes.set(xticks=[], yticks=[], xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    for side in axes.spines.values():
        side.set_color("#d5d5d5")


def both_spaces(folder: Path, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Task and content of texts by an exported graph, (texts, dimensions) each."""
    run, tokenizer = session(str(folder / "encoder.onnx")), TextTokenizer.of_file(folder / "tokenizer.json", MAX_TOKENS)
    found = by_length(texts, 32, lambda some: np.stack(run.run(SPACES, feed(tokenizer, some)), 1))
    return found[:, 0], found[:, 1]


def draw(rows: Sequence[dict[str, Any]], encoder: Path, seed: int) -> Figure:
    """The figure with both panels and one legend below them."""
    kinds = np.array([row["kind"] for row in rows])
    task, content = both_spaces(encoder, [shown(row) for row in rows])
    figure, both = pyplot.subplots(1, 2, figsize=(14, 7.9), facecolor="white")
    panel(both[0], flat(content, seed), kinds, "content: what the prompt is about")
    panel(both[1], flat(task, seed), kinds, "task: what the prompt asks for")
    handles, names = both[0].get_legend_handles_labels()
    figure.legend(
        handles,
        names,
        loc="lower center",
        ncol=5,
        frameon=False,
        fontsize=12.5,
        markerscale=2.6,
        handletextpad=-0.1,
        columnspacing=0.5,
        borderpad=0,
    )
    figure.subplots_adjust(left=0.012, right=0.988, top=0.94, bottom=0.125, wspace=0.025)
    return figure


def main() -> None:
    """The bench and the shipped graph to a picture."""
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", required=True, type=Path)
    parser.add_argument("--encoder", default=here.parent / "encoder", type=Path)
    parser.add_argument("--out", default=here.parent / "encoder" / "spaces.png", type=Path)
    parser.add_argument("--seed", default=11, type=int)
    options = parser.parse_args()
    rows = sample(options.shared)
    draw(rows, options.encoder, options.seed).savefig(options.out, dpi=100, pil_kwargs={"optimize": True})
    print(f"{len(rows)} prompts, {options.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
