"""What a static model is distilled from: the vectors that the encoder gives single tokens and permissive texts.

python static_texts.py SHARED ../encoder WORK writes WORK/static.npz. Seeds are fixed; some 20 minutes of one core.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from content_pairs import read_pairs, texts_of
from data import banned_texts, fold, read_lines, spellings
from sources import check_sources
from work_rows import is_own, mixed_rows, work_rows

OF_A_SOURCE, OF_PROMPTS, OF_WORK, TEXTS = 1500, 2000, 16000, 16000
LONGEST = 240  # characters: longer texts say less about each of their tokens, and cost more
RUN_TOKENS = 2048
PROCESSES = 3
Vectors = tuple[np.ndarray, np.ndarray]  # task and content, (texts, dimensions) each, of unit length
Embed = Callable[[Sequence[Sequence[int]]], Vectors]


class Text(NamedTuple):
    """A text as it is embedded, and where it is from."""

    text: str
    source: str


def candidates(shared: Path) -> Iterator[tuple[str, str, str]]:
    """Instruction, input and source of rows that may be trained on; of each source some."""
    taken: Counter[str] = Counter()
    for row in mixed_rows(shared):
        taken[row["source"]] += 1
        if taken[row["source"]] <= OF_A_SOURCE:
            yield row["instruction"], row["input"] or "", row["source"]
    own = work_rows(shared)
    for work in random.Random(7).sample(own, min(OF_WORK, len(own))):
        yield work["instruction"], work["input"], work["source"]
    prompts = list(read_lines(shared / "corpora/prompts_zh.jsonl.gz"))
    for row in random.Random(3).sample(prompts, min(OF_PROMPTS, len(prompts))):
        yield row["instruction"], "", "prompts_zh"
    for text in texts_of(read_pairs(shared)):
        yield text, "", "written-pairs"


def permitted_texts(shared: Path, most: int = TEXTS) -> list[Text]:
    """Texts of permitted sources, none twice and none that repeats a test or a bench, in a fixed random order.

    Raises SystemExit when one is of a source that is not listed with its licence.
    """
    banned = banned_texts(shared)
    found: dict[str, Text] = {}
    for instruction, text, source in candidates(shared):
        whole = "\n\n".join(part for part in (instruction.strip(), text.strip()) if part)
        if 0 < len(whole) <= LONGEST and not spellings(instruction, text) & banned:
            found.setdefault(fold(whole), Text(whole, source))
    texts = list(found.values())
    random.Random(5).shuffle(texts)
    check_sources(text.source.split("-")[0] if is_own(text.source) else text.source for text in texts[:most])
    return texts[:most]


class Graph:
    """The graph of an encoder folder on one thread, opened by the process that uses it first."""

    def __init__(self, folder: Path) -> None:
        """`folder` has an encoder.json."""
        self.folder = folder
        self.settings = json.loads((folder / "encoder.json").read_text("utf-8"))

    @cached_property
    def session(self) -> onnxruntime.InferenceSession:
        """The opened graph."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        return onnxruntime.InferenceSession(self.folder / self.settings["graph"], options, ["CPUExecutionProvider"])

    def run(self, rows: Sequence[Sequence[int]], outputs: Sequence[str]) -> list[np.ndarray]:
        """Some outputs of rows of token ids. A batch gives what its rows give alone."""
        ids = np.full((len(rows), max(map(len, rows))), self.settings["pad_token_id"], np.int64)
        mask = np.zeros_like(ids)
        for at, row in enumerate(rows):
            ids[at, : len(row)], mask[at, : len(row)] = row, 1
        only = onnxruntime.RunOptions()
        only.only_execute_path_to_fetches = True
        return self.session.run(list(outputs), {"input_ids": ids, "attention_mask": mask}, only)

    def __call__(self, rows: Sequence[Sequence[int]]) -> Vectors:
        """Both vectors of some rows of token ids."""
        task, content = self.run(rows, [self.settings["spaces"][space]["outputs"][0] for space in ("task", "content")])
        return task.astype(np.float16), content.astype(np.float16)

    def states(self, rows: Sequence[Sequence[int]]) -> list[np.ndarray]:
        """What the shared layers say of the tokens of some rows, (tokens, hidden) each."""
        (states,) = self.run(rows, [self.settings["pairs"]["states"]])
        return [own[: len(row)] for own, row in zip(states, rows, strict=True)]


def runs_of(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The places of rows in runs of similar length and bounded size."""
    part: list[int] = []
    for at in sorted(range(len(lengths)), key=lambda at: lengths[at]):
        if part and (len(part) + 1) * lengths[at] > RUN_TOKENS:
            yield part
            part = []
        part.append(at)
    if part:
        yield part


def embedded(rows: Sequence[Sequence[int]], embed: Embed, processes: int = 1) -> Vectors:
    """Both vectors of all rows of token ids, (rows, dimensions) each, in half precision."""
    runs = list(runs_of([len(row) for row in rows]))
    batches = [[rows[at] for at in run] for run in runs]
    if processes == 1:
        made = [embed(batch) for batch in batches]
    else:
        with get_context("spawn").Pool(processes) as pool:
            made = pool.map(embed, batches, chunksize=8)
    order = np.argsort(np.concatenate(runs))
    task, content = (np.concatenate(part)[order] for part in zip(*made, strict=True))
    return task, content


def main(shared: str, encoder: str, work: str) -> None:
    """Writes the vectors of all tokens and texts, and the texts' token ids, into the work folder."""
    folder = Path(encoder)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    embed = Graph(folder)
    bare = tokenizer.encode("").ids  # the special tokens around every text
    texts = [row.ids for row in tokenizer.encode_batch([text.text for text in permitted_texts(Path(shared))])]
    print(f"{len(texts)} texts, {sum(map(len, texts))} tokens", flush=True)
    of_texts = embedded(texts, embed, PROCESSES)
    print("texts embedded", flush=True)
    of_tokens = embedded([[bare[0], token, bare[-1]] for token in range(tokenizer.get_vocab_size())], embed, PROCESSES)
    np.savez(
        Path(work) / "static.npz",
        ids=np.concatenate([np.array(row, np.int32) for row in texts]),
        lengths=np.array([len(row) for row in texts], np.int32),
        text_task=of_texts[0],
        text_content=of_texts[1],
        token_task=of_tokens[0],
        token_content=of_tokens[1],
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
