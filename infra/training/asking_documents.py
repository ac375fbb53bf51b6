"""Long texts that hold a request somewhere among passages, to train and check the scorer of `asking.py` on.

Requests are prompts that this project wrote, and prompts of corpora under permissive licences. Passages are the
material of such prompts, answers of such corpora, and `asides.jsonl`: stories, recipes, lists of questions, letters
that speak to somebody, but not to who works on the text.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asking import Clause, clauses_of, units
from data import bench_instructions, read_lines, spellings, test_instructions

# Sources of corpora/mixed.jsonl.gz whose answers may be used by anyone, and are passages.
PERMISSIVE = (
    *("alpaca-cot-creak", "alpaca-cot-ecqa", "alpaca-cot-sensemaking", "alpaca-cot-strategyqa", "zh-code-questions"),
    *("zh-supplement", "huatuo-med-zh", "huatuo-liver-zh", "gpteacher-roleplay", "llm-adapters-math", "gsm8k-train"),
    *("instructlab-skills", "dolly-3k", "rasbt-1100", "oasst-zh", "self-instruct-seeds"),
)
# Those of them whose instructions are requests of many kinds.
OF_MANY_KINDS = (
    "dolly-3k",
    "rasbt-1100",
    "self-instruct-seeds",
    "oasst-zh",
    "instructlab-skills",
    "gpteacher-roleplay",
)
MOST_OF_A_SOURCE = 1200
SHORTEST_PASSAGE, LONGEST_PASSAGE = 40, 1500
SHORTEST_REQUEST, LONGEST_REQUEST = 6, 900
SEPARATORS = ("\n\n", "\n\n", "\n\n", "\n", " ")
ASIDES = Path(__file__).parent / "asides.jsonl"
WRITTEN = Path(__file__).parent / "written"


@dataclass(frozen=True)
class Material:
    """Requests and passages by language."""

    requests: dict[str, list[str]]
    passages: dict[str, list[str]]


@dataclass(frozen=True)
class Document:
    """The clauses of a long text, and which of them are of the request; there may be none."""

    language: str
    clauses: Sequence[Clause]
    asked: Sequence[bool]


def read_material(shared: Path, written: Path = WRITTEN) -> Material:
    """Everything that may be trained on. `written` is the folder with this project's own prompts."""
    banned = test_instructions(shared) | bench_instructions(shared)
    material = Material(defaultdict(list), defaultdict(list))
    seen: set[str] = set()
    for language, request, passage in allowed_rows(shared, written):
        if spellings(request, passage) & banned or request + passage in seen:
            continue
        seen.add(request + passage)
        if SHORTEST_REQUEST <= len(request) <= LONGEST_REQUEST:
            material.requests[language].append(request.strip())
        if len(passage) >= SHORTEST_PASSAGE:
            material.passages[language].append(passage.strip()[:LONGEST_PASSAGE])
    return material


def allowed_rows(shared: Path, written: Path) -> Iterator[tuple[str, str, str]]:
    """Language, request and passage of rows of sources that anyone may use; either may be empty."""
    for path in sorted(written.glob("*.jsonl")):
        for row in read_lines(path):
            yield row["lang"], row["instruction"], row.get("input") or ""
    for row in read_lines(shared / "labels/kinds_train.jsonl.gz"):
        if "NC" not in row["licence"] and row["licence"] != "unclear":
            yield row["lang"], row["instruction"], row["input"] or ""
    for row in read_lines(ASIDES):
        yield row["l"], "", row["x"]
    for row in permissive_rows(shared):
        if len(row["output"] or "") >= 2 * SHORTEST_PASSAGE:
            yield row["lang"], "", row["output"]
        if row["source"] in OF_MANY_KINDS:
            yield row["lang"], row["instruction"], row["input"] or ""


def permissive_rows(shared: Path) -> Iterator[dict[str, Any]]:
    """Rows that are for training and under a permissive licence, some of each source."""
    taken: dict[str, int] = defaultdict(int)
    for row in read_lines(shared / "corpora/mixed.jsonl.gz"):
        if row["use"] == "train" and row["source"] in PERMISSIVE and taken[row["source"]] < MOST_OF_A_SOURCE:
            taken[row["source"]] += 1
            yield row


class Documents:
    """Makes long texts; the same seed makes the same ones."""

    def __init__(self, material: Material, seed: int) -> None:
        """Languages with requests and passages are drawn alike, English and Chinese four times as often."""
        self.random = random.Random(seed)
        self.material = material
        both = sorted(set(material.requests) & set(material.passages))
        self.languages = [language for language in both for _ in range(4 if language in ("en", "zh") else 1)]

    def passage(self, language: str) -> str:
        """One passage; sometimes all on one line, sometimes a paragraph for each clause."""
        text = self.random.choice(self.material.passages[language])
        form = self.random.random()
        if form < 0.25:
            return " ".join(text.split())
        if form < 0.35:
            return "\n\n".join(clause.text for clause in clauses_of(text))
        return text

    def around(self, language: str) -> tuple[str, str]:
        """What stands before and after a request; either may be empty."""
        longest = self.random.choice([400, 1000, 2500, 5000]) // (3 if language in ("zh", "ja") else 1)
        gap = self.random.choice(SEPARATORS)
        text = self.passage(language)
        while len(text) < longest:
            text += gap + self.passage(language)
        if self.random.random() < 0.3:
            text = " ".join(text.split())
        place = self.random.random()
        if place < 0.2:
            return "", text
        if place < 0.45:
            return text, ""
        middle = self.random.randint(len(text) // 5, len(text) * 4 // 5)
        if place < 0.9:  # between two clauses, as people write; else anywhere
            middle = min((clause.start for clause in clauses_of(text)), key=lambda start: abs(start - middle))
        return text[:middle], text[middle:]

    def make(self) -> Document:
        """A text with a request in six of seven, in one of six in another language than the passages."""
        language = self.random.choice(self.languages)
        before, after = self.around(language)
        if self.random.random() < 1 / 7:
            clauses = clauses_of(units(before + after))
            return Document(language, clauses, [False] * len(clauses))
        spoken = self.random.choice(self.languages) if self.random.random() < 1 / 6 else language
        request = units(self.random.choice(self.material.requests[spoken]))
        gap = self.random.choice(SEPARATORS)
        lead = units(before + gap if before else "")
        clauses = clauses_of(lead + request + units(gap + after if after else ""))
        start, end = len(lead), len(lead) + len(request)
        return Document(spoken, clauses, [start <= clause.start and clause.end <= end for clause in clauses])
