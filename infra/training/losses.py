"""The losses that train the task branch: against the rows of a batch, and against one prototype for every label."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

import torch
from torch import nn
from torch.nn.functional import cross_entropy, normalize

T = TypeVar("T")
HIDDEN_LOGIT = -1e4  # what a pair gets that is not to be compared: its share of a softmax is 0


def same(names: Sequence[str]) -> torch.Tensor:
    """Which rows have equal names: 1 where they do and 0 elsewhere and on the diagonal, (rows, rows)."""
    index = {name: number for number, name in enumerate(dict.fromkeys(names))}
    ids = torch.tensor([index[name] for name in names])
    return (ids[:, None] == ids[None, :]).float().fill_diagonal_(0)


def contrastive(
    vectors: torch.Tensor, labels: Sequence[str], groups: Sequence[str], temperature: float, synonym_weight: float
) -> torch.Tensor:
    """Supervised contrastive loss of unit vectors (Khosla et al., NeurIPS 2020, eq. 2), one number.

    `vectors` is (rows, dimensions). Rows with the same label are positives; rows with another label of the same group
    are positives of the given smaller weight. A row without any positive asks for nothing, but the others are compared
    with it.
    """
    positive = same(labels)
    weights = positive + synonym_weight * (same(groups) - positive)
    itself = torch.eye(len(vectors)).bool()
    log_p = (vectors @ vectors.T / temperature).masked_fill(itself, HIDDEN_LOGIT).log_softmax(1)
    total = weights.sum(1)
    asks = total > 0
    return -((weights * log_p).sum(1)[asks] / total[asks]).mean()


def grid(rows: Sequence[T], test: Callable[[T, T], bool]) -> torch.Tensor:
    """What a test says of every pair of rows, (rows, rows)."""
    return torch.tensor([[test(one, other) for other in rows] for one in rows], dtype=torch.bool)


def among_counted(vectors: torch.Tensor, like: torch.Tensor, counted: torch.Tensor, temperature: float) -> torch.Tensor:
    """Supervised contrastive loss as above, in which some pairs are neither positives nor negatives; one number.

    `vectors` is (rows, dimensions); `like` and `counted`, (rows, rows), say which pairs are positives and which are
    compared at all.
    """
    hidden = torch.eye(len(vectors), dtype=torch.bool) | ~(counted | like)
    log_p = (vectors @ vectors.T / temperature).masked_fill(hidden, HIDDEN_LOGIT).log_softmax(1)
    weights = like.float().fill_diagonal_(0)
    total = weights.sum(1)
    asks = total > 0
    return -((weights * log_p).sum(1)[asks] / total[asks]).mean()


class Classes(nn.Module):
    """One trained unit vector a class, as `Prototypes` has, where some classes do not compete for some rows."""

    def __init__(self, names: Sequence[str], start: torch.Tensor) -> None:
        """`start` is the first vector of every class, (classes, dimensions)."""
        super().__init__()
        self.index = {name: number for number, name in enumerate(names)}
        self.vectors = nn.Parameter(normalize(start, dim=-1))

    def forward(
        self, vectors: torch.Tensor, own: Sequence[str], silent: Sequence[Collection[str]], temperature: float
    ) -> torch.Tensor:
        """Mean cross-entropy of unit vectors, (rows, dimensions), each against all classes but its silent ones."""
        logits = vectors @ normalize(self.vectors, dim=-1).T / temperature
        hidden = torch.zeros(logits.shape, dtype=torch.bool)
        for row, names in enumerate(silent):
            hidden[row, [self.index[name] for name in names if name in self.index and name != own[row]]] = True
        return cross_entropy(logits.masked_fill(hidden, HIDDEN_LOGIT), torch.tensor([self.index[name] for name in own]))


class Prototypes(nn.Module):
    """One trained unit vector a label (Movshovitz-Attias et al., "No fuss distance metric learning", ICCV 2017).

    A row is classified among all labels at once, where a batch shows it a few dozen; labels synonymous with its own do
    not compete. Rows of unknown labels are left out.
    """

    group: torch.Tensor

    def __init__(self, groups: Mapping[str, str], start: torch.Tensor) -> None:
        """`groups` has the group of every label; `start` its first vector, (labels, dimensions), in the same order."""
        super().__init__()
        self.index = {label: number for number, label in enumerate(groups)}
        numbers = {group: number for number, group in enumerate(dict.fromkeys(groups.values()))}
        self.register_buffer("group", torch.tensor([numbers[group] for group in groups.values()]))
        self.vectors = nn.Parameter(normalize(start, dim=-1))

    def forward(self, vectors: torch.Tensor, labels: Sequence[str], temperature: float) -> torch.Tensor:
        """Mean cross-entropy of unit vectors, (rows, dimensions), each classified among all labels; one number."""
        known = [row for row, label in enumerate(labels) if label in self.index]
        own = torch.tensor([self.index[labels[row]] for row in known])
        logits = vectors[known] @ normalize(self.vectors, dim=-1).T / temperature
        synonymous = (self.group[own][:, None] == self.group[None, :]).scatter(1, own[:, None], False)
        return cross_entropy(logits.masked_fill(synonymous, HIDDEN_LOGIT), own)
