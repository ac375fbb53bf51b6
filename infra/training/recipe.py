"""The paper's recipe in parts, each a short training under the paper's split, printed as one table.

Li et al., "Instruction Embedding", NeurIPS 2024: instructions inside the PIE template or bare, without labels (two
views of one text by dropout, as in SimCSE, Gao et al., EMNLP 2021) or with them, and with labels that share a verb as
hard negatives or with labels drawn at random. Temperature 0.05. The last rows train other and more layers: what sharing
them with the base costs.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from scipy.stats import spearmanr
from torch.nn.functional import dropout

from batches import Sampler
from data import check_no_leak, eft_rows, intention_pairs, read_lines, test_labels
from evaluate import by_length, clustering, precision_at_1
from losses import contrastive
from model import Encoder, from_base
from tokens import TextTokenizer
from train import rate, seed_everything

BARE = "{}"
PIE = (
    "The essence of an instruction is its task intention. With this in mind, given the instruction below:\n\n{}\n\n"
    "after thinking step by step, the task of the given instruction is:"
)
ROWS = [  # name, template, how batches are made, layers shared with the base, own layers after them
    ("base", BARE, None, 4, 2),
    ("base, PIE template", PIE, None, 4, 2),
    ("unsupervised", BARE, "unsupervised", 4, 2),
    ("unsupervised, PIE template", PIE, "unsupervised", 4, 2),
    ("supervised, labels at random", BARE, "random", 4, 2),
    ("supervised, labels at random, PIE template", PIE, "random", 4, 2),
    ("supervised, hard negatives", BARE, "hard", 4, 2),
    ("supervised, hard negatives, PIE template", PIE, "hard", 4, 2),
    ("supervised, hard negatives, the last three layers trained", BARE, "hard", 3, 3),
    ("supervised, hard negatives, the first three layers trained and no more", BARE, "hard", 0, 3),
    ("supervised, hard negatives, all six layers trained", BARE, "hard", 0, 6),
]


def batch(sampler: Sampler, how: str, size: int) -> tuple[list[str], list[str]]:
    """Instructions and the names that make positives: labels, or every instruction twice under its own name."""
    if how == "unsupervised":
        pool = random.choices(list(sampler.rows.values()), [len(rows) for rows in sampler.rows.values()], k=size // 2)
        texts = [random.choice(rows)["instruction"] for rows in pool]
        return texts + texts, texts + texts
    texts, names = [], []
    while len(texts) < size:
        labels = sampler.cluster_labels() if how == "hard" else random.choices(sampler.labels, sampler.weights)
        for label in [label for label in dict.fromkeys(labels) if label not in names]:
            for row in random.sample(sampler.rows[label], min(4, len(sampler.rows[label]))):
                texts.append(row["instruction"])
                names.append(label)
    return texts[:size], names[:size]


def trained(
    sampler: Sampler,
    tokenizer: TextTokenizer,
    template: str,
    how: str | None,
    shared: int,
    own: int,
    options: argparse.Namespace,
) -> Encoder:
    """An encoder after a short training."""
    seed_everything(options.seed)
    encoder = from_base(shared)
    encoder.task_layers = encoder.task_layers[:own]
    optimiser = torch.optim.AdamW(encoder.branch(), lr=options.rate, weight_decay=0.01)
    if how is None:
        return encoder
    for step in range(options.steps):
        texts, names = batch(sampler, how, options.batch)
        for group in optimiser.param_groups:
            group["lr"] = rate(step, options.steps, options.rate)
        with torch.autocast("cpu", torch.bfloat16):
            ids, mask = tokenizer([template.format(text) for text in texts])
            x, bias = encoder.trunk(ids, mask)
            vectors = encoder.learnt(dropout(x, 0.1), bias, mask)
        loss = contrastive(vectors, names, names, 0.05, 0)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return encoder


def figures(encoder: Encoder, tokenizer: TextTokenizer, template: str, shared: str) -> list[float]:
    """P@1, adjusted Rand index and purity (means of three seeds of ten starts), Spearman of the pairs."""

    def embed(texts: Sequence[str]) -> np.ndarray:
        templated = [template.format(text) for text in texts]
        with torch.inference_mode():
            return by_length(templated, 64, lambda some: learnt(encoder, *tokenizer(some)))

    rows, pairs = eft_rows(shared), intention_pairs(shared)
    texts, tasks = [row["instruction"] for row in rows], [row["task"] for row in rows]
    vectors = embed(texts)
    clusters = [clustering(vectors, tasks, seed=seed) for seed in range(3)]
    one, other = embed([pair["instruction1"] for pair in pairs]), embed([pair["instruction2"] for pair in pairs])
    rho = spearmanr((one * other).sum(1), [pair["label"] for pair in pairs]).statistic
    return [precision_at_1(vectors, tasks, texts), *np.mean(clusters, 0), rho]


def learnt(encoder: Encoder, ids: torch.Tensor, mask: torch.Tensor) -> np.ndarray:
    """Vectors of the task branch, without the share of content that is mixed in later.

    `ids` and `mask` are (rows, tokens), the vectors (rows, dimensions).
    """
    x, bias = encoder.trunk(ids, mask)
    return encoder.learnt(x, bias, mask).numpy()


def main() -> None:
    """Prints a Markdown table, a row as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", required=True)
    parser.add_argument("--labels", required=True, type=Path)
    parser.add_argument("--steps", type=int, default=80)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--seed", type=int, default=20240607)
    parser.add_argument("--rows", type=int, nargs="*", default=range(len(ROWS)), help="rows of the table, from 0")
    options = parser.parse_args()
    rows, tokenizer = list(read_lines(options.labels)), TextTokenizer(192)
    check_no_leak(rows, options.shared)
    print("| recipe | P@1 | ARI | purity | IIS rho |\n|---|---|---|---|---|", flush=True)
    for name, template, how, shared, own in (ROWS[row] for row in options.rows):
        sampler = Sampler(rows, options.seed, left_out=test_labels(options.shared))
        encoder = trained(sampler, tokenizer, template, how, shared, own, options)
        found = figures(encoder, tokenizer, template, options.shared)
        print(f"| {name} | " + " | ".join(f"{value:.4f}" for value in found) + " |", flush=True)


if __name__ == "__main__":
    main()
