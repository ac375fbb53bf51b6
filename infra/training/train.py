"""Trains all layers with the losses of `losses.py`, temperature 0.05, and writes a checkpoint.

The lower layers learn what the task branch needs, while the content branch learns to say of every text what the base
says of it (distillation, Hinton et al., 2015): so both branches can share them.
"""

import argparse
import math
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from batches import Item, Sampler
from data import TrainingRow, check_no_leak, read_lines, test_labels
from losses import Prototypes, contrastive
from model import Encoder, from_base
from tokens import TextTokenizer

KEPT = 3  # one text in so many teaches the content branch


def rate(step: int, steps: int, peak: float) -> float:
    """Linear warm-up over a twentieth of the steps, then a cosine to nought."""
    done = min(step / steps, 1)
    return peak * min(done / 0.05 + 0.01, 0.5 * (1 + math.cos(math.pi * done)), 1)


def seed_everything(seed: int) -> None:
    """Fixes every generator that has no seed of its own."""
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002  (libraries draw from this one)
    torch.manual_seed(seed)


def optimiser_of(encoder: Encoder, prototypes: Prototypes, peak: float) -> torch.optim.AdamW:
    """AdamW over all that is trained; `scale` multiplies the rate of a group."""
    groups = [
        {"params": encoder.layers.parameters(), "scale": 1.0},
        {"params": encoder.task_layers.parameters(), "scale": 1.0},
        {"params": encoder.project.parameters(), "scale": 1.0},
        {"params": encoder.pool.parameters(), "scale": 10.0},
        {"params": prototypes.parameters(), "scale": 10.0, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=peak, weight_decay=0.01)


def train(rows: Sequence[TrainingRow], options: argparse.Namespace) -> Encoder:
    """Runs until the steps are done; returns the encoder."""
    seed_everything(options.seed)
    torch.set_num_threads(options.threads)
    encoder, tokenizer = from_base(options.shared_layers), TextTokenizer(options.max_tokens)
    base = from_base(options.shared_layers)
    encoder.layers.requires_grad_(True)
    left_out = test_labels(options.shared) if options.strict else set()
    sampler = Sampler(rows, options.seed, options.batch, options.kinds, options.singles, left_out=left_out)
    prototypes = first_prototypes(encoder, tokenizer, sampler)
    optimiser = optimiser_of(encoder, prototypes, options.rate)
    print(
        f"{sum(map(len, sampler.rows.values()))} rows of {len(sampler.rows)} labels, "
        f"{len(sampler.singles)} of rare ones, {len(sampler.wordings.kinds)} kinds in many wordings, "
        f"{len(left_out)} labels left out",
        flush=True,
    )
    started, losses = time.time(), []
    for step in range(options.steps):
        items = sampler.batch()
        for group in optimiser.param_groups:
            group["lr"] = rate(step, options.steps, options.rate) * group["scale"]
        losses.append(one_step(encoder, base, prototypes, tokenizer, optimiser, items, options))
        if (step + 1) % 20 == 0:
            inside, among, away = np.mean(losses[-20:], 0)
            means = f"contrastive {inside:.4f} prototypes {among:.4f} content {away:.5f}"
            print(f"step {step + 1} {means} {time.time() - started:.0f} s", flush=True)
        if options.save_every and (step + 1) % options.save_every == 0:
            torch.save(encoder.state_dict(), f"{options.out}.step{step + 1}")
    return encoder


def forward(
    encoder: Encoder, tokenizer: TextTokenizer, texts: Sequence[str], parts: int, base: Encoder | None = None
) -> tuple[torch.Tensor, torch.Tensor | None]:
    """Task vectors of some texts before the blend, (texts, dimensions), in their order.

    With a `base`, also how far content is from the base's: the mean cosine distance of every third text, one number.
    Done in parts of similar length, so that little padding is computed.
    """
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    tasks: dict[int, torch.Tensor] = {}
    drifts = []
    for part in np.array_split(order, parts):
        ids, mask = tokenizer([texts[at] for at in part])
        x, bias = encoder.trunk(ids, mask)
        tasks.update(zip(part.tolist(), encoder.learnt(x, bias, mask), strict=True))
        if base is not None:
            drifts.append(drift(encoder, base, x[::KEPT], bias[::KEPT], ids[::KEPT], mask[::KEPT]))
    away = torch.cat(drifts).mean() if drifts else None
    return torch.stack([tasks[at] for at in range(len(texts))]), away


def drift(
    encoder: Encoder, base: Encoder, x: torch.Tensor, bias: torch.Tensor, ids: torch.Tensor, mask: torch.Tensor
) -> torch.Tensor:
    """Cosine distances between the content of some texts and the base's, (rows,).

    `x` (rows, tokens, hidden) and `bias` (rows, 1, 1, tokens) are what the encoder's trunk gives for `ids` and `mask`,
    (rows, tokens) each. The base's side has no gradient.
    """
    with torch.no_grad():
        expected = base.content(*base.trunk(ids, mask), mask)
    return 1 - (encoder.content(x, bias, mask) * expected).sum(1)


def first_prototypes(encoder: Encoder, tokenizer: TextTokenizer, sampler: Sampler, shown: int = 6) -> Prototypes:
    """A prototype for every label of the sampler: the mean of a few of its texts before training."""
    examples = sampler.examples(shown)
    texts = [text for some in examples.values() for text in some[1]]
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        vectors, _ = forward(encoder, tokenizer, texts, len(texts) // 64 + 1)
    parts = vectors.split([len(some) for _, some in examples.values()])
    groups = {label: group for label, (group, _) in examples.items()}
    return Prototypes(groups, torch.stack([part.mean(0) for part in parts]))


def one_step(
    encoder: Encoder,
    base: Encoder,
    prototypes: Prototypes,
    tokenizer: TextTokenizer,
    optimiser: torch.optim.Optimizer,
    items: Sequence[Item],
    options: argparse.Namespace,
) -> tuple[float, float, float]:
    """One batch forwards and backwards; returns the losses against the batch, the prototypes and the base."""
    texts, labels, groups = zip(*items, strict=True)
    with torch.autocast("cpu", torch.bfloat16, enabled=options.bf16):
        task, away = forward(encoder, tokenizer, texts, options.parts, base)
    assert away is not None
    inside = contrastive(task, labels, groups, options.temperature, options.synonyms)
    among = prototypes(task, labels, options.temperature)
    optimiser.zero_grad()
    (inside + options.prototypes * among + options.content * away).backward()
    torch.nn.utils.clip_grad_norm_([weight for weight in encoder.parameters() if weight.requires_grad], 1.0)
    optimiser.step()
    return inside.item(), among.item(), away.item()


def arguments() -> argparse.Namespace:
    """Command line; the defaults made the committed weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    add = parser.add_argument
    add("--shared", required=True, help="folder with ieb/, corpora/ and bench/")
    add("--labels", required=True, help="labelled rows, from label.py")
    add("--out", required=True, help="checkpoint to write")
    add("--steps", type=int, default=600)
    add("--batch", type=int, default=128, help="labelled rows a batch")
    add("--kinds", type=int, default=11, help="kinds of work a batch that are shown in four wordings each")
    add("--strict", action="store_true", help="train on no label of a test category")
    add("--parts", type=int, default=7, help="parts of similar length a batch is computed in")
    add("--rate", type=float, default=1.5e-4)
    add("--temperature", type=float, default=0.05)
    add("--synonyms", type=float, default=0.15, help="weight of positives with a synonymous label")
    add("--prototypes", type=float, default=0.5, help="weight of the loss against the prototypes")
    add("--content", type=float, default=20, help="weight of the loss that keeps content as the base has it")
    add("--singles", type=int, default=10, help="rows of rare labels a batch, in two views each")
    add("--shared-layers", type=int, default=4)
    add("--max-tokens", type=int, default=192)
    add("--threads", type=int, default=2)
    add("--seed", type=int, default=20240607)
    add("--save-every", type=int, default=0)
    add("--bf16", action=argparse.BooleanOptionalAction, default=True)
    return parser.parse_args()


def main() -> None:
    """Labelled rows to a checkpoint; refuses to train on a test."""
    options = arguments()
    rows = list(read_lines(Path(options.labels)))
    print(f"no row repeats any of the {check_no_leak(rows, options.shared)} test texts", flush=True)
    encoder = train(rows, options)
    torch.save(encoder.state_dict(), options.out)


if __name__ == "__main__":
    main()
