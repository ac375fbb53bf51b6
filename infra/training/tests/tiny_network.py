"""A network of a few thousand random weights, and a tokenizer of whole words, for the tests."""

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from model import Encoder, Shape
from tokens import TextTokenizer

WORDS = (
    "write",
    "a",
    "poem",
    "about",
    "cats",
    "list",
    "five",
    "facts",
    "the",
    "ferry",
    "left",
    "harbour",
    "before",
    "sunrise",
)
TINY = Shape(hidden=32, heads=4, inner=64, layers=3, words=len(WORDS) + 4, positions=40)
TEXTS = [
    "write a poem about cats",
    "list five facts about the harbour",
    "cats",
    "the ferry left the harbour before sunrise and the cats left before the ferry " * 2,
    "",
]


def tiny_encoder(seed: int = 1, shared: int = 1, dimensions: int = 16) -> Encoder:
    """An encoder whose every weight is random: pooling, projection and blend too."""
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        torch.manual_seed(seed)
        encoder = Encoder(shared, dimensions, TINY)
        for weights in encoder.parameters():
            weights.add_(0.2 * torch.randn(weights.shape))
    return encoder.eval()


def tiny_tokenizer(max_tokens: int = 24) -> TextTokenizer:
    """Words to ids; [PAD] is 0, and every text stands between [CLS], 2, and [SEP], 3."""
    vocabulary = {word: number for number, word in enumerate(("[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS))}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    ends = [("[CLS]", 2), ("[SEP]", 3)]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    return TextTokenizer(max_tokens, tokenizer)
