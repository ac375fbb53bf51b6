"""A network of a few thousand random weights, and a tokenizer of whole words, for the tests."""

import tempfile
from pathlib import Path

import torch
from tiny_base import tiny_base
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from network import Plan, TwoSpaces
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
TEXTS = [
    "write a poem about cats",
    "list five facts about the harbour",
    "cats",
    "the ferry left the harbour before sunrise and the cats left before the ferry " * 2,
    "",
]
PLAN = Plan(shared=(0,), task=(1, 2), content=(3,))


def tiny_network(seed: int = 1) -> TwoSpaces:
    """A network whose every trained weight is random: pooling and projections too."""
    with tempfile.TemporaryDirectory() as folder, torch.random.fork_rng(devices=[]), torch.no_grad():
        torch.manual_seed(seed)
        network = TwoSpaces(tiny_base(Path(folder)), [*range(12)] * 2, PLAN)
        for weights in network.parameters():
            if weights.requires_grad:
                weights.add_(0.2 * torch.randn(weights.shape))
    return network.eval()


def tiny_tokenizer(max_tokens: int = 24) -> TextTokenizer:
    """Words to ids; [PAD] is 0, and every text stands between [CLS], 2, and [SEP], 3."""
    vocabulary = {word: number for number, word in enumerate(("[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS))}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    ends = [("[CLS]", 2), ("[SEP]", 3)]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    return TextTokenizer(max_tokens, tokenizer)
