"""Trains the judge of pairs, and writes its graph beside the encoder.

The encoder's layers do not learn: its graph gives the states of a text's tokens once, and WORK keeps them. The judge
learns from written groups and pairs, and with --near from near pairs of data, nearly all of which are different. A
twelfth of the groups and single pairs is held out; the chance is fitted on them (Platt 1999), and the figures printed
are theirs.
"""

import argparse
import hashlib
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.nn.utils.rnn import pad_sequence

from e5 import read_base
from found_pairs import NearPairs, read_near
from pair_graph import pair_model
from pair_network import NO_TOKEN, PairNetwork
from pair_rows import Judged, all_pairs, epoch, is_held_out, read_groups, read_singles
from static_texts import Graph, runs_of

HERE = Path(__file__).parent
ENCODER = HERE.parent / "encoder"
MAX_TOKENS = 160  # pairs with a longer text are not learnt from
LONG, LONG_SHARE = 110, 0.34  # of the pairs with more tokens only a share, for they cost most
SMOOTH = 0.04  # of a label that is taken for granted
WARM, COOL = 0.06, 0.7  # shares of the steps in which the rate rises and falls
GRAPH = "pairs.onnx"

Known = dict[str, tuple[torch.Tensor, torch.Tensor]]  # token ids and states, (tokens,) and (tokens, hidden), by text


def remember(texts: Sequence[str], cache: Path) -> Known:
    """The states that the encoder's graph gives the tokens of all texts, two bytes a value; `cache` keeps them."""
    known: Known = torch.load(cache) if cache.exists() else {}
    new = [text for text in dict.fromkeys(texts) if text not in known]
    graph = Graph(ENCODER)
    tokenizer = Tokenizer.from_file(str(ENCODER / "tokenizer.json"))
    ids = [row.ids for row in tokenizer.encode_batch(new)]
    short = [at for at, row in enumerate(ids) if len(row) <= MAX_TOKENS]
    for part in runs_of([len(ids[at]) for at in short]):
        chosen = [short[at] for at in part]
        for at, own in zip(chosen, graph.states([ids[at] for at in chosen]), strict=True):
            known[new[at]] = torch.tensor(ids[at], dtype=torch.int32), torch.from_numpy(own).bfloat16()
    if new:
        torch.save(known, cache)
    return known


class Batches:
    """Pairs as the network takes them."""

    def __init__(self, known: Known) -> None:
        """`known` has the states of all texts."""
        self.known = known

    def usable(self, pairs: Sequence[Judged]) -> list[Judged]:
        """The pairs whose texts are both short enough."""
        return [pair for pair in pairs if all(self.length(text) < MAX_TOKENS for text in pair[:2])]

    def length(self, text: str) -> int:
        """The tokens of a text; of one that is too long, the most there can be."""
        return len(self.known[text][0]) if text in self.known else MAX_TOKENS

    def tokens(self, pair: Judged) -> int:
        """The tokens of both texts."""
        return self.length(pair.left) + self.length(pair.right)

    def sides(self, pairs: Sequence[Judged]) -> list[torch.Tensor]:
        """States and ids of the left texts, then of the right ones."""
        made = []
        for side in (0, 1):
            rows = [self.known[(pair.left, pair.right)[side]] for pair in pairs]
            made.append(pad_sequence([states for _, states in rows], batch_first=True).float())
            made.append(pad_sequence([ids.long() for ids, _ in rows], batch_first=True, padding_value=NO_TOKEN))
        return made

    def cut(self, pairs: Sequence[Judged], size: int, seed: int) -> list[list[Judged]]:
        """An epoch's batches of pairs of similar length, in any order, with fewer pairs where they are long."""
        draw = random.Random(seed)
        chosen = [pair for pair in self.usable(pairs) if self.tokens(pair) <= LONG or draw.random() < LONG_SHARE]
        chosen.sort(key=lambda pair: self.tokens(pair) + draw.random() * 12)
        batches = []
        while chosen:
            count = size if self.tokens(chosen[:size][-1]) <= LONG + 12 else size // 3
            batches.append(chosen[:count])
            chosen = chosen[count:]
        draw.shuffle(batches)
        return batches


def log_odds(network: PairNetwork, batches: Batches, pairs: Sequence[Judged]) -> np.ndarray:
    """What the network says of some pairs, (pairs,)."""
    network.eval()
    order = np.argsort([batches.tokens(pair) for pair in pairs], kind="stable")
    found = np.zeros(len(pairs))
    with torch.inference_mode():
        for start in range(0, len(order), 32):
            part = order[start : start + 32]
            found[part] = network(*batches.sides([pairs[at] for at in part])).numpy()
    return found


def figures(name: str, odds: np.ndarray, pairs: Sequence[Judged]) -> None:
    """Prints how well the same and other pairs are told apart."""
    same = np.array([pair.same for pair in pairs])
    order = np.argsort(-odds)
    right = np.cumsum(same[order]) / np.arange(1, len(order) + 1)
    recall = [
        round(float((np.cumsum(same[order])[right >= wanted] / same.sum()).max(initial=0)), 3) for wanted in (0.97, 0.9)
    ]
    print(
        f"  {name}: {len(pairs)} pairs, AUC {roc_auc_score(same, odds):.3f}, recall at precision 0.97 and 0.9 {recall}",
        flush=True,
    )


