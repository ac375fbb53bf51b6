"""Moves the trained weights a little back to the base's, then gives the task space a share of the content space.

The mean of trained and initial weights keeps more of what the base knew of other texts (Wortsman et al., "Robust
fine-tuning of zero-shot models", CVPR 2022). Learnt and content vectors are folded into as many dimensions as before.

Cosine of the blend = (1 - share) x cosine of what was learnt + share x cosine of the content. The fold keeps the
directions with the greatest second moments over training texts (Eckart and Young, 1936), which keeps inner products best.
"""
import argparse
from pathlib import Path

import numpy as np
import torch

from calibrate import calibration_texts
from data import read_lines
from export import load, session
from graph import Graph
from model import HIDDEN, from_base
from train import encode, load_tokenizer


def towards_base(encoder, part):
    """Weights become (1 - part) x trained + part x initial."""
    initial = from_base(encoder.shared, encoder.project.out_features).state_dict()
    encoder.load_state_dict({name: (1 - part) * value + part * initial[name] for name, value in encoder.state_dict().items()})


def both_vectors(encoder, texts):
    """What was learnt and the content, side by side, of every text."""
    run = session(Graph({**encoder.state_dict(), "blend": torch.eye(*encoder.blend.shape)}, "float").build(encoder).SerializeToString())
    tokenizer, rows = load_tokenizer(256), []
    for start in range(0, len(texts), 32):
        ids, mask = encode(tokenizer, texts[start: start + 32])
        rows.append(np.concatenate(run.run(["task", "content"], {"input_ids": ids.numpy(), "attention_mask": mask.numpy()}), 1))
    return np.concatenate(rows)


def fold(vectors, share, dimensions):
    """The matrix from both vectors to the blend, and how much of the squared length it keeps."""
    half = vectors.shape[1] - HIDDEN
    weights = np.concatenate([np.full(half, (1 - share) ** 0.5), np.full(HIDDEN, share ** 0.5)]).astype(np.float32)
    _, values, directions = np.linalg.svd(vectors * weights, full_matrices=False)
    return directions[:dimensions] * weights, float((values[:dimensions] ** 2).sum() / (values ** 2).sum())


def main():
    """Checkpoint to checkpoint with a blend."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--labels", required=True, type=Path)
    parser.add_argument("--out", required=True)
    parser.add_argument("--share", type=float, default=0.17, help="of the content space")
    parser.add_argument("--base", type=float, default=0.2, help="part of the base's weights")
    parser.add_argument("--texts", type=int, default=3000)
    options = parser.parse_args()
    encoder = load(options.checkpoint)
    towards_base(encoder, options.base)
    texts = sorted(calibration_texts(list(read_lines(options.labels)), options.texts, seed=9), key=len)
    matrix, kept = fold(both_vectors(encoder, texts), options.share, encoder.project.out_features)
    with torch.no_grad():
        encoder.blend.copy_(torch.tensor(matrix))
    torch.save(encoder.state_dict(), options.out)
    print(f"{len(texts)} texts, {kept:.4f} of the squared length kept")


if __name__ == "__main__":
    main()
