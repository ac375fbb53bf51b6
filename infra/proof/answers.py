"""Prompts and reference answers -> the log-likelihood of each answer under the model.

    python answers.py MODEL PROMPTS.jsonl SCORES.jsonl [--part 0/2] [--precision float32]

A line of PROMPTS has `messages` and `answer` (`tests/bench/proof-demonstrations.ts`). Equal prompts are scored once,
and what SCORES has is not scored again, so that a run that was stopped goes on. Two processes with one thread each
are faster than one with two where processors are shared.
"""

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch.nn.functional import cross_entropy
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from model import load
from packing import appender, by_length, part_of, read_lines, right_padded
from precision import add_precision, precision_for, recorded_precision

MOST_IN_PROMPT = 4096
MOST_IN_BATCH = 4096
TOGETHER = 60  # prompts that are sorted by length


def key_of(prompt: dict[str, Any]) -> str:
    """A hash of all that the score depends on."""
    return hashlib.sha256(json.dumps([prompt["messages"], prompt["answer"]]).encode()).hexdigest()[:32]


def tokens_of(prompt: dict[str, Any], tokenizer: PreTrainedTokenizerBase) -> tuple[list[int], list[int]]:
    """Ids of the prompt up to where the answer begins, by the chat template, and of the answer alone."""
    text = tokenizer.apply_chat_template(prompt["messages"], add_generation_prompt=True, tokenize=False)
    both = (tokenizer(part, add_special_tokens=False).input_ids for part in (text, prompt["answer"]))
    asked, answer = both
    return asked, answer


def answer_scores(model: PreTrainedModel, rows: Sequence[tuple[list[int], list[int]]], pad: int) -> list[float]:
    """The sum of the log-likelihoods of each answer's tokens, in nats. Words are told at the answer's places alone."""
    ids = right_padded([asked + answer for asked, answer in rows], pad)
    with torch.inference_mode():
        states = model.model(ids, use_cache=False).last_hidden_state
        scores = []
        for row, (asked, answer) in enumerate(rows):
            told = model.lm_head(states[row, len(asked) - 1 : len(asked) + len(answer) - 1]).float()
            scores.append(-float(cross_entropy(told, torch.tensor(answer), reduction="sum")))
    return scores


def in_order(lengths: Sequence[int]) -> list[list[int]]:
    """Places of prompts in batches of similar length, all of some before any of the next.

    So a run that is stopped has judged whole rows, and not the short prompts of all.
    """
    begins = range(0, len(lengths), TOGETHER)
    batches = [(begin, by_length(lengths[begin : begin + TOGETHER], MOST_IN_BATCH)) for begin in begins]
    return [[begin + one for one in batch] for begin, found in batches for batch in found]


def main() -> None:
    """Adds a line `key`, `sum`, `tokens`, `prompt`, `precision` for each prompt that has none."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("prompts", type=Path)
    parser.add_argument("scores", type=Path)
    parser.add_argument("--part", default="0/1")
    add_precision(parser)
    parser.add_argument("--limit", type=int, help="so many prompts of this part at most")
    options = parser.parse_args()
    torch.set_num_threads(1)
    earlier = list(read_lines(options.scores))
    precision = precision_for(options.precision, recorded_precision(earlier), options.scores)
    model, tokenizer = load(options.model, precision)
    prompts = {key_of(prompt): prompt for prompt in read_lines(options.prompts)}
    done = {line["key"] for line in earlier}
    wanted = [key for key in part_of(list(prompts), options.part) if key not in done][: options.limit]
    rows = [tokens_of(prompts[key], tokenizer) for key in wanted]
    lengths = [len(asked) + len(answer) for asked, answer in rows]
    if lengths and max(lengths) > MOST_IN_PROMPT:
        raise SystemExit(f"a prompt has {max(lengths)} tokens, more than {MOST_IN_PROMPT}")
    add, batches = appender(options.scores), in_order(lengths)
    for place, batch in enumerate(batches):
        sums = answer_scores(model, [rows[one] for one in batch], tokenizer.pad_token_id)
        for one, total in zip(batch, sums, strict=True):
            asked, answer = rows[one]
            score = {"sum": round(total, 4), "tokens": len(answer), "prompt": len(asked), "precision": precision}
            add({"key": wanted[one], **score})
        if place % 20 == 0:
            print(f"{place + 1} of {len(batches)} batches, {sum(lengths)} tokens in all", flush=True)


if __name__ == "__main__":
    main()
