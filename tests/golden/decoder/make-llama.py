"""Makes a small random decoder of Llama's kind, its export, and the vectors PyTorch gives with the PIE method.

    python make-llama.py        # needs torch (2.13 was used), onnx and tokenizers (0.23)

The model: RMSNorm, rotary positions, causal attention with grouped heads, SwiGLU; three layers of 32. The reference is
PyTorch itself, one text at a time without padding: the paper's template around the text, the mean of the last token's
hidden state in the last two layers (Li et al., "Instruction Embedding", NeurIPS 2024), scaled to length 1. The last
hidden state is taken after the final norm, as `output_hidden_states` of the transformers library gives it.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import torch
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from torch import nn
from torch.nn import functional

HERE = Path(__file__).parent
HIDDEN, HEADS, GROUPS, LAYERS, INNER, MAX_TOKENS = 32, 4, 2, 3, 64, 160
HEAD = HIDDEN // HEADS
TEMPLATE = {
    "before": (
        "The essence of an instruction is its task intention. With this in mind, given the instruction below:\n\n"
    ),
    "after": "\n\nafter thinking step by step, the task of the given instruction is:",
}
TEXTS = [
    "Write a poem about cats.",
    "List five facts about cats",
    "Summarise the following text in one sentence: the ferry left the harbour before sunrise.",
    "",
    "a",
    "  two spaces first,\n\n\nthree lines after\t",
    "Why?",
    "What is 12345 + 678?",
    "Größe, café, Ω ΟΔΟΣ, 诗, 𠀀, 👍🏽, \u0000\u001b",
    "<s> and </s> are names of tokens",
    "write about the poem " * 60,
]
SPECIAL = ["<unk>", "<s>", "</s>"]
WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


class Norm(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.rand(HIDDEN) + 0.5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.weight * x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6)


def rotate(x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    first, second = x[..., : HEAD // 2], x[..., HEAD // 2 :]
    return x * cos + torch.cat([-second, first], -1) * sin


class Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.before_attention, self.before_inner = Norm(), Norm()
        self.query = nn.Linear(HIDDEN, HIDDEN, bias=False)
        self.key = nn.Linear(HIDDEN, GROUPS * HEAD, bias=False)
        self.value = nn.Linear(HIDDEN, GROUPS * HEAD, bias=False)
        self.out = nn.Linear(HIDDEN, HIDDEN, bias=False)
        self.gate = nn.Linear(HIDDEN, INNER, bias=False)
        self.up = nn.Linear(HIDDEN, INNER, bias=False)
        self.down = nn.Linear(INNER, HIDDEN, bias=False)

    def attend(self, x: torch.Tensor, seen: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
        rows, tokens = x.shape[0], x.shape[1]

        def heads(linear: nn.Linear, count: int) -> torch.Tensor:
            return linear(x).reshape(rows, tokens, count, HEAD).transpose(1, 2)

        query = rotate(heads(self.query, HEADS), cos, sin)
        key = rotate(heads(self.key, GROUPS), cos, sin).repeat_interleave(HEADS // GROUPS, 1)
        value = heads(self.value, GROUPS).repeat_interleave(HEADS // GROUPS, 1)
        scores = query @ key.transpose(2, 3) / HEAD**0.5
        weights = torch.where(seen, scores, torch.tensor(-1e9)).softmax(-1)
        return self.out((weights @ value).transpose(1, 2).reshape(rows, tokens, HIDDEN))

    def forward(self, x: torch.Tensor, seen: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
        x = x + self.attend(self.before_attention(x), seen, cos, sin)
        inner = self.before_inner(x)
        return x + self.down(functional.silu(self.gate(inner)) * self.up(inner))


class Decoder(nn.Module):
    """Token ids to the hidden states of the last two layers, `[rows, tokens, 32]` each."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, HIDDEN)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.norm = Norm()
        for parameter in self.parameters():
            if parameter.dim() == 2:
                nn.init.normal_(parameter, std=0.3)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, position_ids: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        frequencies = 10_000.0 ** (-torch.arange(0, HEAD, 2) / HEAD)
        angles = position_ids[:, None, :, None].float() * torch.cat([frequencies, frequencies])
        columns = torch.arange(input_ids.shape[1])
        seen = (columns[None, :] <= columns[:, None])[None, None] & (attention_mask[:, None, None, :] == 1)
        states = [self.embedding(input_ids)]
        for layer in self.layers:
            states.append(layer(states[-1], seen, angles.cos(), angles.sin()))
        return states[-2], self.norm(states[-1])


