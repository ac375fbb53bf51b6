"""How much a clause of a long text asks of its reader: the reference of `services/embedding/asking`.

A text is cut into clauses by punctuation and line breaks alone, alike in every script. A clause is scored by hashed
character n-grams and words, and by signs of its form and place. The weights are small whole numbers, so that Python
and TypeScript come to the same score to the last bit. Positions count UTF-16 units, as they do in TypeScript.
"""

import base64
import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FORMAT = "asking-1"
BUCKETS = 1 << 17
LONGEST = 300  # units of a clause; what is longer is cut, at a space if there is one in its second half
SHORTEST_GRAM, LONGEST_GRAM = 2, 5
FOLDED_BELOW = 0x590  # Latin, Greek, Cyrillic: their small letters are the same in every version of Unicode
GRAM, WORD, PAIR, OPENING = 1, 2, 3, 4  # what is hashed
OPENING_WORDS = 3

SPACE = r" \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\ufeff"
BREAK = re.compile("\r\n|[\n\r\v\f\u0085\u2028\u2029]")
CLOSERS = r"[\"'”’»)\]*_」』）】》]*"
# A run of marks is looked at once, from its first, so that a text of nothing else takes no longer than others.
END = re.compile(rf"(?<![.!?…؟])[.!?…؟]+{CLOSERS}(?=[{SPACE}])|[。！？；．｡।]+{CLOSERS}")
NUMBERED = re.compile(r"(?:^|[^A-Za-z0-9])(?:[A-Za-z]|[0-9]{1,3})\.$")  # the full stop of "1." or "J." ends nothing
SPACES = re.compile(rf"[{SPACE}]+")
RUNS = re.compile(r"(.)\1{3,}")  # of one character, as in a line to fill in: three stand for all
LEADING, TRAILING = re.compile(rf"^[{SPACE}]+"), re.compile(rf"[{SPACE}]+$")
WORDS = re.compile(rf"[^{SPACE}!-/:-@\[-`{{-~¡«»¿“”‘’„…،؛؟。、！？；：（）「」『』【】《》]+")
QUESTION = re.compile(rf"[?？؟]{CLOSERS}$")
COLON = re.compile(rf"[:：]{CLOSERS}$")
EXCLAMATION = re.compile(rf"[!！]{CLOSERS}$")
STOP = re.compile(rf"[.。．…।]{CLOSERS}$")
# Signs of a clause's form. A clause has any number of them.
FORMS = {
    "question": QUESTION,
    "colon": COLON,
    "exclamation": EXCLAMATION,
    "stop": STOP,
    "opens quote": re.compile(r"^[\"'“‘«»„「『《—–]"),
    "closes quote": re.compile(r"[\"'”’»“」』]$"),
    "quoting": re.compile(r"[\"“‘«„「『《`][^\"”’»“」』》`]{2,}[\"”’»“」』》`]"),
    "item": re.compile(r"^(?:[-*•·▪◦]|[(]?[0-9]{1,3}[.):、]|[(]?[A-Za-z][.)]|[①-⑳])"),
    "speaker": re.compile(rf"^[^{SPACE}:：]{{1,20}}(?: [^{SPACE}:：]{{1,20}})?[:：] ?[^ ]"),
    "code": re.compile(r"[{};=<>\\|][^{};=<>\\|]*[{};=<>\\|]"),
    "blank": re.compile(r"_{2,}|\[[^\]]{0,20}\]|\{[^}]{0,20}\}"),
}
# Signs of its place, and how long it is; `signs_of` says when.
PLACES = (
    *("alone", "own line", "opens paragraph", "closes paragraph", "first", "last", "near edge"),
    *("inside quote", "after colon", "after question", "foreign script", "short paragraph"),
    *("one of few alone", "one of few questions", "one of few short paragraphs"),
    *("long paragraph", "question in long paragraph", "short question"),
)
NEAR = 3  # clauses from an edge
FEW = 2  # in the whole text
SHORT, LONG = 3, 8  # clauses of a paragraph
SHORT_QUESTION = 25
LENGTHS = (15, 40, 100, LONGEST)
SIGNS = (*FORMS, *PLACES, *(f"up to {length}" for length in LENGTHS))
QUOTE_OPENS, QUOTE_CLOSES = re.compile(r"[“«„「『《]"), re.compile(r"[”»」』》]")
SCRIPTS = tuple(
    re.compile(f"[{ranges}]")
    for ranges in ("A-Za-zÀ-ɏ", "\u4e00-\u9fff", "\u3040-\u30ff", "\u0400-\u04ff", "\u0600-\u06ff")
)


