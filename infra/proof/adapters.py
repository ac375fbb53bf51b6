"""Chosen rows -> adapters trained on them, and their loss on held-out rows.

    python adapters.py MODEL CHOSEN.jsonl HELD.jsonl RESULTS.jsonl [--part 0/2] [--cache FOLDER] [--precision float32]

CHOSEN and HELD are of `tests/bench/proof-selections.ts`. For every `seed` and `method` of CHOSEN fresh adapters beside
the last `TRAINED` layers learn its rows; RESULTS gets a line with the loss of each held-out row. A training that it has
is not run again. `none` is the model as it is.
"""

import argparse
import hashlib
import json
import os
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from answers import tokens_of
from lora import adapt, losses, lower_states, mixed_batches
from model import load
from packing import appender, by_length, part_of, read_lines, right_padded
from precision import add_precision, precision_for, recorded_precision

TRAINED = 4  # layers
EPOCHS, BATCH, RATE, WARM = 2, 16, 1e-3, 6
MOST_IN_BATCH = 4096


class Row:
    """A request with its answer: token ids, and the states that the lower layers make of them."""

    def __init__(self, row: dict[str, Any], tokenizer: PreTrainedTokenizerBase) -> None:
        """The end of the turn belongs to the answer."""
        asked = row["instruction"] + ("\n\n" + row["input"] if row["input"] else "")
        prompt = {"messages": [{"role": "user", "content": asked}], "answer": row["output"]}
        before, answer = tokens_of(prompt, tokenizer)
        self.asked, self.answer = len(before), [*answer, tokenizer.eos_token_id]
        self.ids = before + self.answer
        self.states = torch.empty(0)
        self.kind = row.get("kind")


def fill_states(model: PreTrainedModel, rows: Sequence[Row], first: int, pad: int, cache: Path | None) -> None:
    """Computes the states of rows, or reads them from a folder, where those of other precisions are others."""
    keys = [hashlib.sha256(json.dumps([str(model.dtype), first, row.ids]).encode()).hexdigest()[:32] for row in rows]
    files = [cache / f"{key}.pt" if cache else None for key in keys]
    wanted = []
    for row, file in zip(rows, files, strict=True):
        if file is not None and file.exists():
            row.states = torch.load(file)
        else:
            wanted.append((row, file))
    for batch in by_length([len(row.ids) for row, _ in wanted], MOST_IN_BATCH):
        some = [wanted[one] for one in batch]
        with torch.inference_mode():
            made = lower_states(model, right_padded([row.ids for row, _ in some], pad), first)
        for (row, file), states in zip(some, made, strict=True):
            row.states = states[: len(row.ids)].clone()
            if file is not None:
                own = file.with_suffix(f".{os.getpid()}")
                torch.save(row.states, own)
                own.rename(file)


def loss_sums(model: PreTrainedModel, rows: Sequence[Row], first: int) -> list[torch.Tensor]:
    """The loss of each row's answer, summed over its tokens."""
    states = torch.nn.utils.rnn.pad_sequence([row.states for row in rows], batch_first=True)
    return losses(model, states, [(row.asked, row.answer) for row in rows], first)


def train(model: PreTrainedModel, rows: Sequence[Row], first: int, seed: int) -> None:
    """Fresh adapters, trained on rows for some epochs; the rate rises for a few steps and falls to nought."""
    trained = adapt(model.model.layers[first:], seed)
    random = torch.Generator().manual_seed(seed)
    lengths = [len(row.ids) for row in rows]
    steps = [batch for _ in range(EPOCHS) for batch in mixed_batches(lengths, BATCH, random)]
    optimizer = torch.optim.AdamW(trained, lr=RATE, weight_decay=0.0)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / WARM, max(0.0, (len(steps) - step) / max(1, len(steps) - WARM)))
    )
    for batch in steps:
        some = [rows[one] for one in batch]
        loss = torch.stack(loss_sums(model, some, first)).sum() / sum(len(row.answer) for row in some)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        rate.step()
        optimizer.zero_grad()


def held_out(model: PreTrainedModel, rows: Sequence[Row], first: int) -> list[float]:
    """The loss of each held-out row's answer, summed over its tokens."""
    found = [0.0] * len(rows)
    with torch.inference_mode():
        for batch in by_length([len(row.ids) for row in rows], MOST_IN_BATCH):
            sums = loss_sums(model, [rows[one] for one in batch], first)
            for one, total in zip(batch, sums, strict=True):
                found[one] = float(total)
    return found


def judge(model: PreTrainedModel, name: str, rows: Sequence[Row], held: Sequence[Row]) -> dict[str, Any]:
    """The line of RESULTS of a training: its rows, none for the model as it is, judged by held-out ones."""
    started, (seed, method) = time.monotonic(), name.split(" ", 1)
    first = len(model.model.layers) - TRAINED
    if rows:
        train(model, rows, first, int(seed))
    sums = held_out(model, held, first)
    found = [
        {"kind": row.kind, "sum": round(total, 4), "tokens": len(row.answer)}
        for row, total in zip(held, sums, strict=True)
    ]
    loss = sum(sums) / sum(len(row.answer) for row in held)
    print(f"{name}: {loss:.4f} nats a token, {time.monotonic() - started:.0f} s", flush=True)
    trained = sum(len(row.answer) for row in rows)
    return {"seed": int(seed), "method": method, "trained": trained, "rows": found}


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("chosen", type=Path)
    parser.add_argument("held", type=Path)
    parser.add_argument("results", type=Path)
    parser.add_argument("--part", default="0/1")
    add_precision(parser)
    parser.add_argument("--cache", type=Path, help="a folder for the states of the lower layers")
    parser.add_argument("--judged", type=int, help="so many of the held-out rows")
    return parser.parse_args()


def main() -> None:
    """Trains what this part has to, one after the other."""
    options = arguments()
    torch.set_num_threads(1)
    if options.cache:
        options.cache.mkdir(parents=True, exist_ok=True)
    earlier = list(read_lines(options.results))
    precision = precision_for(options.precision, recorded_precision(earlier), options.results)
    model, tokenizer = load(options.model, precision)
    model.requires_grad_(False)
    first = len(model.model.layers) - TRAINED
    chosen: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in read_lines(options.chosen):
        chosen[f"{line['seed']} {line['method']}"].append(line)
    done = {f"{line['seed']} {line['method']}" for line in earlier}
    held = [Row(line, tokenizer) for line in read_lines(options.held)][: options.judged]
    fill_states(model, held, first, tokenizer.pad_token_id, options.cache)
    add = appender(options.results)
    for name in part_of(["0 none", *chosen], options.part):
        if name in done:
            continue
        rows = [Row(line, tokenizer) for line in chosen.get(name, [])]
        fill_states(model, rows, first, tokenizer.pad_token_id, options.cache)
        add({**judge(model, name, rows, held), "precision": precision})


if __name__ == "__main__":
    main()
