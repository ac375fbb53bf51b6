"""A base model of a few hundred weights in the file format of the package, and as the reader gives it."""

import struct
from pathlib import Path

import numpy as np

from e5 import Base, read_base

HIDDEN, LAYERS, HEADS, INNER, POSITIONS = 32, 4, 4, 64, 40
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁write", "▁a", "▁poem", "▁list", "▁cats", "s", "诗", "<mask>"]
SCORES = [0, 0, 0, 0, -2, -3, -3, -4, -4, -5, -6, -6, 0]
FLOATS, BLOCKS = 0, 1


def block(values: np.ndarray, scale: float) -> bytes:
    """Thirty-two whole numbers from -8 to 7 with a scale, as the file has them."""
    shifted = (values + 8).astype(np.uint8)
    return np.float16(scale).tobytes() + (shifted[:16] | (shifted[16:] << 4)).tobytes()


def tensor_bytes(generator: np.random.Generator, count: int, kind: int) -> bytes:
    """A tensor of random values."""
    if kind == FLOATS:
        return generator.normal(0, 0.5, count).astype("<f4").tobytes()
    return b"".join(block(generator.integers(-8, 8, 32), 0.1) for _ in range(count // 32))


def names() -> dict[str, tuple[int, int]]:
    """Every tensor: how many values it has, and how they are stored."""
    found = {
        "emb.word": (len(PIECES) * HIDDEN, BLOCKS),
        "emb.pos": (POSITIONS * HIDDEN, FLOATS),
        "emb.type": (2 * HIDDEN, FLOATS),
        "emb.ln.w": (HIDDEN, FLOATS),
        "emb.ln.b": (HIDDEN, FLOATS),
    }
    for layer in range(LAYERS):
        for name, rows, columns in [
            *((name, HIDDEN, HIDDEN) for name in ("q", "k", "v", "ao")),
            ("fi", INNER, HIDDEN),
            ("fo", HIDDEN, INNER),
        ]:
            found[f"l{layer}.{name}.w"] = (rows * columns, BLOCKS)
            found[f"l{layer}.{name}.b"] = (rows, FLOATS)
        for name in ("aln", "oln"):
            found[f"l{layer}.{name}.w"] = found[f"l{layer}.{name}.b"] = (HIDDEN, FLOATS)
    return found


def write_base(path: Path) -> None:
    """Writes the file."""
    generator = np.random.default_rng(3)
    text = [piece.encode() for piece in PIECES]
    ends = np.cumsum([0, *map(len, text)]).astype("<u4")
    head = b"E5S1" + struct.pack("<i7ifi", 1, HIDDEN, LAYERS, HEADS, INNER, len(PIECES), POSITIONS, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(ends[-1]))
    head += ends.tobytes() + np.array(SCORES, "<f4").tobytes() + b"".join(text) + struct.pack("<iI", 0, 0)
    stored = {name: (count, kind, tensor_bytes(generator, count, kind)) for name, (count, kind) in names().items()}
    length = len(head) + 4 + sum(2 + len(name) + 1 + 4 + 8 + 8 for name in stored)
    directory, bodies = struct.pack("<i", len(stored)), b""
    for name, (count, kind, body) in stored.items():
        place = struct.pack("<BIQQ", kind, count, length + len(bodies), len(body))
        directory += struct.pack("<H", len(name)) + name.encode() + place
        bodies += body
    path.write_bytes(head + directory + bodies)


def tiny_base(folder: Path) -> Base:
    """The base of a file that was just written."""
    write_base(folder / "base.bin")
    return read_base(folder / "base.bin")
