"""Gives the task space a share of the content space, so that what labels do not tell is not lost on it.

Cosine of the blend = (1 - share) x cosine of what was learnt + share x cosine of the whitened content, nearly: vectors
are folded into as many dimensions as before, along the directions with the greatest second moments over training texts
(Eckart and Young, 1936), which keeps inner products best. Whitened (Su et al., "Whitening sentence representations",
2021), because a few broad subjects rule the content otherwise, and drive rows of one task apart.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from calibrate import calibration_texts
from data import TrainingRow, read_lines
from export import feed, load, session
from graph import Graph
from model import Encoder
from tokens import TextTokenizer


def sample(rows: Sequence[TrainingRow], count: int, longest: int = 600) -> list[str]:
    """Training texts, half in the layouts of training, half as they are ingested; short ones first, to pad little."""
    drawn = random.Random(9).sample(rows, count // 2)
    plain = [(row["instruction"] + ("\n\n" + row["input"] if row["input"] else ""))[:longest] for row in drawn]
    return sorted(plain + calibration_texts(rows, count // 2, seed=9), key=len)


def both_vectors(encoder: Encoder, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """What was learnt, (texts, dimensions), and the content, (texts, hidden), of every text."""
    unblended = {**encoder.state_dict(), "blend": torch.eye(*encoder.blend.shape)}
    run = session(Graph(unblended, encoder.shape, "float").build(encoder).SerializeToString())
    tokenizer = TextTokenizer(256)
    batches = (texts[start : start + 32] for start in range(0, len(texts), 32))
    rows = [run.run(["task", "content"], feed(tokenizer, some)) for some in batches]
    return np.concatenate([row[0] for row in rows]), np.concatenate([row[1] for row in rows])


def whitening(content: np.ndarray) -> np.ndarray:
    """The symmetric matrix (hidden, hidden) that evens the directions of unit vectors (texts, hidden).

    It keeps their mean squared length at 1.
    """
    moments, directions = np.linalg.eigh(content.T @ content / len(content))
    return directions / np.sqrt(np.maximum(moments, 1e-6) * len(moments)) @ directions.T


def fold(learnt: np.ndarray, content: np.ndarray, share: float, dimensions: int) -> tuple[np.ndarray, float]:
    """The matrix from both vectors to the blend, and how much of the squared length it keeps.

    `learnt` is (texts, learnt dimensions), `content` (texts, hidden); the matrix is (dimensions, learnt dimensions +
    hidden).
    """
    size = learnt.shape[1]
    parts = np.zeros((size + content.shape[1],) * 2, np.float32)
    parts[:size, :size] = np.eye(size) * (1 - share) ** 0.5
    parts[size:, size:] = whitening(content) * share**0.5
    _, values, directions = np.linalg.svd(np.concatenate([learnt, content], 1) @ parts, full_matrices=False)
    return directions[:dimensions] @ parts.T, float((values[:dimensions] ** 2).sum() / (values**2).sum())


def main() -> None:
    """Checkpoint to checkpoint with a blend."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--labels", required=True, type=Path)
    parser.add_argument("--out", required=True)
    parser.add_argument("--share", type=float, default=0.175, help="of the content space")
    parser.add_argument("--texts", type=int, default=6000)
    options = parser.parse_args()
    encoder = load(options.checkpoint)
    texts = sample(list(read_lines(options.labels)), options.texts)
    matrix, kept = fold(*both_vectors(encoder, texts), options.share, encoder.project.out_features)
    with torch.no_grad():
        encoder.blend.copy_(torch.tensor(matrix))
    torch.save(encoder.state_dict(), options.out)
    print(f"{len(texts)} texts, {kept:.4f} of the squared length kept")


if __name__ == "__main__":
    main()
