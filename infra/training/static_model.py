"""Distils the encoder into a static model: a vector for every token in both spaces, whose sum stands for a text.

python static_model.py WORK ../encoder reads WORK/static.npz of static_texts.py and writes static.bin beside the
encoder, with its entry in encoder.json. In the manner of model2vec (Tulkens and van Dongen, 2024): it begins with
what the encoder says of single tokens, folded to fewer dimensions and weighted by how rare a token is (Arora et al.,
ICLR 2017). Then the vectors are fitted by ridge regression, so that their mean over the tokens of a text points
where the encoder's vector points.
"""

import argparse
import hashlib
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix


class Fit(NamedTuple):
    """How the token vectors of a space are fitted."""

    dimensions: int
    centred: bool  # whether what all texts have in common is taken off
    smoothing: float  # frequency of a token at which its first weight is a half
    ridge: float
    rounds: int
    steps: int  # of conjugate gradients in each round


# For content, near pairs are to be found: what all texts have in common tells none from another, and is taken off.
# For the task, kinds of work are, which hang on few frequent words: those need their weight, and more freedom.
FITS = {"task": Fit(48, False, 1e-3, 0.02, 3, 40), "content": Fit(96, True, 3e-3, 1.0, 2, 12)}
NEAREST = 0.001  # share of all pairs that count as near
HELD_OUT = 16  # one text of so many is held out for the figures
LEVELS, BIAS = 7, 8  # a number of four bits, less 8, is from -7 to 7
CLIPS = np.linspace(0.55, 1.0, 10)
MOST_SCALE = 65535


def means_of(ids: np.ndarray, lengths: np.ndarray, tokens: int) -> csr_matrix:
    """The share of every token in every text, (texts, tokens)."""
    rows = np.repeat(np.arange(len(lengths)), lengths)
    return csr_matrix((1 / np.repeat(lengths, lengths), (rows, ids)), shape=(len(lengths), tokens), dtype=np.float32)


def directions(vectors: np.ndarray, dimensions: int) -> np.ndarray:
    """The directions of the largest second moments of some vectors, (their dimensions, dimensions)."""
    _, found = np.linalg.eigh(vectors.T @ vectors)
    return found[:, ::-1][:, :dimensions]


def rarity(means: csr_matrix, lengths: np.ndarray, smoothing: float) -> np.ndarray:
    """The first weight of every token, (tokens, 1): near 1 for rare ones, near 0 for those of every text."""
    counts = np.asarray(means.multiply(lengths[:, None]).sum(0)).ravel()
    return (smoothing / (smoothing + counts / counts.sum()))[:, None].astype(np.float32)


def solved(means: csr_matrix, wanted: np.ndarray, fit: Fit) -> np.ndarray:
    """The change of the token vectors, (tokens, dimensions), that brings means nearest to what is wanted.

    By conjugate gradients.
    """
    scale = means.multiply(means).sum() / means.shape[0]
    change = np.zeros((means.shape[1], wanted.shape[1]), np.float32)
    rest = means.T @ wanted
    step, size = rest.copy(), (rest * rest).sum(0)
    for _ in range(fit.steps):
        through = means.T @ (means @ step) + fit.ridge * scale * step
        length = size / np.maximum((step * through).sum(0), 1e-20)
        change += length * step
        rest -= length * through
        grown = (rest * rest).sum(0)
        step, size = rest + grown / np.maximum(size, 1e-20) * step, grown
    return change


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows at unit length; a row of zeros stays one."""
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def fitted(means: csr_matrix, first: np.ndarray, wanted: np.ndarray, fit: Fit) -> np.ndarray:
    """Token vectors whose mean over a text points where `wanted` points; its length is set anew each round."""
    vectors = first
    for _ in range(fit.rounds):
        made = means @ vectors
        length = np.maximum((made * wanted).sum(1, keepdims=True), 0.1 * np.linalg.norm(made, axis=1, keepdims=True))
        vectors = vectors + solved(means, length * wanted - made, fit)
    return vectors


def rounded(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Four bits a number, from -7 to 7, (tokens, dimensions), and what to multiply each row by, (tokens,).

    Of some limits at which the numbers of a row are clipped, the one is taken that loses least.
    """
    most = np.maximum(np.abs(vectors).max(1), 1e-9)
    best, numbers, scales = np.full(len(vectors), np.inf), np.zeros(vectors.shape, np.int8), np.zeros(len(vectors))
    for clip in CLIPS:
        scale = clip * most / LEVELS
        tried = np.clip(np.rint(vectors / scale[:, None]), -LEVELS, LEVELS)
        lost = ((tried * scale[:, None] - vectors) ** 2).sum(1)
        better = lost < best
        best[better], scales[better] = lost[better], scale[better]
        numbers[better] = tried[better].astype(np.int8)
    return numbers, scales


