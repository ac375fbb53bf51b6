"""Texts -> vectors of a decoder: in the paper's template and bare, by every pooling that Kindred has.

    python pie.py MODEL TEXTS.jsonl FOLDER [--part 0/2]

FOLDER gets `template.npy` and `bare.npy`, float32 (texts, poolings, hidden) in the order of `POOLINGS`, each vector of
length 1. What is done is noted in `NAME-done.npy`, so that a run that was stopped goes on; processes with other parts
write into the same files.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from export_decoder import TEMPLATE
from model import load
from packing import by_length, part_of, read_lines, right_padded
from precision import add_precision, precision_for

POOLINGS = ("last-2", "last-token", "mean", "weighted-mean")
FORMS = {"template": TEMPLATE, "bare": {"before": "", "after": ""}}
MOST_TOKENS = 160  # of a text; the template is never cut
MOST_IN_BATCH = 4096


def ids_of(text: str, form: dict[str, str], tokenizer: PreTrainedTokenizerBase) -> list[int]:
    """Token ids of a text in a template. The rest of a text beyond `MOST_TOKENS` is not read."""

    def ids(part: str) -> list[int]:
        return tokenizer(part, add_special_tokens=False).input_ids if part else []

    whole = ids(form["before"] + text + form["after"])
    spare = len(whole) - len(ids(form["before"])) - len(ids(form["after"])) - MOST_TOKENS
    if spare <= 0:
        return whole
    return ids(form["before"]) + ids(text)[:MOST_TOKENS] + ids(form["after"])


def pooled(before_last: torch.Tensor, last: torch.Tensor) -> torch.Tensor:
    """The states of one text in the last two layers, (tokens, hidden) each, to (poolings, hidden) of length 1."""
    places = torch.arange(1, len(last) + 1, dtype=last.dtype)[:, None]
    found = torch.stack([before_last[-1] + last[-1], last[-1], last.mean(0), (places * last).sum(0)])
    return found / found.norm(dim=1, keepdim=True)


def vectors(model: PreTrainedModel, rows: Sequence[list[int]], pad: int) -> np.ndarray:
    """(rows, poolings, hidden) of token ids."""
    with torch.inference_mode():
        states = model.model(right_padded(rows, pad), use_cache=False, output_hidden_states=True).hidden_states
        pairs = [
            (states[-2][at, : len(row)].float(), states[-1][at, : len(row)].float()) for at, row in enumerate(rows)
        ]
        return torch.stack([pooled(*pair) for pair in pairs]).numpy()


def opened(path: Path, shape: tuple[int, ...], kind: type) -> np.memmap:
    """A file of numbers, made with noughts where there is none."""
    try:
        with path.open("xb") as file:
            np.save(file, np.zeros(shape, kind))
    except FileExistsError:
        pass
    return np.lib.format.open_memmap(path, mode="r+")


def settled_precision(folder: Path, asked: str | None) -> str:
    """What the vectors of a folder are computed in, which it notes in the file `precision`."""
    note = folder / "precision"
    chosen = precision_for(asked, note.read_text("utf-8").strip() if note.exists() else None, folder)
    note.write_text(f"{chosen}\n", "utf-8")
    return chosen


def main() -> None:
    """Fills both files for the texts of this part."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", default="0/1")
    add_precision(parser)
    options = parser.parse_args()
    torch.set_num_threads(1)
    options.folder.mkdir(parents=True, exist_ok=True)
    model, tokenizer = load(options.model, settled_precision(options.folder, options.precision))
    texts = [line["instruction"] for line in read_lines(options.texts)]
    own = [int(place) for place in part_of([str(place) for place in range(len(texts))], options.part)]
    for name, form in FORMS.items():
        done = opened(options.folder / f"{name}-done.npy", (len(texts),), np.bool_)
        shape = (len(texts), len(POOLINGS), model.config.hidden_size)
        kept = opened(options.folder / f"{name}.npy", shape, np.float32)
        wanted = [place for place in own if not done[place]]
        rows = [ids_of(texts[place], form, tokenizer) for place in wanted]
        for batch in by_length(list(map(len, rows)), MOST_IN_BATCH):
            places = [wanted[one] for one in batch]
            kept[places] = vectors(model, [rows[one] for one in batch], tokenizer.pad_token_id)
            kept.flush()
            done[places] = True
            done.flush()
        print(f"{name}: {len(wanted)} texts, {sum(map(len, rows))} tokens", flush=True)


if __name__ == "__main__":
    main()
