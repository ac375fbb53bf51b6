"""Draws the two spaces of the shipped encoder: the same instructions in both, coloured by the task they ask for.

    python draw_spaces.py --labels labelled.jsonl

t-SNE after van der Maaten and Hinton, JMLR 2008, over the first fifty principal components, with a fixed seed.
"""

import argparse
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import matplotlib
import numpy as np
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE

from data import TrainingRow, read_lines
from evaluate import graph_spaces

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402  (the backend has to be chosen first)
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

TASKS = {  # label -> what the legend says; verbs and nouns repeat, so that colours do not follow words alone
    "write|story": "write a story",
    "write|tweet": "write a tweet",
    "write|sentence": "write a sentence",
    "rewrite|sentence": "rewrite a sentence",
    "classify|sentence": "classify a sentence",
    "edit|sentence": "edit a sentence",
    "summarize|article": "summarize an article",
    "create|list": "create a list",
    "generate|sentence": "generate a sentence",
    "explain|concept": "explain a concept",
    "explain|difference": "explain a difference",
    "give|example": "give an example",
    "suggest|way": "suggest ways",
    "describe|process": "describe a process",
}
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


def sample(rows: Iterable[TrainingRow], count: int, seed: int) -> list[TrainingRow]:
    """At most `count` rows, about equally many of every task."""
    by_task = defaultdict(list)
    for row in rows:
        if row["source"] == "alpaca" and row["label"] in TASKS:
            by_task[row["label"]].append(row)
    chosen, draw = [], random.Random(seed)
    share = -(-count // len(by_task))  # rounded up
    for task in sorted(by_task):
        members = by_task[task]
        draw.shuffle(members)
        chosen += members[:share]
    draw.shuffle(chosen)
    return chosen[:count]


def flat(vectors: np.ndarray, seed: int) -> np.ndarray:
    """Two coordinates a vector, (rows, dimensions) to (rows, 2), scaled to the unit square."""
    reduced = PCA(50, random_state=seed).fit_transform(vectors)
    points = TSNE(2, perplexity=30, metric="cosine", init="pca", random_state=seed).fit_transform(reduced)
    low, high = points.min(0), points.max(0)
    return (points - low) / (high - low)


def panel(axes: Axes, points: np.ndarray, tasks: np.ndarray, title: str) -> None:
    """One space: a dot an instruction. `points` is (rows, 2), `tasks` the label of each."""
    for (task, name), colour in zip(TASKS.items(), COLOURS, strict=True):
        some = points[tasks == task]
        axes.scatter(some[:, 0], some[:, 1], s=13, color=colour, alpha=0.8, linewidths=0, label=name)
    axes.set_title(title, fontsize=15, pad=10, color="#222222")
    axes.set(xticks=[], yticks=[], xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    for side in axes.spines.values():
        side.set_color("#d5d5d5")


def draw(rows: Sequence[TrainingRow], encoder: Path, seed: int) -> Figure:
    """The figure with both panels and one legend below them."""
    texts, tasks = [row["instruction"] for row in rows], np.array([row["label"] for row in rows])
    task, content = graph_spaces(encoder)
    figure, both = pyplot.subplots(1, 2, figsize=(14, 7.9), facecolor="white")
    panel(both[0], flat(content(texts), seed), tasks, "content: what the instruction is about")
    panel(both[1], flat(task(texts), seed), tasks, "task: what the instruction asks for")
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
    """Labelled rows and the shipped graph to a picture."""
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--labels", required=True, type=Path, help="labelled rows of run.sh")
    parser.add_argument("--encoder", default=here.parent / "encoder", type=Path)
    parser.add_argument("--out", default=here.parent / "encoder" / "spaces.png", type=Path)
    parser.add_argument("--count", default=2000, type=int)
    parser.add_argument("--seed", default=11, type=int)
    options = parser.parse_args()
    rows = sample(read_lines(options.labels), options.count, options.seed)
    draw(rows, options.encoder, options.seed).savefig(options.out, dpi=100, pil_kwargs={"optimize": True})
    tasks = {row["label"] for row in rows}
    print(f"{len(rows)} instructions of {len(tasks)} tasks, {options.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
