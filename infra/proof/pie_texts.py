"""The texts by which vectors are judged: fixed samples of IEB, of rows with a kind of work and of superni.

    python pie_texts.py SHARED TEXTS.jsonl [--scale 0.5]

A line has the text as `instruction`, the set it is of, and what is known of it there. `kindred embed TEXTS.jsonl` gives
the vectors of any encoder, `pie.py` those of the language model, and `pie_figures.py` compares them.
"""

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data import eft_rows, intention_pairs, read_lines
from evaluate import shown

SEED = 7
SAMPLES = {"eft": 600, "pairs": 300, "kinds": 500, "superni": 300}


def sampled(rows: Sequence[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """So many rows in their order; all where there are fewer. The same of the same rows."""
    chosen = random.Random(SEED).sample(range(len(rows)), min(most, len(rows)))
    return [rows[place] for place in sorted(chosen)]


def texts_of(shared: Path, scale: float) -> list[dict[str, Any]]:
    """Lines of TEXTS, set after set; the two texts of a pair follow each other."""
    most = {name: round(size * scale) for name, size in SAMPLES.items()}
    eft, pairs = sampled(eft_rows(shared), most["eft"]), sampled(intention_pairs(shared), most["pairs"])
    kinds = sampled(list(read_lines(shared / "bench/kinds.jsonl")), most["kinds"])
    superni = sampled(list(read_lines(shared / "bench/superni_categories.jsonl")), most["superni"])
    known = ("kind", "also", "source", "lang")
    return [
        *({"set": "eft", "instruction": row["instruction"], "task": row["task"]} for row in eft),
        *(
            {"set": "pairs", "instruction": pair[side], "same": pair["label"]}
            for pair in pairs
            for side in ("instruction1", "instruction2")
        ),
        *({"set": "kinds", "instruction": shown(row)} | {f"own_{key}": row[key] for key in known} for row in kinds),
        *(
            {"set": "superni", "instruction": shown(row)} | {key: row[key] for key in ("task", "template", "dataset")}
            for row in superni
        ),
    ]


def main() -> None:
    """Writes the file."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--scale", type=float, default=1.0, help="the samples so many times as large")
    options = parser.parse_args()
    lines = [json.dumps(line, ensure_ascii=False) + "\n" for line in texts_of(options.shared, options.scale)]
    options.texts.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()
