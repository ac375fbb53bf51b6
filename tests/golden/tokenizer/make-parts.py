"""Writes parts.json: small tokenizers of the parts that such files have, with the ids that the reference gives.

python make-parts.py        # needs tokenizers (0.23 was used)
"""

import json
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, trainers
from tokenizers import normalizers as norm
from tokenizers import pre_tokenizers as pre

TEXTS = [
    "Hello, world! It's 12,345.67 o'clock.",
    "  two  spaces ",
    "naïve café Ångström ½ Ⅷ",
    "日本語のテキスト と 한국어 中文，标点。",
    "tab\there\nnew\u00a0line\u200bzero",
    "mixedCASE IPv6 x²+y³=z",
    "ΑΣ σς ΟΔΟΣ",
    "مرحبا بالعالم ١٢٣",
    "می\u200cنویسم नमस्ते हिन्दी",
    "foo_bar-baz__qux",
    "...!!!??",
    "ß ẞ straße",
    "$5 and $1",
    "un\ufeffable \ufeff next\u0085line",
    "",
]
SIGNS = Regex(r"\p{L}+|\p{N}{1,3}")
SPLITTING = {
    "Whitespace": pre.Whitespace(),
    "WhitespaceSplit": pre.WhitespaceSplit(),
    "Punctuation, isolated": pre.Punctuation("isolated"),
    "Punctuation, contiguous": pre.Punctuation("contiguous"),
    "Digits, each": pre.Digits(individual_digits=True),
    "Metaspace": pre.Metaspace(),
    "Metaspace, first": pre.Metaspace(prepend_scheme="first"),
    "ByteLevel": pre.ByteLevel(add_prefix_space=False),
    "Split, isolated": pre.Split(SIGNS, "isolated"),
    "Split, removed, inverted": pre.Split(SIGNS, "removed", invert=True),
    "Split, words": pre.Split(Regex(r"\w+|[^\w\s]+"), "isolated"),
    "Split, digits": pre.Split(Regex(r"[\d.]+|\D"), "isolated"),
    "Sequence": pre.Sequence([pre.Whitespace(), pre.Digits(individual_digits=True)]),
}


def trained(splitting: pre.PreTokenizer, normalizer: norm.Normalizer | None = None) -> Tokenizer:
    """A small tokenizer of the texts."""
    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = splitting
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    trainer = trainers.BpeTrainer(vocab_size=190, special_tokens=["[UNK]"], show_progress=False)
    tokenizer.train_from_iterator(TEXTS * 3, trainer)
    return tokenizer


def main() -> None:
    """Writes the file beside this one."""
    made = {name: trained(splitting) for name, splitting in SPLITTING.items()}
    underlined = norm.Replace(" ", "▁")
    made["Split of what was replaced"] = trained(pre.Split(" ", "merged_with_previous"), underlined)
    made["BertPreTokenizer"] = trained(pre.BertPreTokenizer(), norm.BertNormalizer(lowercase=False))
    made["Replace with a dollar"] = trained(pre.WhitespaceSplit(), norm.Replace(Regex(r"(\d)"), "$1 "))
    made["Replace of spaces"] = trained(pre.Split(Regex(r"\S+"), "isolated"), norm.Replace(Regex(r"\s+"), " "))
    rows = [
        {"name": name, "tokenizer": json.loads(one.to_str()), "ids": [row.ids for row in one.encode_batch(TEXTS)]}
        for name, one in made.items()
    ]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    texts = json.dumps(TEXTS, ensure_ascii=False)
    Path(__file__).with_name("parts.json").write_text(f'{{"texts":{texts},"rows":[\n{lines}\n]}}\n', "utf-8")


if __name__ == "__main__":
    main()
