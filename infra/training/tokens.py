"""Texts to token ids as the service reads them: of a text that is too long, the middle is left out."""

from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn.utils.rnn import pad_sequence


class TextTokenizer:
    """A tokenizer with a limit of its own."""

    def __init__(self, max_tokens: int, tokenizer: Tokenizer, padding: int = 0) -> None:
        """`max_tokens` counts the special tokens too; `padding` is the id of the token to pad with."""
        self.max_tokens, self.padding, self.tokenizer = max_tokens, padding, tokenizer
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()

    @classmethod
    def of_file(cls, path: Path, max_tokens: int) -> "TextTokenizer":
        """The tokenizer of a file, padded with its own token for that."""
        tokenizer = Tokenizer.from_file(str(path))
        padding = tokenizer.token_to_id("<pad>")
        if padding is None:
            raise SystemExit(f"{path} has no token to pad with")
        return cls(max_tokens, tokenizer, padding)

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