def units(text: str) -> str:
    """The text with one character for each UTF-16 unit, as TypeScript sees it."""
    return "".join(map(chr, np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2").tolist()))


@dataclass(frozen=True)
class Clause:
    """A clause, without white space around it, and where it stands."""

    start: int
    text: str
    before: int  # line breaks before it, at most 2; the edge of the text counts as 2
    after: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


def pieces(line: str) -> Iterable[tuple[int, int]]:
    """Where the clauses of a line begin and end, with white space around them."""
    cuts = [m.end() for m in END.finditer(line) if not NUMBERED.search(line[max(0, m.end() - 5) : m.end()])]
    start = 0
    for cut in [*cuts, len(line)]:
        while cut - start > LONGEST:
            space = line.rfind(" ", start + LONGEST // 2, start + LONGEST)
            end = start + LONGEST if space < 0 else space + 1
            yield start, end
            start = end
        yield start, cut
        start = cut


def clauses_of(text: str) -> list[Clause]:
    """The clauses of a text of UTF-16 units, in their order."""
    found: list[tuple[int, str, int]] = []
    breaks, at = 2, 0
    for stop, following in [*((m.start(), m.end()) for m in BREAK.finditer(text)), (len(text), len(text))]:
        for start, end in pieces(text[at:stop]):
            piece = TRAILING.sub("", text[at + start : at + end])
            clause = LEADING.sub("", piece)
            if clause:
                found.append((at + start + len(piece) - len(clause), clause, breaks))
                breaks = 0
        breaks, at = min(2, breaks + 1), following
    after = [*(breaks for _, _, breaks in found[1:]), 2][: len(found)]
    return [Clause(*clause, gap) for clause, gap in zip(found, after, strict=True)]


def small(text: str) -> str:
    """Small letters, where every version of Unicode has the same ones; digits as 0, spaces as one, runs as three."""
    folded = [
        "0" if "0" <= unit <= "9" else unit.lower() if ord(unit) < FOLDED_BELOW and len(unit.lower()) == 1 else unit
        for unit in text
    ]
    return RUNS.sub(r"\1\1\1", SPACES.sub(" ", "".join(folded)))


def mixed(state: int, text: str) -> int:
    """FNV-1a over UTF-16 units."""
    for unit in text:
        state = ((state ^ ord(unit)) * 16777619) & 0xFFFFFFFF
    return state


def seed_of(kind: int) -> int:
    """Where the hash of a kind of feature begins."""
    return mixed(2166136261, chr(kind))


def bucket_of(state: int) -> int:
    """The place of a hash among the weights."""
    return (state ^ (state >> 15)) & (BUCKETS - 1)


def word_buckets(text: str) -> list[int]:
    """Places of the words of a folded clause, of pairs that stand beside each other, and of the first few together."""
    words = WORDS.findall(text)
    buckets = [bucket_of(mixed(seed_of(WORD), word)) for word in words]
    buckets += [
        bucket_of(mixed(mixed(seed_of(PAIR), one + " "), other)) for one, other in zip(words, words[1:], strict=False)
    ]
    state = seed_of(OPENING)
    for word in words[:OPENING_WORDS]:
        state = mixed(state, word + " ")
        buckets.append(bucket_of(state))
    return buckets


def gram_buckets(text: str) -> np.ndarray:
    """Places of the character n-grams of a folded clause; marks stand for its beginning and its end."""
    codes = np.frombuffer(("\u0002" + text + "\u0003").encode("utf-16-le", "surrogatepass"), "<u2").astype(np.uint64)
    state = np.full(len(codes), seed_of(GRAM), np.uint64)
    buckets = []
    for length in range(1, LONGEST_GRAM + 1):
        usable = len(codes) - length + 1
        if usable <= 0:
            break
        state = ((state[:usable] ^ codes[length - 1 :]) * np.uint64(16777619)) & np.uint64(0xFFFFFFFF)
        if length >= SHORTEST_GRAM:
            buckets.append((state ^ (state >> np.uint64(15))) & np.uint64(BUCKETS - 1))
    return np.concatenate(buckets) if buckets else np.zeros(0, np.uint64)


def buckets_of(clause: Clause) -> np.ndarray:
    """The places of everything that is hashed of a clause."""
    text = small(clause.text)
    return np.concatenate([gram_buckets(text), np.array(word_buckets(text), np.uint64)]).astype(np.int64)


def script_of(text: str) -> int:
    """The script with the most letters; -1 where there is no letter of any."""
    counts = [len(script.findall(text)) for script in SCRIPTS]
    return counts.index(max(counts)) if any(counts) else -1


@dataclass
class Paragraph:
    """Where a paragraph begins and ends, and the quotations that are open in it so far."""

    first: int
    last: int
    depth: int = 0
    straight: int = 0

    @property
    def short(self) -> bool:
        """Whether it has few clauses."""
        return self.last - self.first < SHORT

    @property
    def long(self) -> bool:
        """Whether it has many clauses."""
        return self.last - self.first >= LONG

    def read(self, text: str) -> None:
        """Counts the quotation marks of a clause."""
        self.depth = max(0, self.depth + len(QUOTE_OPENS.findall(text)) - len(QUOTE_CLOSES.findall(text)))
        self.straight += text.count('"')


def paragraphs_of(clauses: Sequence[Clause]) -> list[Paragraph]:
    """The paragraphs of a text."""
    ends = [index for index, clause in enumerate(clauses) if clause.after == 2]
    begins = [0, *(end + 1 for end in ends)]
    return [Paragraph(begin, end) for begin, end in zip(begins, ends, strict=False)]


def signs_of(clauses: Sequence[Clause]) -> list[list[bool]]:
    """The signs of each clause of a text, in the order of SIGNS."""
    scripts = [script_of(clause.text) for clause in clauses]
    counts = [scripts.count(script) for script in range(len(SCRIPTS))]
    usual = counts.index(max(counts))
    paragraphs = paragraphs_of(clauses)
    asks = [QUESTION.search(clause.text) is not None for clause in clauses]
    few_questions = sum(asks) <= FEW
    few_alone = sum(paragraph.first == paragraph.last for paragraph in paragraphs) <= FEW
    few_short = sum(paragraph.short for paragraph in paragraphs) <= FEW
    rows = []
    for paragraph in paragraphs:
        for index in range(paragraph.first, paragraph.last + 1):
            clause = clauses[index]
            place = [
                paragraph.first == paragraph.last,
                clause.before > 0 and clause.after > 0,
                index == paragraph.first,
                index == paragraph.last,
                index == 0,
                index == len(clauses) - 1,
                index < NEAR or index >= len(clauses) - NEAR,
                paragraph.depth > 0 or paragraph.straight % 2 == 1,
                index > 0 and COLON.search(clauses[index - 1].text) is not None,
                index > 0 and asks[index - 1],
                scripts[index] not in (-1, usual),
                paragraph.short,
                paragraph.first == paragraph.last and few_alone,
                asks[index] and few_questions,
                paragraph.short and few_short,
                paragraph.long,
                asks[index] and paragraph.long,
                asks[index] and len(clause.text) <= SHORT_QUESTION,
            ]
            forms = [form.search(clause.text) is not None for form in FORMS.values()]
            fits = [len(clause.text) <= length for length in LENGTHS]
            rows.append([*forms, *place, *(fit and not any(fits[:at]) for at, fit in enumerate(fits))])
            paragraph.read(clause.text)
    return rows


@dataclass(frozen=True)
class Asking:
    """Weights of the scorer: whole numbers of eight bits, and what one of them is worth."""

    weights: np.ndarray
    scale: float
    signs: np.ndarray
    sign_scale: float
    bias: float

    def scores(self, clauses: Sequence[Clause]) -> list[float]:
        """The score of each clause of a text: the log of the odds that it asks."""
        found = []
        for clause, signs in zip(clauses, signs_of(clauses), strict=True):
            buckets = buckets_of(clause)
            total = int(self.weights[buckets].sum(dtype=np.int64))
            place = int(self.signs[np.array(signs)].sum(dtype=np.int64))
            found.append(total / math.sqrt(len(buckets)) * self.scale + place * self.sign_scale + self.bias)
        return found

    def write(self, path: Path) -> None:
        """Writes the file that an encoder folder names."""
        content = {
            "format": FORMAT,
            "bias": self.bias,
            "scale": self.scale,
            "sign_scale": self.sign_scale,
            "signs": dict(zip(SIGNS, self.signs.tolist(), strict=True)),
            "weights": base64.b64encode(self.weights.astype(np.int8).tobytes()).decode(),
        }
        path.write_text(json.dumps(content, indent=2) + "\n", "utf-8")


def read_asking(path: Path) -> Asking:
    """The weights of a file."""
    content = json.loads(path.read_text("utf-8"))
    if content["format"] != FORMAT or list(content["signs"]) != list(SIGNS):
        raise ValueError(f"{path} is of another format than {FORMAT}: train it again")
    weights = np.frombuffer(base64.b64decode(content["weights"]), np.int8)
    signs = np.array(list(content["signs"].values()), np.int64)
    return Asking(weights, content["scale"], signs, content["sign_scale"], content["bias"])
