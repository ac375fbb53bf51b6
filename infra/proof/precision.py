"""The type of numbers in which the model computes: that in which this processor multiplies faster.

    python precision.py       # tells it, by a short measurement

Processors without instructions for bfloat16 are some nine times slower in it than in float32. Results keep the type
they were computed in, and go on in it: what is compared was rounded alike.
"""

import argparse
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import torch

PRECISIONS = ("bfloat16", "float32")
EARLIER = "bfloat16"  # of results that do not say: there was no choice then
ROWS, INPUTS, OUTPUTS = 256, 576, 1536  # a product of the model with the tokens of a prompt
REPEATS = 5


def seconds_of_product(precision: str) -> float:
    """The shortest time of a few products; what else runs on the processor only makes one longer."""
    kind = getattr(torch, precision)
    given, weights = torch.ones(ROWS, INPUTS, dtype=kind), torch.ones(OUTPUTS, INPUTS, dtype=kind)
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        torch.nn.functional.linear(given, weights)
        times.append(time.perf_counter() - started)
    return min(times)


def fastest_precision(seconds: Callable[[str], float] = seconds_of_product) -> str:
    """One of `PRECISIONS`; float32 where neither is faster, as the more exact."""
    return min(reversed(PRECISIONS), key=seconds)


def recorded_precision(results: Iterable[dict[str, object]]) -> str | None:
    """What results were computed in, None where there are none; `SystemExit` where they do not agree."""
    found = {str(result.get("precision", EARLIER)) for result in results}
    if len(found) > 1:
        raise SystemExit(f"some results are of {' and some of '.join(sorted(found))}: they are not comparable")
    return next(iter(found), None)


def precision_for(asked: str | None, recorded: str | None, where: Path) -> str:
    """What to compute in: what results at `where` have, else what was asked for, else what is fastest here.

    `SystemExit` where results have something else than what was asked for.
    """
    if asked is not None and recorded is not None and asked != recorded:
        raise SystemExit(f"{where} has results of {recorded}: go on with --precision {recorded}, or begin a new file")
    chosen = recorded or asked or fastest_precision()
    print(f"computing in {chosen}{', as the results so far' if recorded else ''}", flush=True)
    return chosen


def add_precision(parser: argparse.ArgumentParser) -> None:
    """The option of everything that computes with the model."""
    parser.add_argument("--precision", choices=PRECISIONS, help="that of the results so far, or the fastest here")


def main() -> None:
    """Prints the fastest."""
    argparse.ArgumentParser(description=__doc__.split("\n")[0]).parse_args()
    torch.set_num_threads(1)
    print(fastest_precision())


if __name__ == "__main__":
    main()
