"""Batches: hard negatives beside their row, a grid of kinds and passages, protocols, and seeds."""

import re
from collections import Counter, defaultdict
from itertools import count

import pytest
from tiny_rows import TOPICS, row_of, tiny_rows

from batches import Item, Sampler, Wordings, clipped, halves
from kinds import KINDS
from label import group_of
from passages import Passages

ROWS = tiny_rows()
SEEDS = range(8)


def sampler(
    seed: int = 1, size: int = 40, kinds: int = 5, single_rows: int = 4, left_out: frozenset[str] = frozenset()
) -> Sampler:
    return Sampler(ROWS, seed, size, kinds, single_rows, left_out=left_out)


def parts(items: list[Item]) -> tuple[list[Item], list[Item], list[Item]]:
    """Labelled rows, rows of rare labels, and the grid."""
    rare = [item for item in items if item.label.startswith("row ")]
    grid = [item for item in items if item.label.startswith("kind ")]
    return [item for item in items if item not in rare and item not in grid], rare, grid


class NumberedPassages(Passages):
    """Passages that tell which one they are."""

    def __init__(self) -> None:
        """The pools are those of the rows."""
        super().__init__(ROWS, 0)
        self.numbers = count()

    def make(self, form: str) -> str:
        """A sentence of one word, with the next number."""
        return f"PASSAGE{next(self.numbers)}."


def test_the_same_seed_gives_the_same_batches() -> None:
    one, again = sampler(3), sampler(3)
    batches = [one.batch() for _ in range(3)]
    assert batches == [again.batch() for _ in range(3)]
    assert batches[0] != batches[1]


def test_another_seed_gives_other_batches() -> None:
    assert sampler(3).batch() != sampler(4).batch()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_batch_has_as_many_texts_of_each_part_as_asked_for(seed: int) -> None:
    labelled, rare, grid = parts(sampler(seed).batch())
    assert (len(labelled), len(rare), len(grid)) == (40, 2 * 4, 5 * 4)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_labels_of_a_cluster_share_a_verb_or_a_noun(seed: int) -> None:
    drawn = sampler(seed)
    for _ in range(20):
        labels = drawn.cluster_labels()
        first, *others = (label.split("|") for label in labels)
        assert len(labels) == len(set(labels)) > 1
        assert all(verb == first[0] for verb, _ in others) or all(noun == first[1] for _, noun in others)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_row_has_hard_negatives_in_its_batch(seed: int) -> None:
    # A cluster comes whole: with a size that no batch reaches, none is cut at the end.
    labels = {item.label for item in sampler(seed, size=100).clusters()}
    verbs, nouns = (Counter(label.split("|")[at] for label in labels) for at in (0, 1))
    assert all(verbs[label.split("|")[0]] > 1 or nouns[label.split("|")[1]] > 1 for label in labels)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_row_has_positives_of_its_label_made_of_other_rows(seed: int) -> None:
    by_label = defaultdict(list)
    for item in sampler(seed).clusters():
        by_label[item.label].append(item.text)
    *whole, _ = by_label.values()  # the last label may be cut off
    for texts in whole:
        assert len(texts) == len(set(texts)) >= 3


@pytest.mark.parametrize("seed", SEEDS)
def test_every_labelled_text_shows_an_instruction_of_its_label(seed: int) -> None:
    for item in sampler(seed).clusters():
        own = [row["instruction"] for row in ROWS if row["label"] == item.label]
        assert any(text[1:] in item.text for text in own), item


@pytest.mark.parametrize("seed", SEEDS)
def test_a_row_of_a_rare_label_is_shown_twice_bare_and_otherwise_under_a_name_of_its_own(seed: int) -> None:
    _, rare, _ = parts(sampler(seed).batch())
    for bare, other in zip(rare[::2], rare[1::2], strict=True):
        assert bare.label == other.label == f"row {bare.text}"
        assert bare.text != other.text
        assert bare.text[1:] in other.text
    assert set(Counter(item.label for item in rare).values()) == {2}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_grid_shows_every_kind_as_often_and_with_the_group_of_its_label(seed: int) -> None:
    items = sampler(seed).wordings.grid(5, 4)
    assert list(Counter(item.label for item in items).values()) == [4] * 5
    assert all(item.group == group_of(KINDS[item.label.removeprefix("kind ")].label) for item in items)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_texts_of_a_grid_share_their_passage_or_have_one_of_their_own(seed: int) -> None:
    kinds, rows = 6, 4
    items = Wordings(NumberedPassages(), seed).grid(kinds, rows)
    kinds_of = defaultdict(set)
    for at, item in enumerate(items):
        shown = [int(number) for number in re.findall(r"PASSAGE(\d+)", item.text)]
        assert len(shown) <= 1
        for number in shown:
            assert number == at % rows or number >= rows
            kinds_of[number].add(item.label)
    common = [len(kinds_of[number]) for number in range(rows)]
    own = [len(some) for number, some in kinds_of.items() if number >= rows]
    assert max(common) >= 3
    assert sum(common) >= kinds * rows // 5
    assert set(own) == {1}


