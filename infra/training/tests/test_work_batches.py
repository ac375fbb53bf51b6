"""Batches of kinds of work and of tasks."""

import pytest

from work_batches import TaskSampler, WorkSampler, cut, middle_of
from work_rows import KINDS_OF_WORK, TaskRow, WorkRow

KINDS = ("write-poem", "write-story", "write-letter", "translate", "summarise", "geometry")
PASSAGE = "The ferry left before sunrise. Nobody spoke until the lighthouse had gone. A boy drew the coast."


def rows() -> list[WorkRow]:
    """Five rows of each kind in three languages; every other one has material."""
    return [
        WorkRow(
            instruction=f"{kind} {lang} {number}",
            input=PASSAGE if number % 2 else "",
            kind=kind,
            also=["write-story"] if kind == "write-poem" else [],
            lang=lang,
            source=f"s{number % 3}",
        )
        for kind in KINDS
        for lang in ("en", "zh", "fi")
        for number in range(5)
    ]


def tasks() -> list[TaskRow]:
    """Four rows of each of six tasks in three categories."""
    return [
        TaskRow(instruction=f"define {task}", input=f"case {number}", task=f"t{task}", category=f"c{task % 3}")
        for task in range(6)
        for number in range(4)
    ]


def test_the_same_seed_gives_the_same_batches_and_another_one_others() -> None:
    one, same, other = (WorkSampler(rows(), seed, kinds=4) for seed in (1, 1, 2))
    first = [one.batch() for _ in range(3)]
    assert first == [same.batch() for _ in range(3)]
    assert first != [other.batch() for _ in range(3)]


def test_a_batch_has_so_many_kinds_with_at_most_four_different_rows_each() -> None:
    sampler = WorkSampler(rows(), 3, kinds=4)
    for _ in range(20):
        batch = sampler.batch()
        kinds = [item.kind for item in batch]
        assert len(set(kinds)) == 4
        assert max(map(kinds.count, kinds)) <= 4


def test_rows_of_a_kind_come_in_several_languages() -> None:
    sampler = WorkSampler(rows(), 4)
    drawn = {sampler.row("geometry")["lang"] for _ in range(200)}
    assert drawn == {"en", "zh", "fi"}


def test_a_kind_with_too_few_rows_is_not_drawn() -> None:
    few = [*rows(), WorkRow(instruction="alone", input="", kind="write-sql", also=[], lang="en", source="s")]
    assert "write-sql" not in WorkSampler(few, 5).names


def test_an_item_is_right_for_its_kind_its_alternatives_and_those_alike() -> None:
    sampler = WorkSampler(rows(), 6, kinds=6)
    for item in sampler.batch():
        also = ["write-story"] if item.kind == "write-poem" else []
        assert item.right == KINDS_OF_WORK.right(item.kind, also)


def test_every_layout_keeps_the_whole_instruction_and_all_of_its_material() -> None:
    sampler = WorkSampler(rows(), 7)
    row = rows()[1]
    layouts = {sampler.laid_out(row) for _ in range(300)}
    places = {layout.index(row["instruction"]) > 0 for layout in layouts}
    assert places == {True, False}
    for layout in layouts:
        rest = layout.replace(row["instruction"], "")
        assert "".join(rest.split()) == "".join(PASSAGE.split())


def test_an_instruction_without_material_sometimes_stands_in_a_foreign_passage_of_its_language() -> None:
    sampler = WorkSampler(rows(), 8)
    row = rows()[0]
    layouts = [sampler.laid_out(row) for _ in range(400)]
    framed = sum(layout != row["instruction"] for layout in layouts)
    assert 20 < framed < 120
    assert all(row["instruction"] in layout for layout in layouts)


@pytest.mark.parametrize(("passage", "middle"), [("One two. Three four.", 9), ("no end here", 5), ("这是。那是。", 3)])
def test_the_middle_of_a_passage_is_between_two_sentences_where_it_has_some(passage: str, middle: int) -> None:
    assert middle_of(passage) == middle


def test_a_passage_is_cut_by_words_or_by_characters_where_words_have_no_spaces() -> None:
    assert cut("a " * 100, "en").split() == ["a"] * 60
    assert len(cut("字" * 500, "zh")) == 140
    assert cut("short", "en") == "short"


def test_tasks_of_several_categories_come_with_three_rows_each() -> None:
    sampler = TaskSampler(tasks(), 1, tasks=4)
    batch = sampler.batch()
    names = [item.task for item in batch]
    assert len(set(names)) == 4
    assert all(names.count(name) == 3 for name in names)
    for item in batch:
        assert item.task in item.alike
        assert item.alike in [frozenset(alike) for alike in sampler.by_category.values()]
    assert all("define" in item.text and "case" in item.text for item in batch)


def test_tasks_that_are_told_apart_come_with_all_of_their_category_and_are_compared_with_each() -> None:
    sampler = TaskSampler(tasks(), 1, tasks=4, told_apart=True)
    batch = sampler.batch()
    names = {item.task for item in batch}
    assert all(names >= set(alike) or not names & set(alike) for alike in sampler.by_category.values())
    assert all(item.alike == {item.task} for item in batch)
