"""Writes bag-of-words.json: what scikit-learn makes of a few texts.

Needs scikit-learn 1.x.

    python3 tests/golden/bag-of-words.py
"""

import json
from pathlib import Path

from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

TEXTS = [
    "Rewrite the sentence in the passive voice.",
    "Rewrite this sentence so that a child understands it.",
    "List five rivers of Europe, five!",
    "List three rivers that cross a desert",
    "Wie heißt der längste Fluß? Is it the Danube?",
    "Explain how a river delta forms: a DELTA of sand.",
    "? ! a",
]
RANK = 3

vectorizer = TfidfVectorizer()
matrix = vectorizer.fit_transform(TEXTS)
svd = TruncatedSVD(RANK, algorithm="arpack")
rows = normalize(svd.fit_transform(matrix))
words = vectorizer.get_feature_names_out()
golden = {
    "texts": TEXTS,
    "rank": RANK,
    "weights": [
        {words[column]: round(float(value), 9) for column, value in zip(row.indices, row.data, strict=True)}
        for row in matrix
    ],
    "singular_values": sorted((round(float(value), 9) for value in svd.singular_values_), reverse=True),
    "cosines": [[round(float(value), 7) for value in row] for row in rows @ rows.T],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(golden, ensure_ascii=False, indent=1) + "\n")
