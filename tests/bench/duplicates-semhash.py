"""SemHash on vectors that are given: its time, what it drops, and whether each dropped row has a kept match.

    python tests/bench/duplicates-semhash.py PREFIX [THRESHOLD]      (pip install semhash==0.5.0)

PREFIX.records.jsonl holds records of Kindred, PREFIX.content.f32 their vectors (float32, row-major) in the same order.
Writes PREFIX.semhash.json, which duplicates.ts compares with Kindred's own result.
"""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from semhash import SemHash


class NoModel:
    """The vectors are given, so nothing is ever encoded."""

    def encode(self, texts: Sequence[str], **_: object) -> np.ndarray:
        raise RuntimeError("nothing should be encoded")


def main() -> None:
    prefix = sys.argv[1]
    threshold = float(sys.argv[2]) if len(sys.argv) > 2 else 0.9
    with Path(f"{prefix}.records.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    records = [{"id": row["id"], "text": row["instruction"] + "\n\n" + row["input"]} for row in rows]
    vectors = np.fromfile(f"{prefix}.content.f32", dtype=np.float32).reshape(len(rows), -1)

    started, cpu = time.perf_counter(), time.process_time()
    index = SemHash.from_embeddings(vectors, records, model=NoModel(), columns=["text"])
    built = time.perf_counter()
    result = index.self_deduplicate(threshold=threshold)
    ended = time.perf_counter()
    cpu = time.process_time() - cpu

    row_of = {row["id"]: at for at, row in enumerate(rows)}
    kept = np.array([row_of[record["id"]] for record in result.selected])
    dropped = [row_of[one.record["id"]] for one in result.filtered]
    # The rows compared in blocks, so that memory stays flat.
    best = [float((vectors[at] @ vectors[kept].T).max()) for at in dropped]
    without = sum(score < threshold - 1e-6 for score in best)
    print(
        f"SemHash: index {built - started:.2f} s, search and choice {ended - built:.2f} s, "
        f"together {ended - started:.2f} s, CPU {cpu:.1f} s"
    )
    print(f"  {len(dropped)} of {len(rows)} dropped, {without} of them without a kept row at {threshold} or above")
    found = index.index.query_threshold(vectors, threshold=threshold)
    pairs = sorted(
        {(min(at, int(b)), max(at, int(b))) for at, (others, _) in enumerate(found) for b in others if b != at}
    )
    with Path(f"{prefix}.semhash.json").open("w", encoding="utf-8") as out:
        json.dump({"seconds": ended - started, "cpu": cpu, "dropped": dropped, "without": without, "pairs": pairs}, out)


if __name__ == "__main__":
    main()
