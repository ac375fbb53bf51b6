"""Figures of a checkpoint of the multilingual encoder, by the float network; the card's are by the service's code."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from scipy.stats import spearmanr

from data import eft_rows, intention_pairs, read_lines
from e5 import read_base
from evaluate import by_length, clusterings, precision_at_1, shown, super_natural
from network import TwoSpaces
from tokens import TextTokenizer
from work_figures import kinds, languages, unseen


class Embedding:
    """Both vectors of texts; one pass each."""

    def __init__(self, network: TwoSpaces, tokenizer: TextTokenizer) -> None:
        """`network` is used as it is."""
        self.network, self.tokenizer = network.eval(), tokenizer

    def __call__(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Task and content, (texts, dimensions) each."""
        size = self.network.shape.hidden

        def embed(some: list[str]) -> np.ndarray:
            with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
                return torch.cat([part.float() for part in self.network(*self.tokenizer(some))], 1).numpy()

        both = by_length(texts, 48, embed)
        return both[:, :size], both[:, size:]


def benchmark(embed: Embedding, shared: Path, seeds: int) -> dict[str, float]:
    """P@1, adjusted Rand index, its deviation, purity and Spearman's correlation on the paper's benchmark."""
    rows, pairs = eft_rows(shared), intention_pairs(shared)
    texts, tasks = [row["instruction"] for row in rows], [row["task"] for row in rows]
    vectors, _ = embed(texts)
    one, other = (embed([pair[name] for pair in pairs])[0] for name in ("instruction1", "instruction2"))
    rand, deviation, purity = clusterings(vectors, tasks, seeds)
    rho = spearmanr((one * other).sum(1), [pair["label"] for pair in pairs]).statistic
    names = ("P@1", "ARI", "deviation", "purity", "IIS")
    found = (precision_at_1(vectors, tasks, texts), rand, deviation, purity, rho)
    return dict(zip(names, (round(float(value), 4) for value in found), strict=True))


def main() -> None:
    """Prints one line a set."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", required=True, type=Path)
    parser.add_argument("--work", required=True, type=Path)
    parser.add_argument("--checkpoint", required=True, type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="kinds and languages alone")
    options = parser.parse_args()
    network = TwoSpaces(read_base(), json.loads((options.work / "vocabulary.json").read_text()))
    network.load_state_dict(torch.load(options.checkpoint)["network"])
    embed = Embedding(network, TextTokenizer.of_file(options.work / "tokenizer.json", 256))
    bench = options.shared / "bench"
    labelled = list(read_lines(bench / "kinds.jsonl"))
    both = [*labelled, *read_lines(bench / "kinds_languages.jsonl")]
    task, content = embed([shown(row) for row in both])
    print("kinds, task", kinds(labelled, task[: len(labelled)]), flush=True)
    print("kinds, content", kinds(labelled, content[: len(labelled)]), flush=True)
    print("languages", languages(both, task), flush=True)
    if options.quick:
        return
    print("IEB", benchmark(embed, options.shared, options.seeds), flush=True)
    superni = list(read_lines(bench / "superni_categories.jsonl"))
    vectors, _ = embed([shown(row) for row in superni])
    print(
        "superni",
        super_natural(vectors, str(options.shared)),
        "unseen categories",
        unseen(superni, vectors),
        flush=True,
    )


if __name__ == "__main__":
    main()
