"""Training of two spaces: what is compared, and that texts come back in their order."""

from argparse import Namespace
from pathlib import Path

import pytest
import torch
from tiny_base import tiny_base
from tiny_network import tiny_tokenizer
from torch.nn.functional import normalize

from embedder import Embedder
from network import Plan, TwoSpaces
from objective import kinds_apart, neighbours_differ, tasks_apart
from train import average_gradients, rate
from work_batches import TaskItem, WorkItem
from work_rows import KINDS_OF_WORK

TASKS = ["write a poem", "list five facts about the harbour", "cats", "the ferry left the harbour before sunrise"]
CONTENTS = ["a poem about cats", "facts"]


@pytest.fixture
def embedder(tmp_path: Path) -> Embedder:
    """A network of random weights; the words of the tiny tokenizer are ids of its vocabulary."""
    return Embedder(TwoSpaces(tiny_base(tmp_path), [*range(12)] * 2, Plan((0,), (1,), (2,))), tiny_tokenizer(), 3)


def test_vectors_of_both_spaces_come_back_in_the_order_of_their_texts(embedder: Embedder) -> None:
    with torch.no_grad():
        task, content = embedder(TASKS, CONTENTS)
        for number, text in enumerate(TASKS):
            assert torch.allclose(task[number], embedder([text], [])[0][0], atol=1e-5)
        for number, text in enumerate(CONTENTS):
            assert torch.allclose(content[number], embedder([], [text])[1][0], atol=1e-5)


def test_the_mean_of_a_group_is_that_of_its_texts(embedder: Embedder) -> None:
    means = embedder.means([TASKS[:3], TASKS[3:]])
    with torch.no_grad():
        task, _ = embedder(TASKS, [])
    assert torch.allclose(means, torch.stack([task[:3].mean(0), task[3]]), atol=0.02)  # bfloat16


def items(*kinds: str) -> list[WorkItem]:
    """Items of these kinds; a poem would also do for a story."""
    also = {"write-poem": ["write-story"]}
    return [WorkItem(kind, kind, KINDS_OF_WORK.right(kind, also.get(kind, []))) for kind in kinds]


def test_rows_that_would_serve_for_each_others_kind_do_not_push_each_other_away() -> None:
    kinds = items("write-poem", "write-poem", "write-story", "write-story", "geometry")
    vectors = normalize(torch.randn(5, 8, generator=torch.Generator().manual_seed(1)), dim=-1).requires_grad_()
    kinds_apart(vectors[:2], kinds[:2], 0.1).backward()
    alone = kinds_apart(vectors, kinds[:2] + items("write-story", "write-story") + items("geometry"), 0.1)
    near = torch.stack([vectors[0], vectors[1], vectors[0], vectors[1], vectors[4]])
    beside = kinds_apart(near, kinds, 0.1)
    assert beside < alone + 1  # stories at the place of poems cost nothing more
    apart = kinds_apart(near, items("write-poem", "write-poem", "translate", "translate", "geometry"), 0.1)
    assert apart > beside + 0.3


def test_tasks_that_are_alike_are_not_compared() -> None:
    vector = normalize(torch.ones(1, 8), dim=-1)
    near = vector.repeat(4, 1)
    same = [TaskItem("", task, frozenset("ab")) for task in ("a", "a", "b", "b")]
    other = [TaskItem("", task, frozenset(task)) for task in ("a", "a", "b", "b")]
    assert tasks_apart(near, same, 0.1) == pytest.approx(0, abs=1e-3)
    assert tasks_apart(near, other, 0.1) > 0.5


def test_texts_with_the_neighbours_of_their_targets_cost_nothing_wherever_they_lie() -> None:
    generator = torch.Generator().manual_seed(2)
    targets, other = (normalize(torch.randn(6, 8, generator=generator), dim=-1) for _ in range(2))
    turned = targets @ torch.linalg.qr(torch.randn(8, 8, generator=generator))[0]
    assert neighbours_differ(turned, targets, 0.1) == pytest.approx(0, abs=1e-4)
    assert neighbours_differ(other, targets, 0.1) > 0.5


def test_gradients_of_one_process_stay_as_they_are() -> None:
    weight = torch.nn.Parameter(torch.ones(3))
    weight.grad = torch.arange(3.0)
    average_gradients([weight])
    assert weight.grad.tolist() == [0, 1, 2]


def test_the_rate_rises_stays_and_falls_to_nought() -> None:
    options = Namespace(rate=2.0, steps=100, warm=10, cool=20)
    rates = [rate(step, options) for step in range(101)]
    assert rates[:10] == pytest.approx([0.2 * step for step in range(1, 11)])
    assert set(rates[10:81]) == {2.0}
    assert rates[81:] == pytest.approx([0.1 * step for step in range(19, -1, -1)])
