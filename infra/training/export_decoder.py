"""Makes an encoder folder of a decoder LLM, for the PIE method.

That is: a template, the last token of the last two layers, padding on the left.

    pip install torch transformers onnx onnxruntime
    python export_decoder.py MODEL OUT [--max-tokens 512]        # MODEL: a folder or a name that transformers knows
    python export_decoder.py MODEL.gguf OUT                      # a GGUF file; pip install gguf accelerate
    python export_decoder.py MODEL OUT --pooling weighted-mean   # RDS+: no template, states weighted by place
    python export_decoder.py MODEL OUT --bits 8                  # or 4: smaller weights; pip install onnx-ir

Weights stay float32 without --bits. Beyond two gigabytes they lie in files beside the graph; keep the folder together.
At the end the graph is compared with PyTorch: a batch with padding against each text alone without. With --bits
matrices alone are rounded, in blocks of 32, so that a batch still gives what its rows give alone (rounded activations
did not: 3e-3 apart); how far the vectors are from those of PyTorch is printed.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from transformers import AutoModel, AutoTokenizer

TEMPLATE = {
    "before": (
        "The essence of an instruction is its task intention. With this in mind, given the instruction below:\n\n"
    ),
    "after": "\n\nafter thinking step by step, the task of the given instruction is:",
}
INPUTS, OUTPUTS = ["input_ids", "attention_mask", "position_ids"], ["hidden_before_last", "hidden_last"]
TOLERANCE = 1e-4
CHECKED = [
    "Write a poem about cats.",
    "Why?",
    "Summarise the text in one sentence: the ferry left the harbour before sunrise.",
]


class LastTwo(torch.nn.Module):
    """Hidden states of the last two layers, the last one after the model's final norm."""

    def __init__(self, model: torch.nn.Module) -> None:
        """Wraps a model of transformers."""
        super().__init__()
        self.model = model

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, positions: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Three inputs, (rows, tokens) each, to two hidden states, (rows, tokens, hidden) each."""
        given = {"input_ids": ids, "attention_mask": mask, "position_ids": positions}
        states = self.model(**given, use_cache=False, output_hidden_states=True).hidden_states
        return states[-2], states[-1]


def left_padded(rows: Sequence[list[int]], pad: int) -> tuple[torch.Tensor, ...]:
    """Token ids of some texts to the three inputs, (rows, tokens) each."""
    width = max(map(len, rows))
    ids = [[pad] * (width - len(row)) + row for row in rows]
    mask = [[0] * (width - len(row)) + [1] * len(row) for row in rows]
    positions = [[0] * (width - len(row)) + list(range(len(row))) for row in rows]
    return tuple(torch.tensor(values) for values in (ids, mask, positions))


def pooled(states: Sequence[Any]) -> np.ndarray:
    """Mean of the last token in both layers, at length 1: two states (rows, tokens, hidden) to (rows, hidden)."""
    mean = (np.asarray(states[0])[:, -1] + np.asarray(states[1])[:, -1]) / 2
    return mean / np.linalg.norm(mean, axis=1, keepdims=True)


def export(module: torch.nn.Module, example: tuple[torch.Tensor, ...], path: Path) -> None:
    """Writes the graph; numbers of rows and tokens stay open."""
    dynamic = {name: {0: "rows", 1: "tokens"} for name in (*INPUTS, *OUTPUTS)}
    torch.onnx.export(
        module,
        example,
        str(path),
        input_names=INPUTS,
        output_names=OUTPUTS,
        dynamic_axes=dynamic,
        opset_version=17,
        dynamo=False,
    )


def run(session: onnxruntime.InferenceSession, rows: Sequence[list[int]], pad: int) -> np.ndarray:
    """What the graph gives some texts in one batch, pooled: (rows, hidden)."""
    given = {name: value.numpy() for name, value in zip(INPUTS, left_padded(rows, pad), strict=True)}
    return pooled(session.run(OUTPUTS, given))


def check_rounded(module: torch.nn.Module, path: str, rows: Sequence[list[int]], pad: int) -> None:
    """Fails unless the rounded graph's batch equals its single rows; tells how far these are from PyTorch's."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    alone = np.concatenate([run(session, [row], pad) for row in rows])
    with torch.inference_mode():
        exact = np.concatenate([pooled(module(*left_padded([row], pad))) for row in rows])
    apart = float(np.abs(run(session, rows, pad) - alone).max())
    print(f"least cosine to PyTorch's vectors: {float((alone * exact).sum(1).min()):.4f}")
    print(f"largest difference between the graph's padded batch and its single rows: {apart:.1e}")
    if not apart < TOLERANCE:
        raise SystemExit(f"a batch differs from its rows by more than {TOLERANCE}")


