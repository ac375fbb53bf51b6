"""Trains the multilingual encoder and writes a checkpoint.

The task space learns from four sides at once: kinds of work in all languages and Super-NaturalInstructions tasks, each
contrasted inside the batch (Khosla et al., NeurIPS 2020) and against trained prototypes; and English labels and
wordings as `train.py` has them. The content space learns what its teachers say (`teachers.py`).

Several processes of one thread each share the work: each draws batches of its own, and gradients are averaged. On few
processors that are not free all the time this is several times faster than one process of several threads.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.distributed as processes
from torch import nn

from batches import Item, Sampler
from data import TrainingRow, check_no_leak, read_lines
from e5 import read_base
from losses import Classes, Prototypes, among_counted, contrastive, grid
from network import TwoSpaces
from tokens import TextTokenizer
from train import rate, seed_everything
from work_batches import TaskItem, TaskSampler, WorkItem, WorkSampler
from work_rows import task_rows, work_rows

CODE_KINDS = ("debug-code", "explain-code", "improve-code", "convert-code", "complete-code", "write-tests")


@dataclass(frozen=True)
class Drawn:
    """What one step is about: texts of the four sides, and places of texts whose content is known."""

    work: list[WorkItem]
    tasks: list[TaskItem]
    labels: list[Item]
    content: list[int]


class Heads(nn.Module):
    """The prototypes of kinds, tasks and labels; used in training alone, those of kinds also to name a text's kind."""

    def __init__(self, work: WorkSampler, tasks: TaskSampler, labels: Sampler, embed: "Embedder") -> None:
        """Each begins as the mean of a few of its texts."""
        super().__init__()
        kinds = {kind: [work.laid_out(work.row(kind)) for _ in range(3)] for kind in work.names}
        self.kinds = Classes(list(kinds), embed.means(list(kinds.values())))
        definitions = {task: [rows[0]["instruction"]] for task, rows in tasks.rows.items()}
        self.tasks = Classes(list(definitions), embed.means(list(definitions.values())))
        examples = labels.examples(2)
        groups = {label: group for label, (group, _) in examples.items()}
        self.labels = Prototypes(groups, embed.means([texts for _, texts in examples.values()]))


