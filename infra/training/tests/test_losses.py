"""Losses: numbers computed by hand and by NumPy, the direction of the gradient, and laws."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
import torch
from torch.nn.functional import normalize

from losses import Classes, Prototypes, among_counted, contrastive, grid, same

LABELS = ["write|poem", "write|poem", "compose|poem", "list|fact", "list|fact", "list|fact", "explain|tide"]
GROUPS = ["make|poem", "make|poem", "make|poem", "list|fact", "list|fact", "list|fact", "explain|tide"]


def vectors(rows: int = len(LABELS), dimensions: int = 6, seed: int = 3) -> torch.Tensor:
    return normalize(torch.randn(rows, dimensions, generator=torch.Generator().manual_seed(seed)), dim=1)


def reference(
    rows: torch.Tensor, labels: Sequence[str], groups: Sequence[str], temperature: float, synonym_weight: float
) -> float:
    """The contrastive loss row by row, as its formula reads."""
    points, losses = rows.double().numpy(), []
    for one in range(len(points)):
        scores = {other: points[one] @ points[other] / temperature for other in range(len(points)) if other != one}
        total = math.log(sum(math.exp(score) for score in scores.values()))
        weights = {
            other: 1.0 if labels[other] == labels[one] else synonym_weight
            for other in scores
            if groups[other] == groups[one]
        }
        if sum(weights.values()) > 0:
            found = sum(weight * (scores[other] - total) for other, weight in weights.items())
            losses.append(-found / sum(weights.values()))
    return float(np.mean(losses))


def test_same_marks_pairs_of_equal_names_and_no_row_with_itself() -> None:
    assert same(["a", "b", "a"]).tolist() == [[0, 0, 1], [0, 0, 0], [1, 0, 0]]


def test_the_contrastive_loss_of_two_pairs_at_right_angles_is_the_number_computed_by_hand() -> None:
    pairs = torch.tensor([[1.0, 0], [1, 0], [0, 1], [0, 1]])
    # Of three others one has the logit 1 and is the positive, two have 0: -log(e / (e + 2)).
    expected = math.log(math.e + 2) - 1
    assert contrastive(pairs, list("aabb"), list("aabb"), 1.0, 0.15).item() == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("temperature", [0.05, 0.5, 1.0])
@pytest.mark.parametrize("synonym_weight", [0.0, 0.15, 1.0])
def test_the_contrastive_loss_is_that_of_its_formula(temperature: float, synonym_weight: float) -> None:
    found = contrastive(vectors(), LABELS, GROUPS, temperature, synonym_weight).item()
    assert found == pytest.approx(reference(vectors(), LABELS, GROUPS, temperature, synonym_weight), rel=1e-5)


def test_a_step_against_the_gradient_brings_positives_nearer_and_negatives_farther() -> None:
    rows = vectors().requires_grad_()
    contrastive(rows, LABELS, LABELS, 0.5, 0.0).backward()
    assert rows.grad is not None
    with torch.no_grad():
        before = rows @ rows.T
        stepped = normalize(rows - 0.01 * rows.grad, dim=1)
        change = stepped @ stepped.T - before
    positive = same(LABELS).bool()
    negative = ~positive & ~torch.eye(len(LABELS)).bool()
    assert change[positive].min() > 0
    assert change[negative].mean() < 0


@pytest.mark.parametrize(("weight", "nearer"), [(0.0, False), (0.9, True)])
def test_a_synonym_repels_without_a_weight_and_attracts_with_one(weight: float, nearer: bool) -> None:
    rows = normalize(torch.tensor([[1.0, 0.1, 0], [0.5, 0.5, 0.5], [1, 0, 0.2], [0, 0.1, 1]]), dim=1).requires_grad_()
    contrastive(rows, ["a", "b", "a", "c"], ["ab", "ab", "ab", "c"], 0.5, weight).backward()
    assert rows.grad is not None
    with torch.no_grad():
        stepped = normalize(rows - 0.01 * rows.grad, dim=1)
        change = (stepped[0] + stepped[2]) @ stepped[1] - (rows[0] + rows[2]) @ rows[1]
    assert bool(change > 0) is nearer


def test_a_row_without_positives_asks_for_nothing_and_repels_the_others() -> None:
    rows = vectors(3)
    two = contrastive(rows[:2], ["a", "a"], ["a", "a"], 0.5, 0.15)
    three = contrastive(rows, ["a", "a", "b"], ["a", "a", "b"], 0.5, 0.15)
    assert two.item() == pytest.approx(0, abs=1e-6)
    assert three.item() == pytest.approx(reference(rows, ["a", "a", "b"], ["a", "a", "b"], 0.5, 0.15), rel=1e-5)
    assert three > two


def test_the_order_of_a_batch_does_not_change_its_loss() -> None:
    order = torch.randperm(len(LABELS), generator=torch.Generator().manual_seed(1))
    labels, groups = ([names[at] for at in order] for names in (LABELS, GROUPS))
    found = contrastive(vectors()[order], labels, groups, 0.05, 0.15)
    assert found.item() == pytest.approx(contrastive(vectors(), LABELS, GROUPS, 0.05, 0.15).item(), rel=1e-5)


def test_the_loss_is_lower_where_labels_lie_together_than_where_they_are_mixed() -> None:
    apart = torch.eye(3)[[0, 0, 1, 1, 2, 2]]
    together = contrastive(apart, list("aabbcc"), list("aabbcc"), 0.05, 0.15)
    mixed = contrastive(apart, list("abbcca"), list("abbcca"), 0.05, 0.15)
    assert together < 1e-6 < mixed


def prototypes(groups: dict[str, str]) -> Prototypes:
    """One prototype a label, at right angles, of a length that has to be of no matter."""
    return Prototypes(groups, 7 * torch.eye(len(groups)))


def test_the_loss_against_prototypes_is_the_number_computed_by_hand() -> None:
    known = prototypes({"a": "a", "b": "b", "c": "c"})
    expected = math.log(math.exp(2) + 2) - 2  # own logit 1 / 0.5, two others 0
    assert known(torch.eye(3)[:1], ["a"], 0.5).item() == pytest.approx(expected, rel=1e-6)


def test_a_synonymous_label_does_not_compete() -> None:
    known = prototypes({"a": "ab", "b": "ab", "c": "c"})
    expected = math.log(math.exp(2) + 1) - 2  # one other is left
    assert known(torch.eye(3)[:1], ["a"], 0.5).item() == pytest.approx(expected, rel=1e-6)


def test_rows_of_unknown_labels_are_left_out() -> None:
    known = prototypes({"a": "a", "b": "b", "c": "c"})
    assert torch.equal(known(vectors(2, 3), ["a", "new"], 0.5), known(vectors(2, 3)[:1], ["a"], 0.5))


def test_the_gradient_draws_a_row_to_its_prototype_and_its_prototype_to_it() -> None:
    known, rows = prototypes({"a": "a", "b": "b", "c": "c"}), vectors(1, 3).requires_grad_()
    known(rows, ["b"], 0.5).backward()
    assert rows.grad is not None
    assert known.vectors.grad is not None
    with torch.no_grad():
        at = normalize(known.vectors, dim=1)
        moved = normalize(known.vectors - 0.1 * known.vectors.grad, dim=1)
        assert at[1] @ normalize(rows - 0.01 * rows.grad, dim=1)[0] > at[1] @ rows[0]
        assert moved[1] @ rows[0] > at[1] @ rows[0]
        assert moved[0] @ rows[0] < at[0] @ rows[0]


def test_pairs_that_are_not_compared_change_nothing_of_the_loss() -> None:
    vectors = normalize(torch.randn(5, 8, generator=torch.Generator().manual_seed(2)), dim=-1)
    like = grid("aabbb", lambda one, other: one == other)
    counted = torch.ones(5, 5, dtype=torch.bool)
    counted[0, 4] = counted[4, 0] = False
    moved = vectors.clone()
    moved[4] = vectors[4].roll(1)
    at_first = [among_counted(some, like, counted, 0.1) for some in (vectors, moved)]
    only_first = torch.zeros(5, 5, dtype=torch.bool)
    only_first[0, 1] = True
    ours = [among_counted(some, only_first, counted, 0.1) for some in (vectors, moved)]
    assert ours[0] == pytest.approx(ours[1])
    assert at_first[0] != pytest.approx(at_first[1])


def test_with_all_pairs_counted_the_loss_is_the_supervised_contrastive_one() -> None:
    vectors = normalize(torch.randn(6, 8, generator=torch.Generator().manual_seed(3)), dim=-1)
    names = list("aabbcc")
    like = grid(names, lambda one, other: one == other)
    every = torch.ones(6, 6, dtype=torch.bool)
    assert among_counted(vectors, like, every, 0.1) == pytest.approx(contrastive(vectors, names, names, 0.1, 0).item())


def test_a_silent_class_does_not_compete_and_the_own_one_always_does() -> None:
    classes = Classes(["a", "b", "c"], torch.eye(3))
    row = normalize(torch.tensor([[1.0, 1.0, 0.0]]), dim=-1)
    loud, silent = classes(row, ["a"], [()], 0.1), classes(row, ["a"], [("a", "b", "unknown")], 0.1)
    assert silent < 0.01 < 0.6 < loud
