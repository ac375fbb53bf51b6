"""What training asks for: the losses of kinds of work, tasks, labels and content, each a number.

The task space learns from three sides: kinds of work in all languages, Super-NaturalInstructions tasks and English
labels with wordings; each is contrasted inside the batch (Khosla et al., NeurIPS 2020) and against trained prototypes.
The content space learns what its teachers say (`teachers.py`), and to tell near requests apart (`content_pairs.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn.functional import kl_div

from batches import Item, Sampler
from content_pairs import Pair, pairs_found
from embedder import Embedder
from losses import HIDDEN_LOGIT, Classes, Prototypes, among_counted, contrastive, grid
from work_batches import TaskItem, TaskSampler, WorkItem, WorkSampler

LABEL_TEMPERATURE, PAIR_TEMPERATURE, NEIGHBOUR_TEMPERATURE, SYNONYMS = 0.05, 0.05, 0.05, 0.15


@dataclass(frozen=True)
class Weights:
    """How much each side counts, and the temperature of kinds and tasks."""

    label: float
    content: float
    neighbours: float
    pair: float
    temperature: float


@dataclass(frozen=True)
class Drawn:
    """What one step is about: texts of the four sides, places of texts whose content is known, and pairs."""

    work: list[WorkItem]
    tasks: list[TaskItem]
    labels: list[Item]
    content: list[int]
    pairs: list[Pair]


class Heads(nn.Module):
    """The prototypes of kinds, tasks and labels; used in training alone, those of kinds also to name a text's kind."""

    def __init__(self, work: WorkSampler, tasks: Sequence[TaskSampler], labels: Sampler, embed: Embedder) -> None:
        """Each begins as the mean of a few of its texts."""
        super().__init__()
        kinds = {kind: [work.laid_out(work.row(kind)) for _ in range(3)] for kind in work.names}
        self.kinds = Classes(list(kinds), embed.means(list(kinds.values())))
        definitions = {task: [rows[0]["instruction"]] for sampler in tasks for task, rows in sampler.rows.items()}
        self.tasks = Classes(list(definitions), embed.means(list(definitions.values())))
        examples = labels.examples(2)
        groups = {label: group for label, (group, _) in examples.items()}
        self.labels = Prototypes(groups, embed.means([texts for _, texts in examples.values()]))

    def sides(self) -> dict[str, Classes | Prototypes]:
        """The three by name."""
        return {"kinds": self.kinds, "tasks": self.tasks, "labels": self.labels}

    def by_name(self) -> dict[str, dict[str, torch.Tensor]]:
        """Every prototype, (dimensions,), by its side and name."""
        return {
            side: {name: classes.vectors.detach()[at].clone() for name, at in classes.index.items()}
            for side, classes in self.sides().items()
        }

    def take_over(self, known: Mapping[str, Mapping[str, torch.Tensor]]) -> None:
        """Prototypes of an earlier training; names that it did not have begin as they are."""
        for side, classes in self.sides().items():
            for name, at in classes.index.items():
                if name in known[side]:
                    classes.vectors.data[at] = known[side][name]


def kinds_apart(vectors: torch.Tensor, items: Sequence[WorkItem], temperature: float) -> torch.Tensor:
    """Rows of one kind together; rows that would also serve for each other's kind are not compared."""
    like = grid(items, lambda one, other: one.kind == other.kind)
    either = grid(items, lambda one, other: one.kind in other.right or other.kind in one.right)
    return among_counted(vectors, like, ~either, temperature)


def tasks_apart(vectors: torch.Tensor, items: Sequence[TaskItem], temperature: float) -> torch.Tensor:
    """Rows of one task together; tasks alike are not compared."""
    like = grid(items, lambda one, other: one.task == other.task)
    return among_counted(vectors, like, ~grid(items, lambda one, other: other.task in one.alike), temperature)


def task_losses(
    vectors: torch.Tensor,
    drawn: Drawn,
    heads: Heads,
    weights: Weights,
) -> dict[str, torch.Tensor]:
    """The weighted losses of the task space.

    `vectors` is (texts, dimensions): those of kinds, of tasks, then of labels.
    """
    work, tasks, labels = vectors.split([len(drawn.work), len(drawn.tasks), len(drawn.labels)])
    temperature, names = weights.temperature, [item.label for item in drawn.labels]
    right, kin = [item.right for item in drawn.work], [item.alike for item in drawn.tasks]
    return {
        "kinds": kinds_apart(work, drawn.work, temperature),
        "kind prototypes": 0.6 * heads.kinds(work, [item.kind for item in drawn.work], right, temperature),
        "tasks": 0.5 * tasks_apart(tasks, drawn.tasks, temperature),
        "task prototypes": 0.2 * heads.tasks(tasks, [item.task for item in drawn.tasks], kin, temperature),
        "labels": weights.label
        * contrastive(labels, names, [item.group for item in drawn.labels], LABEL_TEMPERATURE, SYNONYMS),
        "label prototypes": 0.5 * weights.label * heads.labels(labels, names, LABEL_TEMPERATURE),
    }


def content_losses(
    vectors: torch.Tensor, targets: torch.Tensor, paired: torch.Tensor, pairs: int, weights: Weights
) -> dict[str, torch.Tensor]:
    """The weighted losses of the content space.

    `vectors` and `targets` are (texts, dimensions); `paired` are the texts of so many pairs, (texts, dimensions).
    """
    return {
        "content": weights.content * (1 - (vectors * targets).sum(1)).mean(),
        "neighbours": weights.neighbours * neighbours_differ(vectors, targets, NEIGHBOUR_TEMPERATURE),
        "pairs": weights.pair * pairs_found(paired, pairs, PAIR_TEMPERATURE),
    }


def neighbours_differ(vectors: torch.Tensor, targets: torch.Tensor, temperature: float) -> torch.Tensor:
    """How much the neighbours of texts differ from those of their targets; one number, 0 where they do not.

    Both are (texts, dimensions), of unit length. Kullback-Leibler divergence of a softmax over the other texts of the
    batch (Fang et al., "SEED: self-supervised distillation for visual representation", ICLR 2021).
    """
    itself = torch.eye(len(vectors), dtype=torch.bool)
    said, wanted = ((side @ side.T / temperature).masked_fill(itself, HIDDEN_LOGIT) for side in (vectors, targets))
    return kl_div(said.log_softmax(1), wanted.log_softmax(1), reduction="batchmean", log_target=True)