def learn(
    network: PairNetwork, batches: Batches, epochs: Sequence[Sequence[Sequence[Judged]]], rate: float, weights: Path
) -> None:
    """Goes through all epochs, keeping the weights after each; the rate rises, stays, and falls to nought."""
    split = [[value for value in network.parameters() if (value.ndim > 1) == matrix] for matrix in (True, False)]
    optimiser = torch.optim.AdamW([{"params": split[0], "weight_decay": 0.01}, {"params": split[1], "weight_decay": 0}])
    total, step = sum(map(len, epochs)), 0
    for number, parts in enumerate(epochs):
        network.train()
        start, losses = time.monotonic(), []
        for part in parts:
            share = min(1, step / (WARM * total)) * max(0.02, min(1, (total - step) / (COOL * total)))
            for group in optimiser.param_groups:
                group["lr"] = rate * share
            wanted = torch.tensor([float(pair.same) for pair in part]) * (1 - SMOOTH) + SMOOTH / 2
            loss = binary_cross_entropy_with_logits(network(*batches.sides(part)), wanted)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            losses.append(loss.item())
            step += 1
            if step % 50 == 0:
                print(f"  step {step} of {total}, loss {np.mean(losses[-50:]):.3f}", flush=True)
        print(f"epoch {number + 1}: loss {np.mean(losses):.3f}, {time.monotonic() - start:.0f} s", flush=True)
        torch.save(network.state_dict(), weights)


def keep(network: PairNetwork, earlier: dict[str, torch.Tensor], share: float) -> None:
    """Moves the weights a share of the way back to earlier ones (WiSE-FT, Wortsman et al., CVPR 2022)."""
    mixed = {name: share * earlier[name] + (1 - share) * own for name, own in network.state_dict().items()}
    network.load_state_dict(mixed)


def write(network: PairNetwork, slope: float, shift: float) -> None:
    """Writes the graph, and what the descriptor says of it."""
    graph = pair_model(network, slope, shift).SerializeToString(deterministic=True)
    (ENCODER / GRAPH).write_bytes(graph)
    descriptor = json.loads((ENCODER / "encoder.json").read_text("utf-8"))
    trees = {name: value for name, value in descriptor.get("pairs", {}).items() if name == "trees"}
    descriptor["pairs"] = {"graph": GRAPH, "states": "states", "max_tokens": MAX_TOKENS, **trees}
    descriptor["sha256"]["pairs"] = hashlib.sha256(graph).hexdigest()
    (ENCODER / "encoder.json").write_text(json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n", "utf-8")


def calibrated(network: PairNetwork, batches: Batches, held: dict[str, list[Judged]]) -> tuple[float, float]:
    """Prints how the network does on what was held out; returns the factor of its log-odds and what is added.

    The chance is that of a pair of which nothing else is known: as many are the same as not.
    """
    odds = {name: log_odds(network, batches, pairs) for name, pairs in held.items()}
    for name, pairs in held.items():
        figures(name, odds[name], pairs)
    same = [pair.same for pairs in held.values() for pair in pairs]
    fitted = LogisticRegression(C=1e6, class_weight="balanced").fit(np.concatenate(list(odds.values()))[:, None], same)
    slope, shift = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
    print(f"chance: log-odds times {slope:.3f} plus {shift:.3f}", flush=True)
    return slope, shift


def arguments() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", required=True, type=Path)
    parser.add_argument("--work", required=True, type=Path, help="folder for states and weights")
    parser.add_argument("--near", type=Path, help="near pairs of data that near-pairs.ts wrote")
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--kept", type=float, default=0.0, help="share of the weights gone on from in those written")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--rate", type=float, default=2.5e-4)
    parser.add_argument("--seed", type=int, default=20261129)
    return parser.parse_args()


def main() -> None:
    """Trains, prints figures of what was held out, and writes the graph."""
    options = arguments()
    torch.manual_seed(options.seed)
    groups, singles = read_groups(options.shared), read_singles(options.shared)
    near = read_near(options.shared, options.near) if options.near else NearPairs()
    texts = [text for group in groups for text in group.texts()] + [text for pair in singles for text in pair[:2]]
    batches = Batches(remember([*texts, *near.texts()], options.work / "pair-states.pt"))
    learnt = [group for group in groups if not is_held_out(group.base)]
    single = [pair for pair in singles if not is_held_out(pair.left)]
    network = PairNetwork(read_base())
    if options.start:
        network.load_state_dict(torch.load(options.start))
    seeds = range(options.seed, options.seed + options.epochs)
    epochs = [batches.cut(epoch(learnt, single, seed) + near.epoch(seed), options.batch, seed) for seed in seeds]
    learn(network, batches, epochs, options.rate, options.work / "pairs.pt")
    if options.start:
        keep(network, torch.load(options.start), options.kept)
    held = {
        "groups": batches.usable([pair for group in groups if is_held_out(group.base) for pair in all_pairs(group)]),
        "single pairs": batches.usable([pair for pair in singles if is_held_out(pair.left)]),
    }
    write(network, *calibrated(network, batches, held))


if __name__ == "__main__":
    main()
