"""Clauses are cut alike in every script, scores are whole sums, and what is written can be read."""

from pathlib import Path

import numpy as np
import pytest

from asking import BUCKETS, LONGEST, SIGNS, Asking, clauses_of, read_asking, signs_of, units


def texts_of(text: str) -> list[str]:
    return [clause.text for clause in clauses_of(units(text))]


def some_weights() -> Asking:
    random = np.random.default_rng(1)
    weights = random.integers(-127, 128, BUCKETS).astype(np.int8)
    return Asking(weights, 0.01, random.integers(-127, 128, len(SIGNS)).astype(np.int8), 0.02, -0.5)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("", []),
        (" \n\t ", []),
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("甲。乙！丙？丁", ["甲。", "乙！", "丙？", "丁"]),
        ("هل تسمع؟ نعم.", ["هل تسمع؟", "نعم."]),
        ("1. Begin here. Version 2.5 of J. Smith.", ["1. Begin here.", "Version 2.5 of J. Smith."]),
        ('He said "No." Then he left.', ['He said "No."', "Then he left."]),
    ],
)
def test_a_text_is_cut_after_marks_of_every_script(text: str, clauses: list[str]) -> None:
    assert texts_of(text) == clauses


def test_a_clause_says_how_many_line_breaks_are_around_it() -> None:
    gaps = [(clause.before, clause.after) for clause in clauses_of("a\nbb. c\n\n\nd")]
    assert gaps == [(2, 1), (1, 0), (0, 2), (2, 2)]


def test_no_clause_is_long_and_nothing_but_white_space_is_lost() -> None:
    text = "word " * 200 + "x" * 700 + "。" + "字" * 400
    clauses = clauses_of(text)
    assert max(len(clause.text) for clause in clauses) <= LONGEST
    assert "".join(clause.text for clause in clauses).replace(" ", "") == text.replace(" ", "")
    assert all(text[clause.start : clause.end] == clause.text for clause in clauses)


def test_a_line_to_fill_in_counts_no_more_than_its_beginning() -> None:
    short, long = (some_weights().scores(clauses_of(f"Name: {'_' * count} and date")) for count in (4, 14))
    assert short == long


def test_positions_count_utf_16_units() -> None:
    assert [clause.start for clause in clauses_of(units("😀. b"))] == [0, 4]


def test_signs_tell_what_is_quoted_and_what_is_one_of_few() -> None:
    clauses = clauses_of("“Stay here. Do you hear?” he said.\n\nWhy?\n\nA. B. C. D.")
    signs = [{name for name, holds in zip(SIGNS, row, strict=True) if holds} for row in signs_of(clauses)]
    assert "inside quote" in signs[1]
    assert "inside quote" not in signs[3]
    assert {"alone", "question", "one of few alone"} <= signs[
        clauses.index(next(c for c in clauses if c.text == "Why?"))
    ]


def test_weights_that_were_written_give_the_same_scores_when_read(tmp_path: Path) -> None:
    asking, clauses = some_weights(), clauses_of("Write a poem. It rained.\n\n请总结。")
    asking.write(tmp_path / "asking.json")
    assert read_asking(tmp_path / "asking.json").scores(clauses) == asking.scores(clauses)


def test_weights_of_another_format_are_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "asking.json"
    some_weights().write(path)
    path.write_text(path.read_text("utf-8").replace("asking-1", "asking-0"), "utf-8")
    with pytest.raises(ValueError, match=r"asking\.json is of another format"):
        read_asking(path)


def test_the_committed_weights_tell_a_request_from_a_story_in_ten_languages() -> None:
    asking = read_asking(Path(__file__).parents[2] / "encoder/asking.json")
    pairs = {
        "en": ("The ferry left the harbour before sunrise.", "Write a short poem about winter."),
        "zh": ("渡船在日出前离开了港口。", "请写一首关于冬天的短诗。"),
        "de": ("Die Fähre verließ den Hafen vor Sonnenaufgang.", "Schreibe ein kurzes Gedicht über den Winter."),
        "fr": ("Le bac a quitté le port avant l'aube.", "Écris un court poème sur l'hiver."),
        "es": ("El barco salió del puerto antes del amanecer.", "Escribe un poema corto sobre el invierno."),
        "ja": ("船は日の出前に港を出た。", "冬についての短い詩を書いてください。"),
        "ru": ("Паром вышел из гавани до рассвета.", "Напиши короткое стихотворение о зиме."),
        "ar": ("غادرت العبّارة الميناء قبل الشروق.", "اكتب قصيدة قصيرة عن الشتاء."),
        "fi": ("Lautta lähti satamasta ennen auringonnousua.", "Kirjoita lyhyt runo talvesta."),
        "it": ("Il traghetto lasciò il porto prima dell'alba.", "Scrivi una breve poesia sull'inverno."),
    }
    for language, (story, request) in pairs.items():
        passage = " ".join([story] * 9)
        clauses = clauses_of(f"{passage}\n\n{request}\n\n{passage}")
        assert clauses[int(np.argmax(asking.scores(clauses)))].text == request, language
