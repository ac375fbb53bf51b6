"""Results of trainings -> tables in Markdown: loss on held-out rows after training on what each method chose.

    python adapter_figures.py RESULTS.jsonl...

The figure of a row is the mean loss of its answer's tokens, in nats; of a method, the mean over its seeds. Intervals
are by bootstrap over held-out rows: they do not know how much another pool would change.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from intervals import interval
from packing import read_lines
from precision import recorded_precision
from work_rows import KINDS_OF_WORK

BASE = "random"
FEWEST = 10  # rows of a family that are shown


def losses_by_method(results: Sequence[Mapping[str, Any]]) -> dict[str, np.ndarray]:
    """For each method (seeds, rows): the mean loss of a token of each held-out row."""
    found: dict[str, list[list[float]]] = defaultdict(list)
    for result in sorted(results, key=lambda one: one["seed"]):
        found[result["method"]].append([row["sum"] / row["tokens"] for row in result["rows"]])
    return {method: np.array(losses) for method, losses in found.items()}


def family_of(kind: str | None, families: Mapping[str, Sequence[str]]) -> str:
    """The family of a kind of work, such as `judge and classify`."""
    return next((family for family, kinds in families.items() if kind in kinds), "other")


def tables(results: Sequence[Mapping[str, Any]], families: Mapping[str, Sequence[str]]) -> list[str]:
    """A line for each method: all rows, difference to random rows, each seed; then one for each family of kinds."""
    found = losses_by_method(results)
    trained = {method: [one["trained"] for one in results if one["method"] == method] for method in found}
    lines = [
        "| method | answer tokens trained on | loss | less than random rows by | seeds |",
        "| --- | --- | --- | --- | --- |",
    ]
    for method, losses in found.items():
        mean = losses.mean(0)
        gain = "" if method == BASE else interval(found[BASE].mean(0) - mean).marked()
        seeds = ", ".join(f"{one:.3f}" for one in losses.mean(1))
        tokens = ", ".join(map(str, trained[method]))
        lines.append(f"| {method} | {tokens} | {interval(mean).shown()} | {gain} | {seeds} |")
    own = np.array([family_of(row["kind"], families) for row in results[0]["rows"]])
    lines += ["", f"| kind of work | rows | {' | '.join(found)} |", "| --- |" + " --- |" * (1 + len(found))]
    for family in sorted({*own}):
        of = own == family
        if of.sum() >= FEWEST:
            cells = [f"{losses.mean(0)[of].mean():.3f}" for losses in found.values()]
            lines.append(f"| {family} | {of.sum()} | {' | '.join(cells)} |")
    return lines


def main() -> None:
    """Prints both tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("results", type=Path, nargs="+")
    options = parser.parse_args()
    results = [line for file in options.results for line in read_lines(file)]
    if BASE not in {result["method"] for result in results}:
        raise SystemExit(f"nothing was trained on {BASE} rows yet: {json.dumps([r['method'] for r in results])}")
    print(f"computed in {recorded_precision(results)}\n")
    print("\n".join(tables(results, KINDS_OF_WORK.families)))


if __name__ == "__main__":
    main()