class Embedder:
    """Texts through the network, in parts of similar length, so that little padding is computed."""

    def __init__(self, network: TwoSpaces, tokenizer: TextTokenizer, parts: int) -> None:
        """`parts` parts of a batch."""
        self.network, self.tokenizer, self.parts = network, tokenizer, parts

    def __call__(self, tasks: Sequence[str], contents: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """Task vectors of some texts and content vectors of others, (texts, dimensions) each."""
        texts, split = [*tasks, *contents], len(tasks)
        found: dict[int, torch.Tensor] = {}
        for part in np.array_split(np.argsort([len(text.encode()) for text in texts]), self.parts):
            if len(part) == 0:
                continue
            ids, mask = self.tokenizer([texts[at] for at in part])
            x, bias = self.network.trunk(ids, mask)
            for own, branch in ((part < split, self.network.task), (part >= split, self.network.content)):
                if own.any():
                    chosen = torch.from_numpy(own)
                    found.update(zip(part[own].tolist(), branch(x[chosen], bias[chosen], mask[chosen]), strict=True))
        rows = [found[at] for at in range(len(texts))]
        empty = torch.empty(0, self.network.shape.hidden)
        return torch.stack(rows[:split]) if tasks else empty, torch.stack(rows[split:]) if contents else empty

    def means(self, groups: Sequence[Sequence[str]]) -> torch.Tensor:
        """The mean task vector of every group of texts, (groups, dimensions)."""
        flat = [text for group in groups for text in group]
        parts, self.parts = self.parts, max(1, len(flat) // 64)
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            vectors = self(flat, [])[0].float()
        self.parts = parts
        return torch.stack([some.mean(0) for some in vectors.split([len(group) for group in groups])]).clone()


class Training:
    """All that a step needs."""

    def __init__(self, options: argparse.Namespace) -> None:
        """Reads the rows; refuses to train on a test or on a source that is not listed."""
        self.options = options
        shared, work = options.shared, options.work
        rows = work_rows(shared)
        labelled: list[TrainingRow] = list(read_lines(work / "labelled.jsonl"))
        print(f"no row repeats any of the {check_no_leak(labelled, shared)} test texts", flush=True)
        self.work = WorkSampler(rows, options.seed, options.kinds)
        self.tasks = TaskSampler(task_rows(shared), options.seed, options.tasks)
        self.labels = Sampler(labelled, options.seed, options.labels, options.wordings, 4)
        code = [row["input"] or row["instruction"] for row in rows if row["kind"] in CODE_KINDS]
        self.labels.passages.pools["code"] = [text for text in code if 30 < len(text) < 500]
        self.texts: list[str] = json.loads((work / "content.json").read_text("utf-8"))
        self.targets = np.load(work / "content.npy", mmap_mode="r")
        seed_everything(options.seed)
        self.network = TwoSpaces(read_base(), json.loads((work / "vocabulary.json").read_text()))
        if options.start:
            self.network.load_state_dict(torch.load(options.start))
        tokenizer = TextTokenizer.of_file(work / "tokenizer.json", options.max_tokens)
        self.embed = Embedder(self.network, tokenizer, options.parts)
        self.heads = Heads(self.work, self.tasks, self.labels, self.embed)
        self.optimiser = self.new_optimiser()
        counted = (len(rows), len(self.work.names), len(self.tasks.rows), len(self.labels.rows), len(self.texts))
        print("{} rows of {} kinds, {} tasks, {} labels, {} texts with known content".format(*counted), flush=True)

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
        generators = (self.work.random, self.tasks.random, self.labels.random, self.labels.wordings.random)
        for number, generator in enumerate(generators):
            generator.seed(1000 * self.options.seed + 10 * rank + number)
        random.seed(1000 * self.options.seed + 10 * rank + 9)

    def draw(self) -> Drawn:
        """Texts for one step."""
        content = random.sample(range(len(self.texts)), min(self.options.content, len(self.texts)))
        return Drawn(self.work.batch(), self.tasks.batch(), self.labels.batch(), content)

    def losses(self, drawn: Drawn) -> dict[str, torch.Tensor]:
        """The loss of every side, one number each, weighted."""
        options, heads = self.options, self.heads
        texts = [item.text for side in (drawn.work, drawn.tasks, drawn.labels) for item in side]
        with torch.autocast("cpu", torch.bfloat16, enabled=options.bf16):
            task, content = self.embed(texts, [self.texts[at] for at in drawn.content])
        work, tasks, labels = task.split([len(drawn.work), len(drawn.tasks), len(drawn.labels)])
        away = 1 - (content * torch.from_numpy(np.array(self.targets[drawn.content]))).sum(1)
        return {
            "kinds": kinds_apart(work, drawn.work, options.temperature),
            "kind prototypes": 0.6 * heads.kinds(
                work, [item.kind for item in drawn.work], [item.right for item in drawn.work], options.temperature
            ),
            "tasks": 0.5 * tasks_apart(tasks, drawn.tasks, options.temperature),
            "task prototypes": 0.2 * heads.tasks(
                tasks,
                [item.task for item in drawn.tasks],
                [self.tasks.by_category[item.category] for item in drawn.tasks],
                options.temperature,
            ),
            "labels": options.label_weight * contrastive(
                labels, [item.label for item in drawn.labels], [item.group for item in drawn.labels], 0.05, 0.15
            ),
            "label prototypes": 0.5 * options.label_weight
            * heads.labels(labels, [item.label for item in drawn.labels], 0.05),
            "content": options.content_weight * away.mean(),
        }  # fmt: skip

    def step(self, step: int) -> list[float]:
        """One step of all processes; `step` is its number."""
        for group in self.optimiser.param_groups:
            group["lr"] = rate(step, self.options.steps, self.options.rate) * group["scale"]
        losses = self.losses(self.draw())
        self.optimiser.zero_grad()
        torch.stack(list(losses.values())).sum().backward()
        average_gradients([weights for group in self.optimiser.param_groups for weights in group["params"]])
        nn.utils.clip_grad_norm_([weights for weights in self.network.parameters() if weights.requires_grad], 1.0)
        self.optimiser.step()
        return [loss.item() for loss in losses.values()]

    def save(self, path: Path) -> None:
        """The network, and the prototypes of the kinds by name."""
        kinds = {name: self.heads.kinds.vectors.detach()[at].clone() for name, at in self.heads.kinds.index.items()}
        torch.save({"network": self.network.state_dict(), "kinds": kinds}, path)


def kinds_apart(vectors: torch.Tensor, items: Sequence[WorkItem], temperature: float) -> torch.Tensor:
    """Rows of one kind together; rows that would also serve for each other's kind are not compared."""
    like = grid(items, lambda one, other: one.kind == other.kind)
    either = grid(items, lambda one, other: one.kind in other.right or other.kind in one.right)
    return among_counted(vectors, like, ~either, temperature)


def tasks_apart(vectors: torch.Tensor, items: Sequence[TaskItem], temperature: float) -> torch.Tensor:
    """Rows of one task together; other tasks of its category are not compared."""
    like = grid(items, lambda one, other: one.task == other.task)
    return among_counted(vectors, like, ~grid(items, lambda one, other: one.category == other.category), temperature)


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
    """Command line; the defaults are those of the recipe."""
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
    add("--start", type=Path, help="state of a network to go on from")
    add("--steps", type=int, default=1000)
    add("--processes", type=int, default=2)
    add("--kinds", type=int, default=18, help="kinds of work a batch, four rows each")
    add("--tasks", type=int, default=6, help="Super-NaturalInstructions tasks a batch, three rows each")
    add("--labels", type=int, default=28, help="rows with English labels a batch")
    add("--wordings", type=int, default=5, help="English kinds in four wordings each a batch")
    add("--content", type=int, default=20, help="texts a batch whose content is learnt")
    add("--label-weight", type=float, default=0.7)
    add("--content-weight", type=float, default=8.0)
    add("--temperature", type=float, default=0.06)
    add("--rate", type=float, default=2e-4)
    add("--max-tokens", type=int, default=112)
    add("--parts", type=int, default=6)
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
