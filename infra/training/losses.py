"""The two losses that train the task branch: against the rows of a batch, and against one prototype for every label."""
import torch
from torch import nn
from torch.nn.functional import normalize


def same(names):
    """A 0/1 matrix: which rows have equal names; the diagonal is 0."""
    index = {name: i for i, name in enumerate(dict.fromkeys(names))}
    ids = torch.tensor([index[name] for name in names])
    return (ids[:, None] == ids[None, :]).float().fill_diagonal_(0)


def contrastive(vectors, labels, groups, temperature, synonym_weight):
    """Supervised contrastive loss of unit vectors (Khosla et al., NeurIPS 2020, eq. 2).

    Rows with the same label are positives; rows with synonymous labels are positives of smaller weight.
    """
    positive = same(labels)
    weights = positive + synonym_weight * (same(groups) - positive)
    logits = (vectors @ vectors.T / temperature).masked_fill(torch.eye(len(vectors)).bool(), -1e4)
    log_p = logits.log_softmax(1)
    total = weights.sum(1)
    return -((weights * log_p).sum(1)[total > 0] / total[total > 0]).mean()


class Prototypes(nn.Module):
    """One trained unit vector a label (Movshovitz-Attias et al., "No fuss distance metric learning", ICCV 2017).

    A row is classified among all labels at once, where a batch shows it a few dozen; labels synonymous with its own do not
    compete. Rows of unknown labels are left out.
    """

    def __init__(self, groups, start):
        """`groups`: group of every label; `start`: its first vector, a row each, in the same order."""
        super().__init__()
        self.index = {label: i for i, label in enumerate(groups)}
        numbers = {group: i for i, group in enumerate(dict.fromkeys(groups.values()))}
        self.register_buffer("group", torch.tensor([numbers[group] for group in groups.values()]))
        self.vectors = nn.Parameter(normalize(start, dim=-1))

    def forward(self, vectors, labels, temperature):
        known = [i for i, label in enumerate(labels) if label in self.index]
        own = torch.tensor([self.index[labels[i]] for i in known])
        logits = vectors[known] @ normalize(self.vectors, dim=-1).T / temperature
        synonymous = (self.group[own][:, None] == self.group[None, :]).scatter(1, own[:, None], False)
        return nn.functional.cross_entropy(logits.masked_fill(synonymous, -1e4), own)
