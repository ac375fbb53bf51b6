"""The committed pairs of requests: their form, and that three texts of a row are three."""

import json
from pathlib import Path

from data import fold

FILE = Path(__file__).parents[1] / "pairs/requests.jsonl"
LANGUAGES = {"en", "zh", "de", "fr", "es", "ja", "ru", "ar", "fi", "pt"}


def test_every_row_has_three_different_texts_and_known_languages() -> None:
    rows = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
    assert len(rows) > 2000
    for number, row in enumerate(rows, 1):
        assert {"lang", "request", "same", "near"} <= set(row) <= {"lang", "request", "same", "same_lang", "near"}, (
            number
        )
        assert {row["lang"], row.get("same_lang", "en")} <= LANGUAGES, number
        assert len({fold(row[name]) for name in ("request", "same", "near")}) == 3, number


def test_no_request_stands_twice() -> None:
    requests = [fold(json.loads(line)["request"]) for line in FILE.read_text("utf-8").splitlines()]
    assert len(requests) == len(set(requests))


def test_every_pair_of_rows_says_whether_it_is_the_same_and_its_rows_differ() -> None:
    rows = [json.loads(line) for line in FILE.with_name("rows.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) > 5000
    for number, row in enumerate(rows, 1):
        assert row["same"] in (True, False), number
        assert row["a"] != row["b"], number
        assert row["a"]["instruction"], number
        assert row["b"]["instruction"], number
    assert 0.45 < sum(row["same"] for row in rows) / len(rows) < 0.55
