"""The model computes in what this processor is faster at, and results never mix two precisions."""

import json
import sys
from pathlib import Path

import pytest
import torch
from transformers import PreTrainedModel

import answers
import pie
from precision import PRECISIONS, fastest_precision, precision_for, recorded_precision, seconds_of_product


def test_the_faster_precision_is_taken_and_the_exact_one_where_neither_is() -> None:
    """By the times that are measured."""
    assert fastest_precision({"bfloat16": 0.09, "float32": 0.01}.__getitem__) == "float32"
    assert fastest_precision({"bfloat16": 0.01, "float32": 0.09}.__getitem__) == "bfloat16"
    assert fastest_precision({"bfloat16": 0.05, "float32": 0.05}.__getitem__) == "float32"


def test_both_precisions_are_measured_here() -> None:
    """Products take some time in each, and one of both is named."""
    torch.set_num_threads(1)
    assert all(seconds_of_product(precision) > 0 for precision in PRECISIONS)
    assert fastest_precision() in PRECISIONS


def test_results_go_on_in_their_own_precision_and_in_no_other(tmp_path: Path) -> None:
    """Those that say nothing are of the time when all was bfloat16."""
    results = tmp_path / "scores.jsonl"
    assert recorded_precision([]) is None
    assert recorded_precision([{"key": "a"}]) == "bfloat16"
    assert precision_for(None, "bfloat16", results) == "bfloat16"
    assert precision_for("float32", None, results) == precision_for("float32", "float32", results) == "float32"
    with pytest.raises(SystemExit, match="results of bfloat16: go on with --precision bfloat16"):
        precision_for("float32", "bfloat16", results)
    with pytest.raises(SystemExit, match="some of float32: they are not comparable"):
        recorded_precision([{"precision": "bfloat16"}, {"precision": "float32"}])


def test_vectors_of_a_folder_stay_in_the_precision_of_the_first(tmp_path: Path) -> None:
    """Which is noted beside them."""
    assert pie.settled_precision(tmp_path, "bfloat16") == "bfloat16"
    assert pie.settled_precision(tmp_path, None) == "bfloat16"
    with pytest.raises(SystemExit, match="results of bfloat16"):
        pie.settled_precision(tmp_path, "float32")


class Words:
    """A tokenizer of letters; `answers` asks for no more of one."""

    pad_token_id = 0

    def apply_chat_template(self, messages: list[dict[str, str]], **_: object) -> str:
        """The turns in a row."""
        return "".join(turn["content"] for turn in messages)

    def __call__(self, text: str, **_: object) -> "Words":
        """Ids below 50, of which the tiny model has its words."""
        self.input_ids = [ord(letter) % 49 + 1 for letter in text]
        return self


def test_scores_say_their_precision_and_a_run_goes_on_in_it(
    tiny_model: PreTrainedModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that was stopped after the first of two prompts, and started again without the option."""
    prompts, scores, loaded = tmp_path / "prompts.jsonl", tmp_path / "scores.jsonl", []

    def load(_: Path, precision: str) -> tuple[PreTrainedModel, Words]:
        loaded.append(precision)
        return tiny_model, Words()

    def run(*options: str) -> None:
        monkeypatch.setattr(sys, "argv", ["answers.py", str(tmp_path), str(prompts), str(scores), *options])
        answers.main()

    turns = [[{"role": "user", "content": text}] for text in ("Why?", "How many?")]
    prompts.write_text("".join(json.dumps({"messages": one, "answer": "So."}) + "\n" for one in turns))
    monkeypatch.setattr(answers, "load", load)
    run("--precision", "bfloat16", "--limit", "1")
    run()
    assert loaded == ["bfloat16", "bfloat16"]
    assert [json.loads(line)["precision"] for line in scores.read_text().splitlines()] == loaded
