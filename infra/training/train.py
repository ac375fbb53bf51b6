"""Trains all layers with the losses of `losses.py`, temperature 0.05, and writes a checkpoint.

The lower layers learn what the task branch needs, while the content branch learns to say of every text what the base says
of it (distillation, Hinton et al., 2015): so both branches can share them.
"""
import argparse
import math
import random
import time
from pathlib import Path

import numpy as np
import torch

from batches import Sampler
from data import check_no_leak, read_lines, test_labels
from losses import Prototypes, contrastive
from model import from_base
from tokens import TextTokenizer

KEPT = 3  # one text in so many teaches the content branch


def rate(step, steps, peak):
    """Linear warm-up over a twentieth of the steps, then a cosine to nought."""
    done = min(step / steps, 1)
    return peak * min(done / 0.05 + 0.01, 0.5 * (1 + math.cos(math.pi * done)), 1)


def train(rows, options):
    """Runs until the steps are done; returns the encoder."""
    random.seed(options.seed), np.random.seed(options.seed), torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    encoder, tokenizer = from_base(options.shared_layers), TextTokenizer(options.max_tokens)
    base = from_base(options.shared_layers)
    encoder.layers.requires_grad_(True)
    left_out = test_labels(options.shared) if options.strict else set()
    sampler = Sampler(rows, options.seed, options.batch, options.kinds, options.singles, left_out=left_out)
    prototypes = first_prototypes(encoder, tokenizer, sampler)
    optimiser = torch.optim.AdamW([
        {"params": encoder.layers.parameters(), "scale": 1.0},
        {"params": encoder.task_layers.parameters(), "scale": 1.0},
        {"params": encoder.project.parameters(), "scale": 1.0},
        {"params": encoder.pool.parameters(), "scale": 10.0},
        {"params": prototypes.parameters(), "scale": 10.0, "weight_decay": 0.0},
    ], lr=options.rate, weight_decay=0.01)
    print(f"{sum(map(len, sampler.rows.values()))} rows of {len(sampler.rows)} labels, {len(sampler.singles)} of rare ones, "
          f"{len(sampler.wordings.kinds)} kinds in many wordings, {len(left_out)} labels left out", flush=True)
    started, losses = time.time(), []
    for step in range(options.steps):
        items = sampler.batch()
        for group in optimiser.param_groups:
            group["lr"] = rate(step, options.steps, options.rate) * group["scale"]
        losses.append(one_step(encoder, base, prototypes, tokenizer, optimiser, items, options))
        if (step + 1) % 20 == 0:
            inside, among, drift = np.mean(losses[-20:], 0)
            print(f"step {step + 1} contrastive {inside:.4f} prototypes {among:.4f} content {drift:.5f} "
                  f"{time.time() - started:.0f} s", flush=True)
        if options.save_every and (step + 1) % options.save_every == 0:
            torch.save(encoder.state_dict(), f"{options.out}.step{step + 1}")
    return encoder


def forward(encoder, tokenizer, texts, parts, base=None):
    """Task vectors of a batch, and how far content is from the base's, on every third text (mean cosine distance).

    Done in parts of similar length, so that little padding is computed.
    """
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    tasks, drifts = [None] * len(texts), []
    for part in np.array_split(order, parts):
        ids, mask = tokenizer([texts[i] for i in part])
        x, bias = encoder.trunk(ids, mask)
        for i, vector in zip(part, encoder.learnt(x, bias, mask)):
            tasks[i] = vector
        if base is not None:
            drifts.append(drift(encoder, base, x[::KEPT], bias[::KEPT], ids[::KEPT], mask[::KEPT]))
    return torch.stack(tasks), torch.cat(drifts).mean() if drifts else None


def drift(encoder, base, x, bias, ids, mask):
    """Cosine distances between the content of some texts, given their hidden states, and the base's."""
    with torch.no_grad():
        expected = base.content(*base.trunk(ids, mask), mask)
    return 1 - (encoder.content(x, bias, mask) * expected).sum(1)


def first_prototypes(encoder, tokenizer, sampler, shown=6):
    """A prototype for every label of the sampler: the mean of a few of its texts before training."""
    examples = sampler.examples(shown)
    texts = [text for some in examples.values() for text in some[1]]
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        vectors, _ = forward(encoder, tokenizer, texts, len(texts) // 64 + 1)
    parts = vectors.split([len(some) for _, some in examples.values()])
    return Prototypes({label: group for label, (group, _) in examples.items()}, torch.stack([part.mean(0) for part in parts]))


def one_step(encoder, base, prototypes, tokenizer, optimiser, items, options):
    """One batch forwards and backwards; returns the three losses."""
    texts, labels, groups = zip(*items)
    with torch.autocast("cpu", torch.bfloat16, enabled=options.bf16):
        task, away = forward(encoder, tokenizer, texts, options.parts, base)
    inside = contrastive(task, labels, groups, options.temperature, options.synonyms)
    among = prototypes(task, labels, options.temperature)
    optimiser.zero_grad()
    (inside + options.prototypes * among + options.content * away).backward()
    torch.nn.utils.clip_grad_norm_([p for p in encoder.parameters() if p.requires_grad], 1.0)
    optimiser.step()
    return inside.item(), among.item(), away.item()


def arguments():
    """Command line; the defaults made the committed weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", required=True, help="folder with ieb/, corpora/ and bench/")
    parser.add_argument("--labels", required=True, help="labelled rows, from label.py")
    parser.add_argument("--out", required=True, help="checkpoint to write")
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--batch", type=int, default=128, help="labelled rows a batch")
    parser.add_argument("--kinds", type=int, default=11, help="kinds of work a batch that are shown in four wordings each")
    parser.add_argument("--strict", action="store_true", help="train on no label of a test category")
    parser.add_argument("--parts", type=int, default=7, help="parts of similar length a batch is computed in")
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--temperature", type=float, default=0.05)
    parser.add_argument("--synonyms", type=float, default=0.15, help="weight of positives with a synonymous label")
    parser.add_argument("--prototypes", type=float, default=0.5, help="weight of the loss against the prototypes")
    parser.add_argument("--content", type=float, default=20, help="weight of the loss that keeps content as the base has it")
    parser.add_argument("--singles", type=int, default=10, help="rows of rare labels a batch, in two views each")
    parser.add_argument("--shared-layers", type=int, default=4)
    parser.add_argument("--max-tokens", type=int, default=192)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=20240607)
    parser.add_argument("--save-every", type=int, default=0)
    parser.add_argument("--bf16", action=argparse.BooleanOptionalAction, default=True)
    return parser.parse_args()


def main():
    """Labelled rows to a checkpoint; refuses to train on a test."""
    options = arguments()
    rows = list(read_lines(Path(options.labels)))
    print(f"no row repeats any of the {check_no_leak(rows, options.shared)} test texts", flush=True)
    encoder = train(rows, options)
    torch.save(encoder.state_dict(), options.out)


if __name__ == "__main__":
    main()