def packed(numbers: np.ndarray) -> bytes:
    """Two numbers a byte, the first in the lower half, each 8 more than it is."""
    raised = (numbers + BIAS).astype(np.uint8)
    return (raised[:, ::2] | raised[:, 1::2] << 4).tobytes()


def distilled(data: dict[str, np.ndarray], space: str, fit: Fit) -> tuple[np.ndarray, np.ndarray, dict[str, float]]:
    """Numbers and scales of every token in one space, and figures on texts that were held out."""
    texts, tokens = (data[f"{what}_{space}"].astype(np.float32) for what in ("text", "token"))
    means = means_of(data["ids"], data["lengths"], len(tokens))
    learnt = np.arange(len(texts)) % HELD_OUT != 0
    moved = texts - fit.centred * texts[learnt].mean(0)
    fold = directions(moved[learnt], fit.dimensions)
    first = rarity(means, data["lengths"], fit.smoothing) * unit((tokens - fit.centred * tokens.mean(0)) @ fold)
    vectors = fitted(means[learnt], first, unit(moved[learnt] @ fold), fit)
    numbers, scales = rounded(vectors)
    figures = {}
    for name, model in (("first", first), ("fitted", vectors), ("rounded", numbers * scales[:, None])):
        made = means[~learnt] @ model
        figures[name] = agreement(made, texts[~learnt])
        figures[f"{name}, near pairs"] = near_pairs_found(made, texts[~learnt])
    return numbers, scales, figures


def agreement(made: np.ndarray, texts: np.ndarray) -> float:
    """The correlation of the similarities of all pairs of texts by a static model with those by the encoder."""
    one, other = unit(made), unit(texts)
    pairs = np.triu_indices(len(one), 1)
    return float(np.corrcoef((one @ one.T)[pairs], (other @ other.T)[pairs])[0, 1])


def near_pairs_found(made: np.ndarray, texts: np.ndarray) -> float:
    """Of the nearest thousandth of pairs by the encoder, the share in the nearest hundredth by a static model."""
    one, other = unit(made), unit(texts)
    pairs = np.triu_indices(len(one), 1)
    static, true = (one @ one.T)[pairs], (other @ other.T)[pairs]
    return float((static[true >= np.quantile(true, 1 - NEAREST)] >= np.quantile(static, 1 - 10 * NEAREST)).mean())


def write_model(encoder: Path, spaces: dict[str, tuple[np.ndarray, np.ndarray]]) -> int:
    """Writes static.bin and its entry in encoder.json; returns its size.

    For each space, task before content: a number of 16 bits a token, times `scale` and divided by 65535 what to
    multiply its vector by; then the vectors, four bits a number.
    """
    parts: list[bytes] = []
    described_spaces: dict[str, dict[str, float]] = {}
    for name, (numbers, scales) in spaces.items():
        most = float(scales.max())
        parts += [np.rint(scales / most * MOST_SCALE).astype("<u2").tobytes(), packed(numbers)]
        described_spaces[name] = {"dimensions": numbers.shape[1], "scale": most}
    content = b"".join(parts)
    (encoder / "static.bin").write_bytes(content)
    path = encoder / "encoder.json"
    described = json.loads(path.read_text("utf-8"))
    tokens = len(next(iter(spaces.values()))[0])
    described["static"] = {"file": "static.bin", "tokens": tokens, "spaces": described_spaces}
    described["sha256"]["static"] = hashlib.sha256(content).hexdigest()
    path.write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return len(content)


def main() -> None:
    """Fits both spaces and writes the model."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("encoder", type=Path)
    options = parser.parse_args()
    data = dict(np.load(options.work / "static.npz"))
    spaces = {}
    for space, fit in FITS.items():
        numbers, scales, figures = distilled(data, space, fit)
        spaces[space] = (numbers, scales)
        print(space, {name: round(figure, 3) for name, figure in figures.items()}, flush=True)
    print(f"{write_model(options.encoder, spaces)} bytes")


if __name__ == "__main__":
    main()
