"""What the content space is to say of some texts: all-mpnet-base-v2 in English, carried to other languages by the base.

The embeddings of mpnet (Song et al., 2020, as tuned by sentence-transformers) are folded from 768 to 384 dimensions
along their largest second moments. For other languages a linear map, fitted by ridge regression on English texts, takes
the base's own embeddings there, after each language's mean was taken off: the base has equal texts of two languages
near each other (in the manner of Reimers and Gurevych, "Making monolingual sentence embeddings multilingual using
knowledge distillation", EMNLP 2020).
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import normalize

from data import fold, read_lines
from e5 import read_base
from embedder import by_length
from layers import mean_pooling
from network import Plan, TwoSpaces
from tokens import TextTokenizer
from work_rows import mixed_rows, work_rows

OF_A_SOURCE, OF_PROMPTS, LONGEST, BATCH = 900, 4000, 420, 64
SHRINKAGE = 400  # rows by which the mean of a language is drawn to the mean of all
RIDGE = 30.0
Embed = Callable[[list[str]], torch.Tensor]


def pool(shared: Path) -> list[dict[str, str]]:
    """Texts with their language, of every permitted source, none twice."""
    taken: Counter[str] = Counter()
    rows = [(row["lang"], row["instruction"], row["input"] or "") for row in mixed_rows(shared) if fits(row, taken)]
    rows += [(row["lang"], row["instruction"], row["input"]) for row in work_rows(shared)]
    prompts = list(read_lines(shared / "corpora/prompts_zh.jsonl.gz"))
    rows += [("zh", row["instruction"], "") for row in random.Random(3).sample(prompts, OF_PROMPTS)]
    texts: dict[str, dict[str, str]] = {}
    for lang, instruction, text in rows:
        whole = (f"{instruction}\n\n{text}" if text else instruction)[:LONGEST]
        texts.setdefault(fold(whole), {"lang": lang, "text": whole})
    return list(texts.values())


def fits(row: dict[str, str], taken: Counter[str]) -> bool:
    """Whether more rows are wanted of this row's source; counts it."""
    taken[row["source"]] += 1
    return taken[row["source"]] <= OF_A_SOURCE


def embedded(texts: Sequence[str], embed: Embed) -> np.ndarray:
    """Vectors of some texts, (texts, dimensions)."""
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        return by_length(texts, BATCH, lambda some: embed(some).float().numpy())


def base_embedder(folder: Path) -> Embed:
    """The base as it is, with the prefix that it was trained with."""
    network = TwoSpaces(
        read_base(), json.loads((folder / "vocabulary.json").read_text()), Plan(tuple(range(12)), (), ())
    )
    tokenizer = TextTokenizer.of_file(folder / "tokenizer.json", 128)

    def embed(texts: list[str]) -> torch.Tensor:
        ids, mask = tokenizer([f"query: {text}" for text in texts])
        x, _ = network.trunk(ids, mask)
        return normalize(mean_pooling(x, mask), dim=-1)

    return embed


def mpnet_embedder(folder: Path) -> Embed:
    """all-mpnet-base-v2 from the folder that its parts were joined in."""
    from transformers import AutoModel, AutoTokenizer

    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()

    def embed(texts: list[str]) -> torch.Tensor:
        batch = tokenizer(texts, padding=True, truncation=True, max_length=128, return_tensors="pt")
        return normalize(mean_pooling(model(**batch).last_hidden_state, batch["attention_mask"]), dim=-1)

    return embed


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows at unit length."""
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def centred(vectors: np.ndarray, languages: np.ndarray) -> np.ndarray:
    """Vectors (texts, dimensions) less the mean of their language, at unit length; means of few rows are shrunk."""
    moved = np.zeros_like(vectors)
    whole = vectors.mean(0)
    for language in set(languages):
        own = languages == language
        moved[own] = vectors[own] - (vectors[own].sum(0) + SHRINKAGE * whole) / (own.sum() + SHRINKAGE)
    return unit(moved)


def targets(base: np.ndarray, english: np.ndarray, teacher: np.ndarray, languages: np.ndarray) -> np.ndarray:
    """Content of every text, (texts, dimensions of the base).

    `base` is (texts, dimensions); `english` are the places of the texts that `teacher` embedded, (English texts, its
    dimensions).
    """
    _, _, directions = np.linalg.svd(teacher, full_matrices=False)
    folded = unit(teacher @ directions[: base.shape[1]].T)
    moved = centred(base, languages)
    known = moved[english]
    carried = np.linalg.solve(known.T @ known + RIDGE * np.eye(base.shape[1]), known.T @ folded)
    made = unit(moved @ carried)
    made[english] = folded
    return made.astype(np.float32)


def main() -> None:
    """Writes the texts and their targets into the work folder."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", required=True, type=Path)
    parser.add_argument("--mpnet", required=True, type=Path)
    parser.add_argument("--work", required=True, type=Path, help="folder with the tokenizer; gets the targets")
    parser.add_argument("--texts", type=int, default=40000, help="how many texts get targets")
    parser.add_argument(
        "--english", type=int, default=13000, help="English texts that mpnet embeds, the shortest first"
    )
    options = parser.parse_args()
    torch.set_num_threads(1)
    texts = pool(options.shared)
    random.Random(5).shuffle(texts)
    texts = texts[: options.texts]
    languages = np.array([text["lang"] for text in texts])
    english = sorted(np.flatnonzero(languages == "en"), key=lambda at: len(texts[at]["text"]))[: options.english]
    base = embedded([text["text"] for text in texts], base_embedder(options.work))
    teacher = embedded([texts[at]["text"] for at in english], mpnet_embedder(options.mpnet))
    np.save(options.work / "content.npy", targets(base, np.array(english), teacher, languages))
    (options.work / "content.json").write_text(
        json.dumps([text["text"] for text in texts], ensure_ascii=False), "utf-8"
    )
    print(f"{len(texts)} texts, {len(english)} of them by mpnet")


if __name__ == "__main__":
    main()
