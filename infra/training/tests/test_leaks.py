"""No instruction of a test or a benchmark is trained on."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tiny_rows import row_of

from data import check_no_leak, fold, test_instructions
from permitted import permitted_rows

banned_texts = test_instructions
del test_instructions  # pytest would take it for a test


def write_lines(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    path.parent.mkdir(exist_ok=True)
    text = "".join(json.dumps(row) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())


def mixed(instruction: str, **other: str) -> dict[str, str]:
    return {"instruction": instruction, "use": "train", "lang": "en", "source": "dolly-3k", "input": "", **other}


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A small copy of the folder that the raw data come in."""
    samples = [
        {"instruction": "Write a haiku about frost.", "input": "Write a haiku about frost."},
        {"instruction": "Summarize the text.", "input": "Summarize the text. The ferry left."},
    ]
    (tmp_path / "ieb").mkdir()
    (tmp_path / "ieb/eft_test.json").write_text(json.dumps({"write|haiku##compose|haiku": {"samples": samples}}))
    pair = {"instruction1": "Name a river in Spain.", "instruction2": "List a Spanish river.", "label": 1}
    (tmp_path / "ieb/intention_similarity_test.json").write_text(json.dumps([pair]))
    write_lines(tmp_path / "bench/banking.jsonl", [{"instruction": "My card was stolen."}, {"input": "no instruction"}])
    rows = [
        mixed("Write a poem about cats.", output="Cats sleep."),
        mixed("  WRITE a\thaiku about Frost. "),
        mixed("Summarize the text.", input="The  ferry LEFT."),
        mixed("Summarize the", input="text. The ferry left."),
        mixed("List a Spanish river."),
        mixed("my card was stolen."),
        mixed("write a poem  about cats."),
        mixed("Short."),
        mixed("Explain the tides."),
        mixed("Explain the moon.", use="test"),
        mixed("Explique les marées.", lang="fr"),
        mixed("Describe a clock.", source="alpaca"),  # its licence does not let everybody train on it
    ]
    write_lines(tmp_path / "corpora/mixed.jsonl.gz", rows)
    write_lines(tmp_path / "corpora/superni_train.jsonl.gz", [])
    write_lines(tmp_path / "labels/kinds_train.jsonl.gz", [])
    return tmp_path


def test_rows_of_tests_benches_and_other_sources_are_left_out_and_none_stands_twice(shared: Path) -> None:
    kept = [row for row in permitted_rows(shared) if not row["source"].startswith("written-")]
    assert sorted(fold(row["instruction"]) for row in kept) == ["explain the tides.", "write a poem about cats."]


@pytest.mark.parametrize(
    ("instruction", "text"),
    [
        ("Write a haiku about frost.", ""),
        ("write a  HAIKU about frost.", "with some input"),
        ("Summarize the text.", "The ferry left."),
        ("Summarize the", "text. The ferry left."),
        ("Name a river in Spain.", ""),
        ("List a Spanish river.", ""),
    ],
)
def test_the_run_fails_when_a_row_repeats_a_test(shared: Path, instruction: str, text: str) -> None:
    rows = [row_of("write|poem", "Write a poem about cats."), row_of("write|haiku", instruction, text)]
    with pytest.raises(SystemExit, match="1 training rows repeat a test instruction") as stopped:
        check_no_leak(rows, shared)
    assert repr(instruction) in str(stopped.value)


def test_rows_that_repeat_no_test_pass_and_the_tests_are_counted(shared: Path) -> None:
    assert check_no_leak([row_of("write|poem", "Write a poem about cats.")], shared) == len(banned_texts(shared)) == 5
