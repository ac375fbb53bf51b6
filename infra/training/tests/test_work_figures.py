"""The figures of the kinds and of unseen categories, on vectors whose answers are known."""

import numpy as np
import pytest

from work_figures import fitting, kind_hits, kinds, languages, unseen


def row(kind: str, source: str, lang: str = "en", also: tuple[str, ...] = ()) -> dict[str, object]:
    """A labelled row."""
    return {"kind": kind, "also": list(also), "source": source, "lang": lang}


ROWS = [
    row("write-poem", "a"),
    row("write-poem", "b", "zh"),
    row("write-story", "b", also=("write-poem",)),
    row("write-function", "c"),
    row("write-program", "d"),
    row("translate", "e"),
]


def test_rows_fit_by_kind_by_alternative_either_way_and_by_group() -> None:
    fits = fitting(ROWS)
    assert fits[0, 1]
    assert fits[0, 2]
    assert fits[2, 0]
    assert fits[3, 4]
    assert not fits[0, 3]
    assert not fits[5, :5].any()


def test_rows_of_the_same_source_are_never_found_and_rows_without_a_fitting_one_do_not_ask() -> None:
    vectors = np.eye(6, dtype=np.float32)
    hits, asks = kind_hits(ROWS, vectors)
    assert hits.shape == (6, 4)
    assert asks.tolist() == [True, True, True, True, True, False]
    assert hits[1].sum() == 1  # the story beside it is of its own source


def test_languages_are_averaged_over_the_rows_written_in_them() -> None:
    rows = [*ROWS, row("write-poem", "written-fi", "fi"), row("translate", "written-ja", "ja")]
    found = languages(rows, np.eye(8, dtype=np.float32))
    assert set(found) == {"written-fi", "written-ja", "mean", "worst"}
    assert found["mean"] == pytest.approx((found["written-fi"] + found["written-ja"]) / 2)
    assert set(kinds(rows, np.eye(8, dtype=np.float32))) == {"all", "en", "fi", "ja", "zh"}


def test_unseen_categories_alone_ask_and_rows_of_their_template_do_not_count() -> None:
    rows = [
        {"task": "Word Semantics", "template": "t1", "dataset": "d1"},
        {"task": "Word Semantics", "template": "t1", "dataset": "d1"},
        {"task": "Word Semantics", "template": "t2", "dataset": "d1"},
        {"task": "Title Generation", "template": "t3", "dataset": "d2"},
    ]
    vectors = np.array([[1, 0], [1, 0], [0.9, 0.1], [0, 1]], np.float32)
    found = unseen(rows, vectors)
    assert found["-template"] == 1
    assert found["-dataset"] == 0  # no row of another data set has its task