def round_weights(path: Path, bits: int) -> None:
    """Rounds a graph's matrices, in blocks of 32 along what is summed; activations and the words stay as they are."""
    from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

    config = DefaultWeightOnlyQuantConfig(block_size=32, is_symmetric=True, bits=bits)
    quantizer = MatMulNBitsQuantizer(onnx.load(str(path)), algo_config=config)
    quantizer.process()
    quantizer.model.save_model_to_file(str(path), use_external_data_format=False)


def check(module: torch.nn.Module, path: str, rows: Sequence[list[int]], pad: int) -> None:
    """Fails unless the graph's batch equals PyTorch's single rows."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    batch = run(session, rows, pad)
    with torch.inference_mode():
        alone = np.concatenate([pooled(module(*left_padded([row], pad))) for row in rows])
    apart = float(np.abs(batch - alone).max())
    print(f"largest difference between the graph's padded batch and PyTorch's single rows: {apart:.1e}")
    if not apart < TOLERANCE:  # so that NaN fails too
        raise SystemExit(f"the graph differs from PyTorch by more than {TOLERANCE}")


def descriptor(name: str, hidden: int, pad: int, max_tokens: int, pooling: str) -> dict[str, Any]:
    """What the service needs to know, of the paper's pooling (last-2) or of RDS+ (weighted-mean)."""

    def space(outputs: list[str], pooling: str) -> dict[str, Any]:
        return {"outputs": outputs, "pooling": pooling, "dimensions": hidden}

    if pooling == "last-2":
        template, task, content = TEMPLATE, space(OUTPUTS, "last-2"), space(OUTPUTS[1:], "last-token")
    else:
        template, task, content = {"before": "", "after": ""}, space(OUTPUTS[1:], pooling), space(OUTPUTS[1:], pooling)
    return {
        "name": name,
        "graph": "model.onnx",
        "tokenizer": "tokenizer.json",
        "tokenizer_config": "tokenizer_config.json",
        "template": template,
        "max_tokens": max_tokens,
        "padding_side": "left",
        "pad_token_id": pad,
        "spaces": {"task": task, "content": content},
    }


def where(model: str) -> tuple[str, dict[str, str]]:
    """Where transformers finds a model, and the GGUF file there if it is one."""
    path = Path(model)
    return (str(path.parent), {"gguf_file": path.name}) if path.suffix == ".gguf" else (model, {})


def main() -> None:
    """A decoder's folder or name to an encoder folder."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model")
    parser.add_argument("out", type=Path)
    parser.add_argument("--max-tokens", type=int, default=512)
    parser.add_argument("--pooling", choices=["last-2", "weighted-mean"], default="last-2")
    parser.add_argument("--bits", type=int, choices=[4, 8], help="bits of a weight; float32 when left out")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    place, given = where(options.model)
    tokenizer = AutoTokenizer.from_pretrained(place, **given)
    tokenizer.save_pretrained(options.out)
    model = AutoModel.from_pretrained(place, dtype=torch.float32, attn_implementation="eager", **given).eval()
    pad = next(token for token in (tokenizer.pad_token_id, tokenizer.eos_token_id, 0) if token is not None)
    rows = [tokenizer(TEMPLATE["before"] + text + TEMPLATE["after"]).input_ids for text in CHECKED]
    module = LastTwo(model)
    export(module, left_padded(rows[:2], pad), options.out / "model.onnx")
    described = descriptor(
        Path(options.model).stem if given else Path(options.model).name,
        model.config.hidden_size,
        pad,
        options.max_tokens,
        options.pooling,
    )
    (options.out / "encoder.json").write_text(json.dumps(described, indent=2) + "\n", "utf-8")
    if options.bits is None:
        check(module, str(options.out / "model.onnx"), rows, pad)
    else:
        round_weights(options.out / "model.onnx", options.bits)
        check_rounded(module, str(options.out / "model.onnx"), rows, pad)


if __name__ == "__main__":
    main()
