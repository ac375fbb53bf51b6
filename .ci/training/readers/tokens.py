"""A tokenizer of bytes with a chat template: what is read here does not depend on a model."""

from __future__ import annotations

from functools import cache

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]


@cache
def tokenizer(template: str) -> PreTrainedTokenizerFast:
    """The tokenizer with this chat template."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    model = models.BPE(vocab={letter: at for at, letter in enumerate(alphabet)}, merges=[])
    bytes_of = Tokenizer(model)
    bytes_of.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bytes_of.decoder = decoders.ByteLevel()
    bytes_of.add_special_tokens([AddedToken(token, special=True) for token in SPECIAL])
    made = PreTrainedTokenizerFast(tokenizer_object=bytes_of, eos_token="<|im_end|>", pad_token="<|endoftext|>")
    made.chat_template = template
    return made
