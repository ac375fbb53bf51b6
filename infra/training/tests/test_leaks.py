"""No instruction of a test or a benchmark is trained on."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tiny_rows import row_of

from data import check_no_leak, test_instructions, test_labels, training_rows

# Functions of data.py whose names pytest would take for tests.
banned_texts, category_names = test_instructions, test_labels
del test_instructions, test_labels


def write_lines(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    path.parent.mkdir(exist_ok=True)
    text = "".join(json.dumps(row) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())


def mixed(instruction: str, **other: str) -> dict[str, str]:
    return {"instruction": instruction, "use": "train", "lang": "en", "source": "dolly", **other}


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
    (tmp_path / "ieb/eft_train_unsup.json").write_text(json.dumps(["Describe a clock."]))
    write_lines(tmp_path / "bench/banking.jsonl", [{"instruction": "My card was stolen."}, {"input": "no instruction"}])
    alpaca = [
        {"instruction": "Write a poem about cats.", "input": "", "output": "Cats sleep."},
        {"instruction": "  WRITE a\thaiku about Frost. ", "input": "", "output": ""},
        {"instruction": "Summarize the text.", "input": "The  ferry LEFT.", "output": ""},
        {"instruction": "Summarize the", "input": "text. The ferry left."},
        {"instruction": "List a Spanish river.", "input": "noinput"},
        {"instruction": "my card was stolen."},
        {"instruction": "write a poem  about cats.", "input": "<noinput>"},
        {"instruction": "Short."},
    ]
    write_lines(tmp_path / "corpora/alpaca.jsonl.gz", alpaca)
    others = [
        mixed("Explain the tides."),
        mixed("Explain the moon.", use="test"),
        mixed("Explique les marées.", lang="fr"),
        mixed("Who made you, robot?", source="fastchat-identity"),
    ]
    write_lines(tmp_path / "corpora/mixed.jsonl.gz", others)
    return tmp_path


def test_rows_that_repeat_a_test_or_a_benchmark_are_left_out_in_any_case_and_spacing(shared: Path) -> None:
    kept = [row["instruction"] for row in training_rows(shared)]
    assert kept == ["Write a poem about cats.", "Describe a clock.", "Explain the tides."]


def test_of_rows_alike_but_for_case_and_spacing_the_first_stays(shared: Path) -> None:
    rows = [row for row in training_rows(shared) if "cats" in row["instruction"]]
    assert [row["output"] for row in rows] == ["Cats sleep."]


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


def test_the_labels_to_leave_out_are_all_names_of_every_category(shared: Path) -> None:
    assert category_names(shared) == {"write|haiku", "compose|haiku"}
