"""Trains the encoder and writes a checkpoint; `objective.py` says what is asked of it.

Several processes of one thread each share the work: each draws batches of its own, and gradients are averaged. On few
processors that are not free all the time this is several times faster than one process of several threads.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
import torch
import torch.distributed as processes
from scipy.linalg import orthogonal_procrustes
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from batches import Sampler
from cached_embedder import CachedEmbedder
from content_pairs import PairSampler, read_pairs, texts_of
from data import check_no_leak
from e5 import read_base
from embedder import Embedder, by_length
from label import labelled_rows
from network import TwoSpaces, take_over, trained_weights
from objective import Drawn, Heads, Weights, content_losses, task_losses
from tokens import TextTokenizer
from work_batches import TaskSampler, WorkSampler
from work_rows import held_out, task_rows, work_rows, written_tasks

TURNED_BY = 3000  # texts by which targets are turned
CODE_KINDS = ("debug-code", "explain-code", "improve-code", "convert-code", "complete-code", "write-tests")


def seed_everything(seed: int) -> None:
    """Fixes every generator that has no seed of its own."""
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002  (libraries draw from this one)
    torch.manual_seed(seed)


class Learnt(nn.Module):
    """All that training changes, for the average over its last steps."""

    def __init__(self, network: TwoSpaces, heads: Heads) -> None:
        """Both as they are."""
        super().__init__()
        self.network, self.heads = network, heads


class Training:
    """All that a step needs."""

    def __init__(self, options: argparse.Namespace) -> None:
        """Reads the rows; refuses to train on a test or on a source that is not listed."""
        self.options = options
        shared, work = options.shared, options.work
        rows = [row for row in work_rows(shared) if not held_out(row)]
        labelled = [row for row in labelled_rows(work, shared) if not held_out(row)]
        print(f"no row repeats any of the {check_no_leak(labelled, shared)} test texts", flush=True)
        self.work = WorkSampler(rows, options.seed, options.kinds)
        self.tasks = (
            TaskSampler(task_rows(shared), options.seed, options.tasks),
            TaskSampler(written_tasks(shared), options.seed, options.written_tasks, told_apart=True),
        )
        self.labels = Sampler(labelled, options.seed, options.labels, options.wordings, 4)
        code = [row["input"] or row["instruction"] for row in rows if row["kind"] in CODE_KINDS]
        self.labels.passages.pools["code"] = [text for text in code if 30 < len(text) < 500]
        self.pairs = PairSampler(read_pairs(shared), options.seed, options.pairs)
        self.texts: list[str] = json.loads((work / "content.json").read_text("utf-8"))
        self.targets: np.ndarray = np.load(work / "content.npy", mmap_mode="r")
        self.begin()

    def begin(self) -> None:
        """Makes the network, from the base or from an earlier training, and all that learns beside it."""
        options, work = self.options, self.options.work
        seed_everything(options.seed)
        self.network = TwoSpaces(read_base(), json.loads((work / "vocabulary.json").read_text()))
        tokenizer = TextTokenizer.of_file(work / "tokenizer.json", options.max_tokens)
        known = torch.load(options.start) if options.start else None
        if known:
            take_over(self.network, known["network"])
        self.embed = (CachedEmbedder if options.content_only else Embedder)(self.network, tokenizer, options.parts)
        self.heads = Heads(self.work, self.tasks, self.labels, self.embed)
        if known:  # names that the earlier training did not have begin as the mean of some of their texts
            self.heads.take_over(known["prototypes"])
        if options.content_only:
            for part in (self.network.positions, self.network.norm, self.network.layers):
                part.requires_grad_(False)
        if known:
            self.turn_targets()
        self.optimiser = self.new_optimiser()
        self.learnt = Learnt(self.network, self.heads)
        self.averaged = AveragedModel(self.learnt, multi_avg_fn=get_ema_multi_avg_fn(options.average))
        counted = (len(self.work.names), len(self.heads.tasks.index), len(self.labels.rows), len(self.texts))
        print("{} kinds, {} tasks, {} labels, {} texts with known content".format(*counted), flush=True)

    def turn_targets(self) -> None:
        """Turns the targets to where the earlier training has its content: the axes of targets made anew are others."""
        some = random.sample(range(len(self.texts)), min(TURNED_BY, len(self.texts)))
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            said = by_length(
                [self.texts[at] for at in some], 64, lambda texts: self.embed([], texts)[1].float().numpy()
            )
        turn, _ = orthogonal_procrustes(self.targets[some], said)
        self.targets = self.targets @ turn.astype(np.float32)
        near = (self.targets[some] * said).sum(1).mean()
        print(f"content of {len(some)} texts is at {near:.3f} of its targets", flush=True)

    def new_optimiser(self) -> torch.optim.AdamW:
        """AdamW; `scale` multiplies the rate of a group."""
        trained = [(name, weights) for name, weights in self.network.named_parameters() if weights.requires_grad]
        groups = [
            {"params": [weights for name, weights in trained if not name.startswith("pool")], "scale": 1.0},
            {"params": self.network.pool.parameters(), "scale": 10.0},
            {"params": self.heads.parameters(), "scale": 10.0, "weight_decay": 0.0},
        ]
        return torch.optim.AdamW(groups, lr=self.options.rate, weight_decay=0.01)

    def differ(self, rank: int) -> None:
        """Gives every process batches of its own."""
        generators = (
            *(self.work.random, self.pairs.random, *(tasks.random for tasks in self.tasks)),
            *(self.labels.random, self.labels.passages.random, self.labels.wordings.random),
        )
        for number, generator in enumerate(generators):
            generator.seed(1000 * self.options.seed + 10 * rank + number)
        random.seed(1000 * self.options.seed + 10 * rank + 9)

    def draw(self) -> Drawn:
        """Texts for one step."""
        content = random.sample(range(len(self.texts)), min(self.options.content, len(self.texts)))
        if self.options.content_only:
            return Drawn([], [], [], content, self.pairs.batch())
        tasks = [item for sampler in self.tasks for item in sampler.batch()]
        return Drawn(self.work.batch(), tasks, self.labels.batch(), content, self.pairs.batch())

    def losses(self, drawn: Drawn) -> dict[str, torch.Tensor]:
        """The loss of every side, one number each, weighted."""
        options = self.options
        texts = [item.text for side in (drawn.work, drawn.tasks, drawn.labels) for item in side]
        known = [self.texts[at] for at in drawn.content]
        paired = texts_of(drawn.pairs)
        with torch.autocast("cpu", torch.bfloat16, enabled=options.bf16):
            task, content = self.embed(texts, [*known, *paired])
        taught, pairs = content.split([len(known), len(paired)])
        targets = torch.from_numpy(np.array(self.targets[drawn.content]))
        weights = Weights(
            *(options.label_weight, options.content_weight, options.neighbour_weight, options.pair_weight),
            options.temperature,
        )
        said = content_losses(taught, targets, pairs, len(drawn.pairs), weights)
        return (task_losses(task, drawn, self.heads, weights) if texts else {}) | said

    def step(self, step: int) -> list[float]:
        """One step of all processes; `step` is its number."""
        for group in self.optimiser.param_groups:
            group["lr"] = rate(step, self.options) * group["scale"]
        losses = self.losses(self.draw())
        self.optimiser.zero_grad()
        torch.stack(list(losses.values())).sum().backward()
        average_gradients([weights for group in self.optimiser.param_groups for weights in group["params"]])
        nn.utils.clip_grad_norm_([weights for weights in self.network.parameters() if weights.requires_grad], 1.0)
        self.optimiser.step()
        self.averaged.update_parameters(self.learnt)
        return [loss.item() for loss in losses.values()]

    def save(self, path: Path) -> None:
        """The network and the prototypes, averaged over the last steps; the file is whole at any time."""
        averaged = cast("Learnt", self.averaged.module)
        written = path.with_suffix(".part")
        torch.save({"network": trained_weights(averaged.network), "prototypes": averaged.heads.by_name()}, written)
        written.replace(path)


def rate(step: int, options: argparse.Namespace) -> float:
    """Linear warm-up, then the full rate, then linear to nought over the last steps."""
    rising, falling = (step + 1) / max(options.warm, 1), (options.steps - step) / max(options.cool, 1)
    return options.rate * min(rising, 1, falling)


def average_gradients(weights: Sequence[nn.Parameter]) -> None:
    """The mean gradient over all processes, where there are several."""
    if not processes.is_initialized():
        return
    flat = torch.cat([(w.grad if w.grad is not None else torch.zeros_like(w)).flatten() for w in weights])
    processes.all_reduce(flat)
    flat /= processes.get_world_size()
    for weight, part in zip(weights, flat.split([w.numel() for w in weights]), strict=True):
        weight.grad = part.view_as(weight).clone()


def run(rank: int, options: argparse.Namespace) -> None:
    """One of the processes."""
    torch.set_num_threads(1)
    if options.processes > 1:
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        meeting = f"file://{(options.work / 'meeting').resolve()}"
        processes.init_process_group("gloo", init_method=meeting, rank=rank, world_size=options.processes)
    training = Training(options)
    training.differ(rank)
    training.network.train()
    started, history = time.time(), []
    for step in range(options.steps):
        history.append(training.step(step))
        if rank == 0 and (step + 1) % 20 == 0:
            means = " ".join(f"{value:.3f}" for value in np.mean(history[-20:], 0))
            print(f"step {step + 1}: {means}; {time.time() - started:.0f} s", flush=True)
        if rank == 0 and (step + 1) % options.save_every == 0:
            training.save(options.out)
    if rank == 0:
        training.save(options.out)


def arguments() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    add = parser.add_argument
    add("--shared", required=True, type=Path, help="folder with corpora/, labels/, bench/ and ieb/")
    add(
        "--work",
        required=True,
        type=Path,
        help="folder with labelled.jsonl, tokenizer.json, vocabulary.json, content.*",
    )
    add("--out", required=True, type=Path, help="checkpoint to write")
    add("--start", type=Path, help="checkpoint to go on from")
    add(
        "--content-only",
        action="store_true",
        help="train the layers of content alone, and leave the others as they are",
    )
    add("--steps", type=int, default=900)
    add("--warm", type=int, default=50, help="steps in which the rate rises")
    add("--cool", type=int, default=420, help="last steps, in which the rate falls")
    add("--processes", type=int, default=2)
    add("--kinds", type=int, default=18, help="kinds of work a batch, four rows each")
    add("--tasks", type=int, default=2, help="Super-NaturalInstructions tasks a batch, three rows each")
    add("--written-tasks", type=int, default=4, help="the project's own tasks a batch, three rows each")
    add("--labels", type=int, default=72, help="rows with English labels a batch")
    add("--wordings", type=int, default=4, help="English kinds in four wordings each a batch")
    add("--content", type=int, default=14, help="texts a batch whose content is learnt")
    add("--pairs", type=int, default=5, help="pairs of requests a batch, three texts each")
    for side, weight in (("label", 1.5), ("content", 8.0), ("neighbour", 0.0), ("pair", 0.3)):
        add(f"--{side}-weight", type=float, default=weight)
    add("--temperature", type=float, default=0.06)
    add("--rate", type=float, default=2e-4)
    add("--average", type=float, default=0.98, help="share of a step in the average that is kept that the next leaves")
    add("--max-tokens", type=int, default=96)
    add("--parts", type=int, default=9)
    add("--save-every", type=int, default=100)
    add("--seed", type=int, default=20261128)
    add("--bf16", action=argparse.BooleanOptionalAction, default=True)
    return parser.parse_args()


def main() -> None:
    """Starts the processes and waits for them."""
    options = arguments()
    (options.work / "meeting").unlink(missing_ok=True)
    if options.processes == 1:
        run(0, options)
    else:
        torch.multiprocessing.spawn(run, (options,), options.processes)


if __name__ == "__main__":
    main()
