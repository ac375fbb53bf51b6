"""Writes infra/encoder: graph, tokenizer, kinds, descriptor and golden vectors, from a checkpoint; checks the graph.

Kernel shipped: "static", with the feed-forward's second product in "blocks". Weights have eight bits, those of words
four, as the base has them; activations are rounded with ranges fixed beforehand, or block by block inside their own
row, so a batch gives the same vectors as its rows alone. CARD.md has the figures of the other kernels.

`asking.json` of the same folder is made by `train_asking.py` before.
"""

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import torch
from torch.nn.functional import normalize

from asking import read_asking
from asking_parts import framed_ids
from calibrate import calibration_texts, ranges
from directions import file_text, kind_directions, label_directions
from embedder import by_length
from evaluate import shown
from golden import TEXTS
from graph import Graph
from label import labelled_rows
from network import TwoSpaces, load
from tokens import TextTokenizer
from work_rows import held_out, work_rows

NAME, MAX_TOKENS, LIMIT = "kindred-multilingual-v2", 256, 60_000_000
SPACES = ["task", "content"]
FILES = {
    "graph": "encoder.onnx",
    "tokenizer": "tokenizer.json",
    "asking": "asking.json",
    "kinds": "kinds.json",
    "labels": "labels.json",
}
MEAN_DRIFT, MAX_DRIFT = 2e-3, 2e-2  # cosine distances; sound rounding stays several times below
FLOAT_BATCH, ROUNDED_BATCH = 1e-5, 1e-3  # how far a value of a batch may be from that of the row alone
FLOAT_MODEL = 1e-4  # how far a value of the float graph may be from the model's
LICENCE = (
    "Apache-2.0: trained on permissive data and on what this project wrote; the base, multilingual-e5-small, is under "
    "the MIT licence (see CARD.md)"
)
SOURCE = (
    "multilingual-e5-small; task and content have layers of their own above shared ones; content learnt from "
    "all-mpnet-base-v2 and the base; made by infra/training (see CARD.md)"
)


def session(graph: bytes | str) -> ort.InferenceSession:
    """A session of a graph in bytes, or of a file."""
    return ort.InferenceSession(graph, providers=["CPUExecutionProvider"])


def write_tokenizer(source: Path, folder: Path) -> None:
    """The tokenizer without truncation and padding, which belong to the service, and its settings."""
    content = json.loads(source.read_text("utf-8"))
    content["truncation"] = content["padding"] = None
    special = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
    config = {"tokenizer_class": "XLMRobertaTokenizer", **special}
    for name, value in (("tokenizer.json", content), ("tokenizer_config.json", config)):
        (folder / name).write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


def descriptor(folder: Path, network: TwoSpaces, padding: int, related_from: float) -> dict[str, Any]:
    """What the service needs to know; the files are in the folder already."""

    def space(name: str) -> dict[str, Any]:
        return {"outputs": [name], "pooling": "none", "dimensions": network.shape.hidden}

    return {
        "name": NAME,
        **FILES,
        "tokenizer_config": "tokenizer_config.json",
        "template": {"before": "", "after": ""},
        "max_tokens": MAX_TOKENS,
        "left_out": "least-asking",
        "padding_side": "right",
        "pad_token_id": padding,
        "related_from": related_from,
        "spaces": {name: space(name) for name in SPACES},
        "sha256": {part: hashlib.sha256((folder / name).read_bytes()).hexdigest() for part, name in FILES.items()},
        "licence": LICENCE,
        "source": SOURCE,
    }


def feed(tokenizer: TextTokenizer, texts: Sequence[str]) -> dict[str, np.ndarray]:
    """Inputs of the graph, (rows, tokens) each."""
    ids, mask = tokenizer(texts)
    return {"input_ids": ids.numpy(), "attention_mask": mask.numpy()}


def write_golden(folder: Path, tokenizer: TextTokenizer) -> None:
    """Texts with the ids and vectors the shipped graph gives them, one at a time."""
    run, rows = session(str(folder / FILES["graph"])), []
    asking = read_asking(folder / FILES["asking"])
    for text in TEXTS:
        ids = framed_ids(text, tokenizer.tokenizer, MAX_TOKENS, asking)
        given = {"input_ids": np.array([ids]), "attention_mask": np.ones((1, len(ids)), np.int64)}
        task, content = ([round(float(value), 6) for value in vectors[0]] for vectors in run.run(SPACES, given))
        rows.append({"text": text, "ids": ids, "task": task, "content": content})
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    (folder / "golden.json").write_text(f'{{"name":"{NAME}","tolerance":0.001,"rows":[\n{lines}\n]}}\n', "utf-8")


