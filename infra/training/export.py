"""Writes infra/encoder: graph, tokenizer, descriptor and golden vectors, from a checkpoint; then checks the graph.

Kernel shipped: "static", with the feed-forward's second product in "blocks". Weights have eight bits; activations are
rounded with ranges fixed beforehand, or block by block inside their own row, so a batch gives the same vectors as its
rows alone. CARD.md has the figures of the other kernels.
"""

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import torch
from tokenizers import Tokenizer

from calibrate import calibration_texts, ranges
from data import read_lines
from golden import TEXTS
from graph import Graph
from model import MINILM, Encoder, base_folder
from tokens import TextTokenizer

NAME, MAX_TOKENS, LIMIT = "kindred-minilm-v1", 256, 30_000_000
SPACES = ["task", "content"]
MEAN_DRIFT, MAX_DRIFT = 2e-3, 2e-2  # cosine distances; sound rounding stays several times below
FLOAT_BATCH, ROUNDED_BATCH = 1e-5, 1e-3  # how far a value of a batch may be from that of the row alone
FLOAT_MODEL = 1e-4  # how far a value of the float graph may be from the model's
LICENCE = (
    "CC-BY-NC-4.0: the trained branch learnt from Alpaca and InstructionWild data, which are for non-commercial use; "
    "the base weights are Apache-2.0"
)
SOURCE = (
    "all-MiniLM-L6-v2; content is its mean-pooled embedding, kept by distillation; task is a trained copy of its top "
    "layers with attention pooling, blended with a share of content; made by infra/training (see CARD.md)"
)


def load(checkpoint: str | Path) -> Encoder:
    """An encoder of the checkpoint's own shape."""
    state = torch.load(checkpoint)
    dimensions = len(state["project.bias"])
    state.setdefault("blend", torch.eye(dimensions, dimensions + MINILM.hidden))
    copies = sum(key.startswith("task_layers") and key.endswith("up.bias") for key in state)
    encoder = Encoder(MINILM.layers - copies, dimensions)
    encoder.load_state_dict(state)
    return encoder.eval()


def session(graph: bytes | str) -> ort.InferenceSession:
    """A session of a graph in bytes, or of a file."""
    return ort.InferenceSession(graph, providers=["CPUExecutionProvider"])


def write_tokenizer(folder: Path) -> bytes:
    """The base's tokenizer without truncation and padding, which belong to the service; returns its bytes."""
    for name in ("tokenizer.json", "tokenizer_config.json"):
        content = json.loads((base_folder() / name).read_text("utf-8"))
        if name == "tokenizer.json":
            content["truncation"] = content["padding"] = None
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    return (folder / "tokenizer.json").read_bytes()


def descriptor(encoder: Encoder, graph: bytes, tokenizer: bytes, related_from: float) -> dict[str, Any]:
    """What the service needs to know."""

    def space(name: str, size: int) -> dict[str, Any]:
        return {"outputs": [name], "pooling": "none", "dimensions": size}

    return {
        "name": NAME,
        "graph": "encoder.onnx",
        "tokenizer": "tokenizer.json",
        "tokenizer_config": "tokenizer_config.json",
        "template": {"before": "", "after": ""},
        "max_tokens": MAX_TOKENS,
        "left_out": "middle",
        "padding_side": "right",
        "pad_token_id": 0,
        "related_from": related_from,
        "spaces": {
            "task": space("task", encoder.project.out_features),
            "content": space("content", encoder.shape.hidden),
        },
        "sha256": {"graph": hashlib.sha256(graph).hexdigest(), "tokenizer": hashlib.sha256(tokenizer).hexdigest()},
        "licence": LICENCE,
        "source": SOURCE,
    }


def feed(tokenizer: TextTokenizer, texts: Sequence[str]) -> dict[str, np.ndarray]:
    """Inputs of the graph, (rows, tokens) each."""
    ids, mask = tokenizer(texts)
    return {"input_ids": ids.numpy(), "attention_mask": mask.numpy()}


def write_golden(folder: Path, tokenizer: TextTokenizer) -> None:
    """Texts with the ids and vectors the shipped graph gives them, one at a time."""
    run, rows = session(str(folder / "encoder.onnx")), []
    for text in TEXTS:
        given = feed(tokenizer, [text])
        task, content = ([round(float(value), 6) for value in vectors[0]] for vectors in run.run(SPACES, given))
        rows.append({"text": text, "ids": given["input_ids"][0].tolist(), "task": task, "content": content})
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    (folder / "golden.json").write_text(f'{{"name":"{NAME}","tolerance":0.001,"rows":[\n{lines}\n]}}\n', "utf-8")


