"""Trains the scorer of `asking.py`, and says how often the clause that it puts first is one of the request.

python train_asking.py SHARED OUT [--documents 12000] [--seed 1]
"""

import argparse
import warnings
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from asking import BUCKETS, SIGNS, Asking, Clause, buckets_of, signs_of
from asking_documents import Document, Documents, Material, read_material

KEPT_OF_PASSAGES = 0.35  # the share of their clauses that is learnt from; there are many
LONGEST_REQUEST = 2  # clauses; of a longer one it is not known which of them asks


def buckets_cached(clause: Clause, known: dict[str, np.ndarray]) -> np.ndarray:
    """The places of a clause; passages are drawn again and again."""
    found = known.get(clause.text)
    if found is None:
        found = known[clause.text] = buckets_of(clause).astype(np.int32)
    return found


def features(places: Sequence[np.ndarray], signs: Sequence[Sequence[bool]]) -> csr_matrix:
    """A row a clause: what is hashed, divided by the root of how much that is, then the signs."""
    rows = [np.concatenate([place, BUCKETS + np.flatnonzero(sign)]) for place, sign in zip(places, signs, strict=True)]
    values = [
        np.concatenate([np.full(len(place), len(place) ** -0.5), np.ones(len(row) - len(place))])
        for place, row in zip(places, rows, strict=True)
    ]
    ends = np.cumsum([0, *map(len, rows)])
    shape = (len(rows), BUCKETS + len(SIGNS))
    return csr_matrix((np.concatenate(values), np.concatenate(rows), ends), shape, dtype=np.float32)


def examples(documents: Sequence[Document], seed: int) -> tuple[list[np.ndarray], list[list[bool]], list[bool]]:
    """What is learnt from: places and signs of clauses, and whether they ask."""
    random = np.random.default_rng(seed)
    places, signs, asks = [], [], []
    known: dict[str, np.ndarray] = {}
    for document in documents:
        unsure = sum(document.asked) > LONGEST_REQUEST
        for clause, sign, asked in zip(document.clauses, signs_of(document.clauses), document.asked, strict=True):
            if unsure if asked else random.random() > KEPT_OF_PASSAGES:
                continue
            places.append(buckets_cached(clause, known))
            signs.append(sign)
            asks.append(asked)
    return places, signs, asks


def rounded(values: np.ndarray, share: float = 0.9999) -> tuple[np.ndarray, float]:
    """Whole numbers of eight bits, and what one is worth; the few farthest values are cut."""
    scale = float(np.quantile(np.abs(values), share)) / 127
    return np.clip(np.rint(values / scale), -127, 127).astype(np.int8), scale


def fit(documents: Sequence[Document], seed: int, strength: float) -> Asking:
    """Weights by logistic regression."""
    places, signs, asks = examples(documents, seed)
    model = LogisticRegression(C=strength, max_iter=100, tol=1e-3, class_weight="balanced")
    with warnings.catch_warnings():  # so many steps are enough, whether the last digits still move or not
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(features(places, signs), asks)
    weights, scale = rounded(model.coef_[0][:BUCKETS])
    sign_weights, sign_scale = rounded(model.coef_[0][BUCKETS:], 1)
    return Asking(weights, scale, sign_weights, sign_scale, float(model.intercept_[0]))


def found_first(asking: Asking, documents: Sequence[Document]) -> dict[str, tuple[float, float, int]]:
    """By language: the share of texts whose best clause, and one of whose best three, is of the request."""
    hits: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for document in documents:
        if any(document.asked) and not all(document.asked):
            order = np.argsort(-np.array(asking.scores(document.clauses)), kind="stable")
            first = [document.asked[index] for index in order[:3]]
            hits[document.language].append((first[0], any(first)))
    shares = {}
    for language, found in sorted(hits.items()):
        best, among_three = (round(float(share), 3) for share in np.mean(found, axis=0))
        shares[language] = (best, among_three, len(found))
    return shares


def halves(material: Material) -> tuple[Material, Material]:
    """For training, and a tenth for checking; no text is in both."""

    def part(texts: dict[str, list[str]], checked: bool) -> dict[str, list[str]]:
        return {key: [one for at, one in enumerate(every) if (at % 10 == 0) == checked] for key, every in texts.items()}

    train, check = (
        Material(part(material.requests, checked), part(material.passages, checked)) for checked in (False, True)
    )
    return train, check


def main() -> None:
    """Reads, trains, reports and writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--documents", type=int, default=12000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--strength", type=float, default=1.0)
    options = parser.parse_args()
    train, check = halves(read_material(options.shared))
    for name, texts in (("requests", train.requests), ("passages", train.passages)):
        print(name, {language: len(texts[language]) for language in sorted(texts)}, flush=True)
    maker, checker = Documents(train, options.seed), Documents(check, options.seed + 1)
    documents = [maker.make() for _ in range(options.documents)]
    checked = [checker.make() for _ in range(1500)]
    asking = fit(documents, options.seed, options.strength)
    for language, shares in found_first(asking, checked).items():
        print(language, *shares)
    print({name: round(float(value) * asking.sign_scale, 2) for name, value in zip(SIGNS, asking.signs, strict=True)})
    asking.write(options.out)


if __name__ == "__main__":
    main()
