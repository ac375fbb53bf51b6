"""Writes texts and the ids that the reference tokenizer gives them, for tokenizer.ts to compare.

    python tests/bench/tokenizer.py CORPUS.jsonl[.gz] OUT.jsonl [--encoder FOLDER] [--limit 100000]

Needs tokenizers (0.23 was used). The rows are spread evenly over the corpus: instruction and input. Every tenth gets
characters that tokenizers quarrel over: controls, emoji, rare Han, lone surrogates. After them comes every code point
of Unicode, sixteen a text. A lone surrogate is read as U+FFFD, as everything that writes UTF-8 does; the reference
itself refuses it.
"""

import argparse
import gzip
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from tokenizers import Tokenizer

sys.path.append(str(Path(__file__).parents[1] / "golden/tokenizer"))
from reference import ids_of, readable  # noqa: E402

HARD = [
    *(chr(code) for code in (*range(0x20), 0x7F, 0x85, 0xA0, 0xAD)),
    *(chr(code) for code in (0x200B, 0x200D, 0x2028, 0x202E, 0x3000, 0xFEFF, 0xFFFD)),
    *(chr(code) for code in (0xD800, 0xDBFF, 0xDC00, 0xDFFF)),
    *(
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "\U0001f44d\U0001f3fd",
        "\u2764\ufe0f",
        "\U0001f1f8\U0001f1ea",
        "1\ufe0f\u20e3",
    ),
    *("\U00020000", "\U0002a6d6", "\U0002b740", "\U0002f800", "\uf900", "\u4e2d\u6587", "\u3042", "\ud55c", "\u3400"),
    *("\u039f\u0394\u039f\u03a3", "\u03a3", "\u0130I\u0307", "\u1e9e", "\ufb01", "e\u0301\u0323", "\u01c4", "\u0308"),
    *("[SEP]", "[UNK]", "[cls]", "##ing", "\U0001e900\U0001e944", "\u08d4", "\u2e4d", "\u166d", "\u1734", "x" * 101),
]


def texts(path: Path, limit: int) -> Iterator[str]:
    """Rows of the corpus, every tenth with hard pieces at random places."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as source:
        rows = [json.loads(line) for line in source]
    rng = random.Random(1)
    for index in range(min(limit, len(rows))):
        row = rows[index * len(rows) // min(limit, len(rows))]
        text = row["instruction"] + ("\n\n" + row["input"] if row.get("input") else "")
        for _ in range(rng.randint(1, 6) if index % 10 == 0 else 0):
            at = rng.randint(0, min(len(text), 200))
            text = text[:at] + rng.choice(HARD) + text[at:]
        yield text


def code_points() -> Iterator[str]:
    """Every code point but the surrogates, within a word of its own."""
    points = [code for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    for start in range(0, len(points), 16):
        yield " ".join(f"a{chr(code)}b" for code in points[start : start + 16])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--encoder", type=Path, default=Path(__file__).parents[2] / "infra/encoder")
    parser.add_argument("--limit", type=int, default=100_000)
    options = parser.parse_args()
    descriptor = json.loads((options.encoder / "encoder.json").read_text("utf-8"))
    if descriptor["template"]["before"] or descriptor["template"]["after"]:
        raise SystemExit("a template is no part of the reference, so an encoder with one cannot be compared here")
    tokenizer = Tokenizer.from_file(str(options.encoder / descriptor["tokenizer"]))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    written = 0
    with options.out.open("w", encoding="ascii") as out:
        for kind, source in (("corpus", texts(options.corpus, options.limit)), ("code points", code_points())):
            for text in source:
                ids = ids_of(text, tokenizer, options.encoder, descriptor)
                count = len(tokenizer.encode(readable(text), add_special_tokens=False).ids)
                row = {"kind": kind, "text": text, "ids": ids, "count": count}
                out.write(json.dumps(row, separators=(",", ":")) + "\n")
                written += 1
    print(f"{written} texts")


if __name__ == "__main__":
    main()
