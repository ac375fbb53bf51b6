"""Prompts and scores -> tables in Markdown: how likely the reference answer is after each strategy's demonstrations.

    python demonstration_figures.py PROMPTS.jsonl SCORES.jsonl...

The figure of a row is the mean log-likelihood of its answer's tokens, in nats; intervals are by bootstrap over rows,
those of differences by paired rows.
"""

import argparse
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from answers import key_of
from intervals import interval
from packing import read_lines
from precision import recorded_precision

DEFAULT = "default"
Column = tuple[str, int]  # strategy, and how many demonstrations were asked for


def per_token(score: Mapping[str, Any]) -> float:
    """The mean log-likelihood of a token of an answer."""
    return score["sum"] / score["tokens"]


def figures_of(
    prompts: Sequence[Mapping[str, Any]], scores: Mapping[str, Mapping[str, Any]]
) -> tuple[dict[Column, np.ndarray], dict[Column, float]]:
    """For each strategy and number the figures of the rows, (rows), and how many demonstrations were given on average.

    Rows for which a score is missing anywhere are left out everywhere.
    """
    found: dict[Column, dict[int, float]] = defaultdict(dict)
    given: dict[Column, list[int]] = defaultdict(list)
    for prompt in prompts:
        column = (prompt["strategy"], prompt["k"])
        given[column].append(prompt["given"])
        score = scores.get(key_of(dict(prompt)))
        if score is not None:
            found[column][prompt["query"]] = per_token(score)
    rows = sorted(set.intersection(*(set(found[column]) for column in given)))
    return (
        {column: np.array([found[column][row] for row in rows]) for column in given},
        {column: float(np.mean(counts)) for column, counts in given.items()},
    )


def table(found: Mapping[Column, np.ndarray], given: Mapping[Column, float]) -> list[str]:
    """A line for each strategy: given, figure, and by how much the default is better, for every k."""
    counts = sorted({k for _, k in found if k > 0})
    names = list(dict.fromkeys(name for name, k in found if k > 0))
    head = [""] + [part for k in counts for part in (f"given of {k}", f"k = {k}", "default better by")]
    lines = [f"| {' | '.join(head)} |", "|" + " --- |" * len(head)]
    none = interval(found["none", 0]).shown()
    better = [interval(found[DEFAULT, k] - found["none", 0]).marked() for k in counts]
    lines.append(f"| none | {' | '.join(part for one in better for part in ('-', none, one))} |")
    for name in names:
        cells = []
        for k in counts:
            apart = "" if name == DEFAULT else interval(found[DEFAULT, k] - found[name, k]).marked()
            cells += [f"{given[name, k]:.2f}", interval(found[name, k]).shown(), apart]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def main() -> None:
    """Prints a table for each set."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("prompts", type=Path)
    parser.add_argument("scores", type=Path, nargs="+")
    options = parser.parse_args()
    prompts = list(read_lines(options.prompts))
    scores = {score["key"]: score for file in options.scores for score in read_lines(file)}
    print(f"computed in {recorded_precision(scores.values())}")
    for name in dict.fromkeys(prompt["set"] for prompt in prompts):
        found, given = figures_of([prompt for prompt in prompts if prompt["set"] == name], scores)
        print(f"\n{name}, {len(next(iter(found.values())))} rows\n")
        print("\n".join(table(found, given)), flush=True)


if __name__ == "__main__":
    main()