def vectors_of(encoder: Encoder, tokenizer: TextTokenizer, texts: Sequence[str]) -> list[np.ndarray]:
    """Task and content of the model itself, (rows, dimensions) each."""
    with torch.inference_mode():
        return [vectors.numpy() for vectors in encoder(*tokenizer(texts))]


def check_graph(
    kind: str, run: ort.InferenceSession, tokenizer: TextTokenizer, texts: Sequence[str], expected: Sequence[np.ndarray]
) -> None:
    """Fails unless a batch equals its rows, and the graph is near the vectors expected of it, in task and content.

    `kind` is "float", which has to equal the model, or "int8", which may drift from it a little.
    """
    batch = run.run(SPACES, feed(tokenizer, texts))
    rows = [run.run(SPACES, feed(tokenizer, [text])) for text in texts]
    limit = FLOAT_BATCH if kind == "float" else ROUNDED_BATCH
    for at, name in enumerate(SPACES):
        alone = np.concatenate([row[at] for row in rows])
        apart, drift = np.abs(batch[at] - alone).max(), 1 - (alone * expected[at]).sum(1)
        print(
            f"{kind} {name}: batch against rows {apart:.1e}, cosine distance to the model "
            f"{drift.mean():.1e} on average, {drift.max():.1e} at most"
        )
        if apart > limit or (kind == "float" and np.abs(alone - expected[at]).max() > FLOAT_MODEL):
            raise SystemExit(f"{kind} {name} breaks the law of batches or differs from the model")
        if drift.mean() > MEAN_DRIFT or drift.max() > MAX_DRIFT:
            raise SystemExit(f"{kind} {name} has drifted from the model: the rounding is broken")


def check(encoder: Encoder, graph: bytes, tokenizer: TextTokenizer, texts: Sequence[str]) -> None:
    """Fails unless the float graph equals the model, the shipped graph stays near it, and a batch equals its rows."""
    expected = vectors_of(encoder, tokenizer, texts)
    loose = Graph(encoder.state_dict(), encoder.shape, "float").build(encoder).SerializeToString()
    check_graph("float", session(loose), tokenizer, texts, expected)
    check_graph("int8", session(graph), tokenizer, texts, expected)


def arguments() -> argparse.Namespace:
    """Command line; the defaults made the committed files."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--out", default=Path(__file__).parent.parent / "encoder", type=Path)
    parser.add_argument("--labels", required=True, type=Path, help="labelled rows, to calibrate with")
    parser.add_argument("--kernel", default="static", choices=["static", "blocks", "weights", "dynamic"])
    parser.add_argument("--precise", nargs="*", default=["down"], help="layers whose activations get no fixed range")
    parser.add_argument("--calibration", default=320, type=int, help="number of calibration texts")
    parser.add_argument("--related-from", default=0.4, type=float, help="measured by tests/bench/related-from.ts")
    return parser.parse_args()


def main() -> None:
    """Checkpoint to committed files."""
    options = arguments()
    options.out.mkdir(parents=True, exist_ok=True)
    encoder = load(options.checkpoint)
    texts = calibration_texts(list(read_lines(options.labels)), options.calibration)
    builder = Graph(
        encoder.state_dict(), encoder.shape, options.kernel, ranges=ranges(encoder, texts), precise=options.precise
    )
    graph = builder.build(encoder).SerializeToString(deterministic=True)
    if len(graph) >= LIMIT:
        raise SystemExit(f"the graph has {len(graph)} bytes, more than {LIMIT}")
    raw = write_tokenizer(options.out)
    tokenizer = TextTokenizer(MAX_TOKENS, Tokenizer.from_str(raw.decode("utf-8")))
    check(encoder, graph, tokenizer, TEXTS)
    (options.out / "encoder.onnx").write_bytes(graph)
    described = json.dumps(descriptor(encoder, graph, raw, options.related_from), indent=2)
    (options.out / "encoder.json").write_text(described + "\n", "utf-8")
    write_golden(options.out, tokenizer)
    print(f"encoder.onnx {len(graph)} bytes, golden.json {(options.out / 'golden.json').stat().st_size} bytes")


if __name__ == "__main__":
    main()
