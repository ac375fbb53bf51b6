"""The reader of the base model's file."""

from pathlib import Path

import numpy as np
import pytest
from tiny_base import HIDDEN, PIECES, SCORES, block, names, tiny_base

from e5 import four_bits, read_base


def test_four_bit_blocks_give_back_their_values_times_the_scale() -> None:
    values = np.arange(32) % 16 - 8
    assert np.allclose(four_bits(block(values, 0.25), 0, 18), values * 0.25)


def test_sizes_pieces_scores_and_every_tensor_are_read(tmp_path: Path) -> None:
    base = tiny_base(tmp_path)
    assert base.sizes["hidden"] == HIDDEN
    assert base.sizes["words"] == len(base.pieces) == len(PIECES)
    assert base.pieces == PIECES
    assert base.scores.tolist() == SCORES
    assert {name: len(values) for name, values in base.tensors.items()} == {
        name: count for name, (count, _) in names().items()
    }


def test_another_file_is_refused_by_its_first_bytes(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(SystemExit, match="does not hold the base model"):
        read_base(tmp_path / "other.bin")
