"""The peer of facility-location.ts: apricot's facility location, lazy greedy, on the graph that script has written.

    pip install apricot-select==0.6.1 scikit-learn
    python tests/bench/facility-location.py NEIGHBOURS.i32 SCORES.f32 K BUDGET

Prints one JSON object: seconds of the fit with the matrix given, of building the matrix, and the rows chosen.
"""

import json
import sys
import time

import numpy
from apricot import FacilityLocationSelection
from scipy.sparse import csr_matrix, identity


def read_matrix(neighbours: str, scores: str, k: int) -> csr_matrix:
    """The symmetric matrix of similarities: an edge counts in both directions, a row covers itself with 1."""
    columns = numpy.fromfile(neighbours, dtype=numpy.int32)
    values = numpy.fromfile(scores, dtype=numpy.float32).astype(numpy.float64)
    rows = len(columns) // k
    starts = numpy.arange(0, rows * k + 1, k)
    directed = csr_matrix((values, columns, starts), shape=(rows, rows))
    return (directed.maximum(directed.T) + identity(rows)).tocsr()


def select(matrix: csr_matrix, budget: int) -> FacilityLocationSelection:
    return FacilityLocationSelection(budget, metric="precomputed", optimizer="lazy").fit(matrix)


def main() -> None:
    neighbours, scores, k, budget = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    started = time.perf_counter()
    matrix = read_matrix(neighbours, scores, k)
    built = time.perf_counter()
    select(matrix[:100, :100].tocsr(), 5)  # numba compiles at the first call
    warm = time.perf_counter()
    chosen = select(matrix, budget)
    done = time.perf_counter()
    print(
        json.dumps(
            {
                "build_seconds": built - started,
                "compile_seconds": warm - built,
                "fit_seconds": done - warm,
                "ranking": [int(row) for row in chosen.ranking],
            }
        )
    )


main()
