"""What the reference is given, and what is kept of its ids."""

import sys
from functools import cache
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

sys.path.insert(0, str(Path(__file__).parents[3] / "infra/training"))

from asking import read_asking
from asking_parts import framed_ids

scorer = cache(read_asking)


def readable(text: str) -> str:
    """As the service reads it: pairs of surrogates joined, lone ones replaced."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def within(ids: list[int], descriptor: dict[str, Any]) -> list[int]:
    """The ids that are read of a text that is too long; the reference itself can leave out nothing but an end."""
    most = descriptor["max_tokens"]
    last = most // 2 if descriptor.get("left_out") == "middle" else 1
    return ids if len(ids) <= most else ids[: most - last] + ids[-last:]


def ids_of(text: str, tokenizer: Tokenizer, encoder: Path, descriptor: dict[str, Any]) -> list[int]:
    """What is read of a text by the encoder of a folder, whose `encoder.json` is given."""
    text = readable(text)
    if descriptor.get("left_out") == "least-asking":
        return framed_ids(text, tokenizer, descriptor["max_tokens"], scorer(encoder / descriptor["asking"]))
    return within(tokenizer.encode(text).ids, descriptor)
