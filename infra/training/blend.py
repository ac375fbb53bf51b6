"""Gives the task space a share of the content space, so that what labels do not tell is not lost on it.

Cosine of the blend = (1 - share) x cosine of what was learnt + share x cosine of the whitened content, nearly: vectors are
folded into as many dimensions as before, along the directions with the greatest second moments over training texts
(Eckart and Young, 1936), which keeps inner products best. Whitened (Su et al., "Whitening sentence representations", 2021),
because a few broad subjects rule the content otherwise, and drive rows of one task apart.
"""
import argparse
import random
from pathlib import Path

import numpy as np
import torch

from calibrate import calibration_texts
from data import read_lines
from export import feed, load, session
from graph import Graph
from model import HIDDEN
from tokens import TextTokenizer


def sample(rows, count, longest=600):
    """Training texts, half in the layouts of training, half as they are ingested; short ones first, to pad little."""
    drawn = random.Random(9).sample(rows, count // 2)
    plain = [(row["instruction"] + ("\n\n" + row["input"] if row["input"] else ""))[:longest] for row in drawn]
    return sorted(plain + calibration_texts(rows, count // 2, seed=9), key=len)


def both_vectors(encoder, texts):
    """What was learnt and the content, side by side, of every text."""
    run = session(Graph({**encoder.state_dict(), "blend": torch.eye(*encoder.blend.shape)}, "float").build(encoder).SerializeToString())
    tokenizer = TextTokenizer(256)
    rows = [run.run(["task", "content"], feed(tokenizer, some))
            for some in (texts[start: start + 32] for start in range(0, len(texts), 32))]
    return np.concatenate([row[0] for row in rows]), np.concatenate([row[1] for row in rows])


def whitening(content):
    """The symmetric matrix that evens the directions of unit vectors, and keeps their mean squared length at 1."""
    moments, directions = np.linalg.eigh(content.T @ content / len(content))
    return directions / np.sqrt(np.maximum(moments, 1e-6) * len(moments)) @ directions.T


def fold(learnt, content, share, dimensions):
    """The matrix from both vectors to the blend, and how much of the squared length it keeps."""
    parts = np.zeros((learnt.shape[1] + HIDDEN,) * 2, np.float32)
    parts[: learnt.shape[1], : learnt.shape[1]] = np.eye(learnt.shape[1]) * (1 - share) ** 0.5
    parts[learnt.shape[1]:, learnt.shape[1]:] = whitening(content) * share ** 0.5
    _, values, directions = np.linalg.svd(np.concatenate([learnt, content], 1) @ parts, full_matrices=False)
    return directions[:dimensions] @ parts.T, float((values[:dimensions] ** 2).sum() / (values ** 2).sum())


def main():
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
