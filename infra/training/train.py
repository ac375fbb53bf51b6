"""Trains the task branch with a supervised contrastive loss and writes a checkpoint.

Loss: Khosla et al., "Supervised Contrastive Learning", NeurIPS 2020, eq. 2, temperature 0.05. Rows with the same
label are positives; rows with synonymous labels are positives of smaller weight. A second term keeps the similarities of
the task space correlated with those of the base, so that what the labels do not teach is not forgotten.
"""
import argparse
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from batches import Sampler
from data import check_no_leak, read_lines, test_labels
from model import base_folder, from_base


def load_tokenizer(max_tokens):
    """The base's tokenizer, padding to the longest row of a batch."""
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.enable_truncation(max_tokens)
    tokenizer.enable_padding(pad_id=0, pad_token="[PAD]")
    return tokenizer


def encode(tokenizer, texts):
    """Token ids and attention mask of a list of texts."""
    rows = tokenizer.encode_batch(texts)
    return torch.tensor([r.ids for r in rows]), torch.tensor([r.attention_mask for r in rows])


def same(names):
    """A 0/1 matrix: which rows have equal names; the diagonal is 0."""
    index = {name: i for i, name in enumerate(dict.fromkeys(names))}
    ids = torch.tensor([index[name] for name in names])
    return (ids[:, None] == ids[None, :]).float().fill_diagonal_(0)


def contrastive(vectors, labels, groups, temperature, synonym_weight):
    """Weighted supervised contrastive loss of unit vectors."""
    positive = same(labels)
    weights = positive + synonym_weight * (same(groups) - positive)
    logits = (vectors @ vectors.T / temperature).masked_fill(torch.eye(len(vectors)).bool(), -1e4)
    log_p = logits.log_softmax(1)
    total = weights.sum(1)
    return -((weights * log_p).sum(1)[total > 0] / total[total > 0]).mean()


def kept_from_base(task, base, temperature=0.1):
    """Cross entropy between the neighbour distributions of base and task space (Fang et al., "SEED", ICLR 2021)."""
    off = torch.eye(len(task)).bool()
    target = (base @ base.T / temperature).masked_fill(off, -1e4).softmax(1)
    return -(target * (task @ task.T / temperature).masked_fill(off, -1e4).log_softmax(1)).sum(1).mean()


def rate(step, steps, peak):
    """Linear warm-up over a twentieth of the steps, then a cosine to nought."""
    done = min(step / steps, 1)
    return peak * min(done / 0.05 + 0.01, 0.5 * (1 + math.cos(math.pi * done)), 1)


def train(rows, options):
    """Runs until the steps are done; returns the encoder."""
    random.seed(options.seed), np.random.seed(options.seed), torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    encoder, tokenizer = from_base(options.shared_layers), load_tokenizer(options.max_tokens)
    if options.init:
        encoder.load_state_dict(torch.load(options.init))
    left_out = test_labels(options.shared) if options.strict else set()
    sampler = Sampler(rows, options.seed, options.batch, options.kinds, left_out=left_out)
    optimiser = torch.optim.AdamW([
        {"params": encoder.task_layers.parameters(), "scale": 1.0},
        {"params": encoder.project.parameters(), "scale": 1.0},
        {"params": encoder.pool.parameters(), "scale": 10.0},
    ], lr=options.rate, weight_decay=0.01)
    print(f"{sum(map(len, sampler.rows.values()))} rows of {len(sampler.rows)} labels, "
          f"{len(sampler.wordings.kinds)} kinds in many wordings, {len(left_out)} labels left out", flush=True)
    started, losses = time.time(), []
    for step in range(min(options.steps, options.stop or options.steps)):
        items = sampler.batch()
        losses.append(one_step(encoder, tokenizer, optimiser, items, rate(step, options.steps, options.rate), options))
        if (step + 1) % 20 == 0:
            main, kept = np.mean(losses[-20:], 0)
            print(f"step {step + 1} contrastive {main:.4f} base {kept:.4f} {time.time() - started:.0f} s", flush=True)
        if options.save_every and (step + 1) % options.save_every == 0:
            torch.save(encoder.state_dict(), f"{options.out}.step{step + 1}")
    return encoder


def forward(encoder, tokenizer, texts, parts, with_base):
    """Task vectors, and the base's, of a batch; done in parts of similar length, so that little padding is computed."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    tasks, bases = [None] * len(texts), [None] * len(texts)
    for part in np.array_split(order, parts):
        ids, mask = encode(tokenizer, [texts[i] for i in part])
        with torch.no_grad():
            x, bias = encoder.trunk(ids, mask)
            base = encoder.content(x, bias, mask) if with_base else x[:, 0]
        for i, vector, fixed in zip(part, encoder.learnt(x, bias, mask), base):
            tasks[i], bases[i] = vector, fixed
    return torch.stack(tasks), torch.stack(bases)


def one_step(encoder, tokenizer, optimiser, items, learning_rate, options):
    """One batch forwards and backwards; returns both losses."""
    texts, labels, groups = zip(*items)
    with torch.autocast("cpu", torch.bfloat16, enabled=options.bf16):
        task, base = forward(encoder, tokenizer, texts, options.parts, options.keep > 0)
    main = contrastive(task, labels, groups, options.temperature, options.synonyms)
    kept = kept_from_base(task, base) if options.keep else torch.zeros(())
    optimiser.zero_grad()
    (main + options.keep * kept).backward()
    torch.nn.utils.clip_grad_norm_(encoder.trained(), 1.0)
    for group in optimiser.param_groups:
        group["lr"] = learning_rate * group["scale"]
    optimiser.step()
    return main.item(), kept.item()


def arguments():
    """Command line; the defaults made the committed weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", required=True, help="folder with ieb/, corpora/ and bench/")
    parser.add_argument("--labels", required=True, help="labelled rows, from label.py")
    parser.add_argument("--out", required=True, help="checkpoint to write")
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--batch", type=int, default=144, help="labelled rows a batch")
    parser.add_argument("--kinds", type=int, default=12, help="kinds of work a batch that are shown in four wordings each")
    parser.add_argument("--strict", action="store_true", help="train on no label of a test category")
    parser.add_argument("--parts", type=int, default=7, help="parts of similar length a batch is computed in")
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--temperature", type=float, default=0.05)
    parser.add_argument("--synonyms", type=float, default=0.15, help="weight of positives with a synonymous label")
    parser.add_argument("--keep", type=float, default=0.0, help="weight of the term that keeps the base's neighbours")
    parser.add_argument("--shared-layers", type=int, default=4)
    parser.add_argument("--max-tokens", type=int, default=192)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=20240607)
    parser.add_argument("--init", help="checkpoint to go on from, instead of the base")
    parser.add_argument("--stop", type=int, default=0, help="stop after so many steps of the schedule")
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