def make_tokenizer() -> Tokenizer:
    """Byte-level pieces with Llama 3's cutting of words, and a token at the beginning."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(WORDS), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=420,
        special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([*TEXTS, *TEMPLATE.values(), *TEMPLATE.values()], trainer)
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def reference_ids(tokenizer: Tokenizer, text: str) -> tuple[list[int], bool]:
    """The beginning token, template and text; a long text is cut and the template is not."""

    def bare(part: str) -> list[int]:
        return tokenizer.encode(part, add_special_tokens=False).ids

    whole = bare(TEMPLATE["before"] + text + TEMPLATE["after"])
    if len(whole) < MAX_TOKENS:
        return [1, *whole], False
    after = bare(TEMPLATE["after"])
    return [1, *bare(TEMPLATE["before"] + text)[: MAX_TOKENS - 1 - len(after)], *after], True


def reference_row(model: Decoder, tokenizer: Tokenizer, text: str) -> dict[str, Any]:
    ids, truncated = reference_ids(tokenizer, text)
    with torch.inference_mode():
        states = model(torch.tensor([ids]), torch.ones(1, len(ids), dtype=torch.int64), torch.arange(len(ids))[None])
    last_two = [state[0, -1] for state in states]
    task = functional.normalize((last_two[0] + last_two[1]) / 2, dim=0)
    content = functional.normalize(last_two[1], dim=0)
    return {"text": text, "ids": ids, "truncated": truncated, "task": task.tolist(), "content": content.tolist()}


def export(model: Decoder, path: Path) -> None:
    inputs, outputs = ["input_ids", "attention_mask", "position_ids"], ["hidden_before_last", "hidden_last"]
    torch.onnx.export(
        model,
        (
            torch.tensor([[0, 5, 6], [7, 8, 9]]),
            torch.tensor([[0, 1, 1], [1, 1, 1]]),
            torch.tensor([[0, 0, 1], [0, 1, 2]]),
        ),
        str(path),
        input_names=inputs,
        output_names=outputs,
        dynamic_axes={name: {0: "rows", 1: "tokens"} for name in (*inputs, *outputs)},
        opset_version=17,
        dynamo=False,
    )


def main() -> None:
    torch.manual_seed(3)
    folder = HERE / "tiny-llama"
    folder.mkdir(exist_ok=True)
    tokenizer = make_tokenizer()
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "tokenizer_config.json").write_text("{}\n")
    model = Decoder(tokenizer.get_vocab_size()).eval()
    export(model, folder / "model.onnx")

    def digest(file: str) -> str:
        return hashlib.sha256((folder / file).read_bytes()).hexdigest()

    def space(outputs: list[str], pooling: str) -> dict[str, Any]:
        return {"outputs": outputs, "pooling": pooling, "dimensions": HIDDEN}

    descriptor = {
        "name": "tiny-llama",
        "graph": "model.onnx",
        "tokenizer": "tokenizer.json",
        "tokenizer_config": "tokenizer_config.json",
        "template": TEMPLATE,
        "max_tokens": MAX_TOKENS,
        "padding_side": "left",
        "pad_token_id": 0,
        "spaces": {
            "task": space(["hidden_before_last", "hidden_last"], "last-2"),
            "content": space(["hidden_last"], "last-token"),
        },
        "sha256": {"graph": digest("model.onnx"), "tokenizer": digest("tokenizer.json")},
        "licence": "CC0-1.0",
        "source": "random numbers of make-llama.py",
    }
    (folder / "encoder.json").write_text(json.dumps(descriptor, indent=2) + "\n")
    rows = ",\n".join(json.dumps(reference_row(model, tokenizer, text), separators=(",", ":")) for text in TEXTS)
    (folder / "golden.json").write_text(f'{{"rows":[\n{rows}\n]}}\n', "ascii")
    print((folder / "model.onnx").stat().st_size, "bytes")


if __name__ == "__main__":
    main()
