"""Texts to token ids as the service reads them: of a text that is too long, the middle is left out."""

from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn.utils.rnn import pad_sequence

from model import base_folder


class TextTokenizer:
    """The base's tokenizer, or another, with a limit of its own."""

    def __init__(self, max_tokens: int, tokenizer: Tokenizer | None = None) -> None:
        """`max_tokens` counts the special tokens too."""
        self.max_tokens, self.padding = max_tokens, 0
        self.tokenizer = tokenizer or Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()

    @classmethod
    def of_file(cls, path: Path, max_tokens: int) -> "TextTokenizer":
        """The tokenizer of a file, padded with its own token for that."""
        made = cls(max_tokens, Tokenizer.from_file(str(path)))
        padding = made.tokenizer.token_to_id("<pad>")
        if padding is None:
            raise SystemExit(f"{path} has no token to pad with")
        made.padding = padding
        return made

    def fitted(self, ids: list[int]) -> list[int]:
        """The ids of a text, or those of its beginning and its end when it is too long."""
        last = self.max_tokens // 2
        return ids if len(ids) <= self.max_tokens else ids[: self.max_tokens - last] + ids[-last:]

    def __call__(self, texts: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """Token ids and attention mask of some texts, (rows, tokens) each, padded to the longest text."""
        rows = [torch.tensor(self.fitted(row.ids)) for row in self.tokenizer.encode_batch(texts)]
        mask = [torch.ones_like(row) for row in rows]
        ids = pad_sequence(rows, batch_first=True, padding_value=self.padding)
        return ids, pad_sequence(mask, batch_first=True)