def task_vectors(run: ort.InferenceSession, tokenizer: TextTokenizer, texts: Sequence[str]) -> np.ndarray:
    """Task vectors that a graph gives, (texts, dimensions)."""
    return by_length(texts, 32, lambda some: run.run(["task"], feed(tokenizer, some))[0])


def vectors_of(network: TwoSpaces, tokenizer: TextTokenizer, texts: Sequence[str]) -> list[np.ndarray]:
    """Task and content of the model itself, (rows, dimensions) each."""
    with torch.inference_mode():
        return [vectors.numpy() for vectors in network(*tokenizer(texts))]


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


def check(network: TwoSpaces, graph: bytes, tokenizer: TextTokenizer, texts: Sequence[str]) -> None:
    """Fails unless the float graph equals the model, the shipped graph stays near it, and a batch equals its rows."""
    expected = vectors_of(network, tokenizer, texts)
    loose = Graph(network.state_dict(), network.shape, "float").build(network).SerializeToString()
    check_graph("float", session(loose), tokenizer, texts, expected)
    check_graph("int8", session(graph), tokenizer, texts, expected)


def write_directions(
    options: argparse.Namespace, tokenizer: TextTokenizer, prototypes: Mapping[str, Mapping[str, torch.Tensor]]
) -> None:
    """The files of kinds and labels, with chances measured on rows that were held out."""
    run = session(str(options.out / FILES["graph"]))
    known = {
        side: {name: normalize(vector, dim=0).numpy() for name, vector in prototypes[side].items()}
        for side in ("kinds", "labels")
    }
    rows = [row for row in work_rows(options.shared) if held_out(row)]
    kinds = kind_directions(known["kinds"], rows, task_vectors(run, tokenizer, [shown({**row}) for row in rows]))
    labelled = labelled_rows(options.work, options.shared)
    counts = Counter(row["label"] for row in labelled)
    kept = [row for row in labelled if held_out(row)]
    vectors = task_vectors(run, tokenizer, [shown({**row}) for row in kept])
    labels = label_directions(known["labels"], counts, [row["label"] for row in kept], vectors)
    for name, content in (("kinds", kinds), ("labels", labels)):
        (options.out / FILES[name]).write_text(file_text(content), "utf-8")
        print(f"{len(content['kinds'])} {name}, temperature {content['temperature']}, {content['calibration'][-1]}")


def arguments() -> argparse.Namespace:
    """Command line; the defaults made the committed files."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", required=True, type=Path, help="folder of the rows to calibrate with")
    parser.add_argument("--work", required=True, type=Path, help="folder with tokenizer.json and vocabulary.json")
    parser.add_argument("--checkpoint", required=True, type=Path)
    parser.add_argument("--out", default=Path(__file__).parent.parent / "encoder", type=Path)
    parser.add_argument("--kernel", default="static", choices=["static", "blocks", "weights", "dynamic"])
    parser.add_argument("--precise", nargs="*", default=["down"], help="layers whose activations get no fixed range")
    parser.add_argument("--calibration", default=480, type=int, help="number of calibration texts")
    parser.add_argument("--related-from", default=0.6, type=float, help="measured by tests/bench/related-from.ts")
    return parser.parse_args()


def main() -> None:
    """Checkpoint to committed files."""
    options = arguments()
    options.out.mkdir(parents=True, exist_ok=True)
    network, prototypes = load(options.checkpoint, json.loads((options.work / "vocabulary.json").read_text()))
    write_tokenizer(options.work / "tokenizer.json", options.out)
    tokenizer = TextTokenizer.of_file(options.out / "tokenizer.json", MAX_TOKENS)
    rows = work_rows(options.shared)
    seen = ranges(network, calibration_texts(rows, options.calibration), tokenizer)
    builder = Graph(network.state_dict(), network.shape, options.kernel, ranges=seen, precise=options.precise)
    graph = builder.build(network).SerializeToString(deterministic=True)
    if len(graph) >= LIMIT:
        raise SystemExit(f"the graph has {len(graph)} bytes, more than {LIMIT}")
    check(network, graph, tokenizer, TEXTS)
    (options.out / FILES["graph"]).write_bytes(graph)
    write_directions(options, tokenizer, prototypes)
    described = json.dumps(descriptor(options.out, network, tokenizer.padding, options.related_from), indent=2)
    (options.out / "encoder.json").write_text(described + "\n", "utf-8")
    write_golden(options.out, tokenizer)
    print(f"encoder.onnx {len(graph)} bytes, golden.json {(options.out / 'golden.json').stat().st_size} bytes")


if __name__ == "__main__":
    main()