def test_the_request_stands_before_after_and_around_its_passage_and_alone() -> None:
    wordings = Wordings(NumberedPassages(), 1)
    texts = [wordings.laid_out("REQUEST", "First half. Second half.") for _ in range(300)]
    before = sum(bool(re.search("REQUEST[^$]*First", text)) for text in texts)
    after = sum(bool(re.search("Second half[^$]*REQUEST", text)) for text in texts)
    alone = sum("half" not in text for text in texts)
    around = len(texts) - before - after - alone
    assert all(text.count("REQUEST") == 1 for text in texts)
    assert before > 80
    assert after > 80
    assert around > 20
    assert alone > 8


def test_no_placeholder_is_left_in_a_request() -> None:
    wordings = Wordings(NumberedPassages(), 1)
    for kind in KINDS.values():
        assert not any(re.search("[{}]", wordings.request(kind)) for _ in range(30))


def test_the_strict_protocol_shows_no_label_that_is_left_out_anywhere() -> None:
    left_out = frozenset({"write|poem", "explain|recipe", "rarelya|thing", "classify|sentiment", "write|story"})
    drawn = sampler(left_out=left_out)
    rare = [row["instruction"] for row in ROWS if row["label"] == "rarelya|thing"]
    names = {name for name, kind in KINDS.items() if kind.label in left_out}
    assert names == {"sentiment", "story", "poem"}
    barred = left_out | {f"kind {name}" for name in names} | {f"row {text}" for text in rare}
    shown = {item.label for _ in range(40) for item in drawn.batch()}
    assert len(shown) > 60
    assert shown.isdisjoint(barred)
    assert barred.isdisjoint(drawn.examples(3))


def test_without_the_strict_protocol_those_labels_are_shown() -> None:
    drawn = sampler()
    shown = {item.label for _ in range(40) for item in drawn.batch()}
    assert {"write|poem", "explain|recipe", "kind sentiment", "kind story"} <= shown


def test_a_batch_ends_when_there_are_fewer_rows_than_asked_for() -> None:
    drawn = sampler(size=10_000)
    labelled, _, _ = parts(drawn.batch())
    assert {item.label for item in labelled} == set(drawn.labels)


def test_a_label_with_too_few_instructions_is_rare_and_a_frequent_one_is_cut() -> None:
    rows = [row_of("list|fact", f"List facts about {topic}.") for topic in TOPICS]
    rows += [row_of("write|poem", "Write a poem.", text=topic) for topic in TOPICS]
    drawn = Sampler(rows, 1, rarest=3, cap=4)
    assert {label: len(members) for label, members in drawn.rows.items()} == {"list|fact": 4}
    assert [row["label"] for row in drawn.singles] == ["write|poem"]


def test_an_instruction_begins_small_inside_a_sentence_and_keeps_its_capital_elsewhere() -> None:
    drawn = sampler()
    shown = {drawn.wrapped("Write a poem.") for _ in range(2000)}
    assert {"Write a poem.", "Please write a poem.", "Task: Write a poem.", "Write a poem. Keep it short."} <= shown
    assert "Please Write a poem." not in shown
    assert "Task: write a poem." not in shown


def test_a_clipped_text_keeps_its_line_breaks() -> None:
    assert clipped("one\ntwo  three\nfour", 3) == "one\ntwo  three"
    assert clipped("one two", 3) == "one two"


def test_a_passage_is_cut_between_sentences() -> None:
    assert halves("One. Two! Three? Four.") == ("One. Two!", "Three? Four.")
    assert halves("One alone") == ("One alone", "")
