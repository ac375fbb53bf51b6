"""SemHash with a static model on a file: the CPU seconds of the whole process, and what it drops.

    python tests/bench/clean-semhash.py ROWS.jsonl MODEL [--threshold 0.9]      (pip install semhash==0.5.0)

ROWS.jsonl has rows of instruction, input and output. MODEL is a folder of model2vec, or one with Kindred's
encoder.json: its static model is then given to model2vec in as many dimensions as SemHash's default model has (256),
which changes no similarity.
"""

import argparse
import json
import resource
from pathlib import Path

import numpy as np
from model2vec import StaticModel
from semhash import SemHash
from tokenizers import Tokenizer

DIMENSIONS = 256  # of potion-base-8M, the default of SemHash
MOST_SCALE, BIAS = 65535, 8


def content_of(encoder: Path) -> StaticModel:
    """The content space of Kindred's static model as one of model2vec."""
    entry = json.loads((encoder / "encoder.json").read_text("utf-8"))["static"]
    task, content, tokens = entry["spaces"]["task"], entry["spaces"]["content"], entry["tokens"]
    stored = (encoder / entry["file"]).read_bytes()[tokens * (2 + task["dimensions"] // 2) :]
    scales = np.frombuffer(stored[: 2 * tokens], "<u2") / MOST_SCALE * content["scale"]
    packed = np.frombuffer(stored[2 * tokens :], np.uint8).reshape(tokens, -1)
    numbers = np.stack([packed & 15, packed >> 4], axis=2).reshape(tokens, -1).astype(np.float32) - BIAS
    turned, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(DIMENSIONS, content["dimensions"])))
    vectors = (numbers * scales[:, None]) @ turned.T
    return StaticModel(vectors.astype(np.float32), Tokenizer.from_file(str(encoder / "tokenizer.json")), normalize=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--threshold", type=float, default=0.9)
    options = parser.parse_args()
    own = (options.model / "encoder.json").exists()
    model = content_of(options.model) if own else StaticModel.from_pretrained(options.model)
    before = resource.getrusage(resource.RUSAGE_SELF)
    with options.rows.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    records = [
        {"line": at, "text": "\n\n".join(part for part in (row["instruction"], row.get("input")) if part)}
        for at, row in enumerate(rows, 1)
    ]
    found = SemHash.from_records(records, columns=["text"], model=model).self_deduplicate(threshold=options.threshold)
    after = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
                "cpu_of_process": after.ru_utime + after.ru_stime,
                "dropped": len(rows) - len(found.selected),
            }
        )
    )


if __name__ == "__main__":
    main()
