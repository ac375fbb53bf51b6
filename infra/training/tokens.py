"""Texts to token ids as the service reads them: of a text that is too long, the middle is left out."""
import torch
from tokenizers import Tokenizer

from model import base_folder


class TextTokenizer:
    """The base's tokenizer, or another, with a limit of its own."""

    def __init__(self, max_tokens, tokenizer=None):
        self.max_tokens = max_tokens
        self.tokenizer = tokenizer or Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()

    def fitted(self, ids):
        """Ids of the beginning and the end, special tokens included."""
        last = self.max_tokens // 2
        return ids if len(ids) <= self.max_tokens else ids[: self.max_tokens - last] + ids[-last:]

    def __call__(self, texts):
        """Token ids and attention mask of a list of texts, padded to the longest."""
        rows = [torch.tensor(self.fitted(row.ids)) for row in self.tokenizer.encode_batch(texts)]
        return tuple(torch.nn.utils.rnn.pad_sequence(some, batch_first=True) for some in (rows, [torch.ones_like(row) for row in rows]))
