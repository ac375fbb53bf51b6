"""Trims the base's vocabulary to the languages that are served, and writes the tokenizer.

Kept are all pieces of one character, so that no script becomes unknown, the pieces of the training corpora that occur
four times or more, and those that the most frequent words of nine languages are made of (`wordfreq`, Speer 2022).
Scores stay as they are (Kudo, "Subword regularization", ACL 2018): a text is cut into the likeliest kept pieces.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from data import read_lines
from e5 import Base, read_base

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
SPACE = "▁"
LEAST = 4  # occurrences from which a piece of the corpora is kept
WORDS = {  # language -> how many of its most frequent words
    "en": 60_000,
    "zh": 60_000,
    "de": 60_000,
    "ru": 60_000,
    "fi": 60_000,
    "ja": 50_000,
    "ar": 50_000,
    "fr": 45_000,
    "es": 45_000,
}
CAPITALS = ("de", "en", "es", "fi", "fr", "ru")  # languages whose words also begin sentences and names
CAPITALISED = 25_000
SLICE = 5_000


def tokenizer_of(pieces: Sequence[str], scores: Iterable[float]) -> Tokenizer:
    """A tokenizer of these pieces; text is brought to compatible characters and single spaces first."""
    ids = {piece: number for number, piece in enumerate(pieces)}
    made = Tokenizer(models.Unigram(list(zip(pieces, map(float, scores), strict=True)), unk_id=ids["<unk>"]))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    spaces = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always")
    made.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), spaces])
    ends = [(name, ids[name]) for name in ("<s>", "</s>")]
    made.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=ends)
    made.add_special_tokens(list(SPECIAL))
    return made


def corpus_texts(shared: Path, written: Path) -> Iterator[str]:
    """Texts in which pieces are counted. None of them is a test."""
    for row in read_lines(shared / "corpora/mixed.jsonl.gz"):
        if row["use"] == "train":
            yield f"{row['instruction']}\n{row['input'] or ''}"[:2000] + "\n" + (row["output"] or "")[:600]
    for row in read_lines(shared / "corpora/prompts_zh.jsonl.gz"):
        yield row["instruction"]
    for row in read_lines(shared / "corpora/superni_train.jsonl.gz"):
        yield row["input"][:1500]
    for path in sorted(written.glob("*.jsonl")):
        for row in read_lines(path):
            yield f"{row['instruction']}\n{row.get('input', '')}"


def frequent_words() -> Iterator[str]:
    """Frequent words of every language, some also with a capital."""
    from wordfreq import top_n_list  # needed here alone

    for language, count in WORDS.items():
        words = top_n_list(language, count)
        yield from words
        if language in CAPITALS:
            yield from (word.capitalize() for word in words[:CAPITALISED])


def pieces_of(tokenizer: Tokenizer, texts: Iterable[str]) -> Counter[int]:
    """How often every piece occurs in some texts."""
    counts: Counter[int] = Counter()
    some: list[str] = []

    def count() -> None:
        for encoding in tokenizer.encode_batch(some, add_special_tokens=False):
            counts.update(encoding.ids)
        some.clear()

    for text in texts:
        some.append(text)
        if len(some) == SLICE:
            count()
    count()
    return counts


def kept_ids(base: Base, shared: Path, written: Path) -> list[int]:
    """Ids of the pieces that stay, the special ones first."""
    whole = tokenizer_of(base.pieces, base.scores)
    in_corpora = pieces_of(whole, corpus_texts(shared, written))
    kept = {number for number, count in in_corpora.items() if count >= LEAST} | set(pieces_of(whole, frequent_words()))
    kept |= {number for number, piece in enumerate(base.pieces) if len(piece.removeprefix(SPACE)) <= 1}
    first = [base.pieces.index(name) for name in SPECIAL]
    return first + sorted(kept - set(first) - {base.pieces.index("<mask>")})


def main() -> None:
    """Writes `tokenizer.json` and `vocabulary.json` (ids of the base) into a folder."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", required=True, type=Path)
    parser.add_argument("--written", default=Path(__file__).with_name("written"), type=Path)
    parser.add_argument("--out", required=True, type=Path)
    options = parser.parse_args()
    base = read_base()
    kept = kept_ids(base, options.shared, options.written)
    tokenizer_of([base.pieces[at] for at in kept], base.scores[kept]).save(str(options.out / "tokenizer.json"))
    (options.out / "vocabulary.json").write_text(json.dumps(kept), "utf-8")
    print(f"{len(kept)} of {len(base.pieces)} pieces kept")


if __name__ == "__main__":
    main()
