"""Makes the two random encoders of the golden tests and the vectors they must give.

    python make-tiny-encoders.py        # needs numpy, onnx, onnxruntime and tokenizers

The graphs mix the tokens of a row through the attention mask and add positions, so that wrong padding, masks or
positions change every vector. The reference runs one row at a time, without padding, and pools with numpy.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import NodeProto, TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

HERE = Path(__file__).parent
DIMENSIONS = 8
POSITIONS = 64
TEXTS = [
    "Write a poem about cats.",
    "List five facts about cats",
    "Summarise the following text in one sentence: the ferry left the harbour before sunrise.",
    "",
    "a",
    " ",
    "Why?",
    "Größe, café, ﬁn, 诗, 👍🏽",
    "write write write write write write write write write write write write write write write write write write "
    "write write write write write write write write write write write write write write write write about poem",
]
TRAINING_TEXT = TEXTS + ["### Instruction:\nThe text.\n\nIn one word, the task is:\n"] * 3


def weights(rng: np.random.Generator, **shapes: tuple[int, ...]) -> list[TensorProto]:
    return [numpy_helper.from_array(rng.normal(0, 0.6, s).astype(np.float32), n) for n, s in shapes.items()]


def constants() -> list[TensorProto]:
    return [
        numpy_helper.from_array(np.array([1], np.int64), "axis_tokens"),
        numpy_helper.from_array(np.array(1, np.int64), "axis_tokens_scalar"),
        numpy_helper.from_array(np.array([2], np.int64), "axis_last"),
        numpy_helper.from_array(np.array(1, np.float32), "one"),
    ]


def save(
    folder: Path,
    nodes: Sequence[NodeProto],
    inputs: Sequence[str],
    outputs: Sequence[str],
    initializers: Sequence[TensorProto],
) -> None:
    tokens = ["rows", "tokens"]
    graph = helper.make_graph(
        nodes,
        folder.name,
        [helper.make_tensor_value_info(name, TensorProto.INT64, tokens) for name in inputs],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, [*tokens, DIMENSIONS]) for name in outputs],
        initializers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, folder / "graph.onnx")


def mask_nodes() -> list[NodeProto]:
    return [
        helper.make_node("Cast", ["attention_mask"], ["mask_2d"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask_2d", "axis_last"], ["mask"]),
    ]


def bert_graph(folder: Path, vocabulary: int, rng: np.random.Generator) -> None:
    """Embeddings of token, kind and position, plus the masked mean of the row; positions are counted by column."""
    nodes = [
        *mask_nodes(),
        helper.make_node("Gather", ["E", "input_ids"], ["e"]),
        helper.make_node("Gather", ["K", "token_type_ids"], ["k"]),
        helper.make_node("CumSum", ["ones_like_ids", "axis_tokens_scalar"], ["columns"]),
        helper.make_node("Gather", ["P", "columns"], ["p"]),
        helper.make_node("Sum", ["e", "k", "p"], ["h"]),
        helper.make_node("Mul", ["h", "mask"], ["masked"]),
        helper.make_node("ReduceSum", ["masked", "axis_tokens"], ["sum"], keepdims=1),
        helper.make_node("ReduceSum", ["mask", "axis_tokens"], ["count"], keepdims=1),
        helper.make_node("Div", ["sum", "count"], ["mean"]),
        helper.make_node("Add", ["h", "mean"], ["mixed"]),
        helper.make_node("MatMul", ["mixed", "W"], ["product"]),
        helper.make_node("Tanh", ["product"], ["last_hidden_state"]),
    ]
    shape = helper.make_node("Shape", ["input_ids"], ["shape"])
    value = helper.make_tensor("value", TensorProto.INT64, [1], [1])
    ones = helper.make_node("ConstantOfShape", ["shape"], ["ones_like_ids"], value=value)
    tables = weights(rng, E=(vocabulary, DIMENSIONS), K=(2, DIMENSIONS), P=(POSITIONS, DIMENSIONS), W=(8, 8))
    inputs = ["input_ids", "attention_mask", "token_type_ids"]
    save(folder, [shape, ones, *nodes], inputs, ["last_hidden_state"], tables + constants())


def decoder_layer(source: str, target: str, weight: str) -> list[NodeProto]:
    """A token sees the mean of the tokens up to itself that are not padding."""
    n = [f"{target}_{i}" for i in range(6)]
    return [
        helper.make_node("Mul", [source, "mask"], [n[0]]),
        helper.make_node("CumSum", [n[0], "axis_tokens_scalar"], [n[1]]),
        helper.make_node("Div", [n[1], "seen"], [n[2]]),
        helper.make_node("Add", [source, n[2]], [n[3]]),
        helper.make_node("MatMul", [n[3], weight], [n[4]]),
        helper.make_node("Tanh", [n[4]], [target]),
    ]


def decoder_graph(folder: Path, vocabulary: int, rng: np.random.Generator) -> None:
    nodes = [
        *mask_nodes(),
        helper.make_node("Gather", ["E", "input_ids"], ["e"]),
        helper.make_node("Gather", ["P", "position_ids"], ["p"]),
        helper.make_node("Add", ["e", "p"], ["h"]),
        helper.make_node("CumSum", ["mask", "axis_tokens_scalar"], ["seen_or_zero"]),
        helper.make_node("Max", ["seen_or_zero", "one"], ["seen"]),
        *decoder_layer("h", "hidden_1", "W1"),
        *decoder_layer("hidden_1", "hidden_2", "W2"),
    ]
    tables = weights(rng, E=(vocabulary, DIMENSIONS), P=(POSITIONS, DIMENSIONS), W1=(8, 8), W2=(8, 8))
    inputs = ["input_ids", "attention_mask", "position_ids"]
    save(folder, nodes, inputs, ["hidden_1", "hidden_2"], tables + constants())


def bert_tokenizer() -> Tokenizer:
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=120, special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator(TRAINING_TEXT, trainer)
    ends = [(name, tokenizer.token_to_id(name)) for name in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    tokenizer.decoder = decoders.WordPiece()
    return tokenizer


def decoder_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=320, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(TRAINING_TEXT, trainer)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def reference_ids(tokenizer: Tokenizer, text: str, descriptor: dict[str, Any]) -> tuple[list[int], bool]:
    """Ids and whether the text was cut; template and special tokens never are."""
    before, after = descriptor["template"]["before"], descriptor["template"]["after"]

    def bare(part: str) -> list[int]:
        return tokenizer.encode(part, add_special_tokens=False).ids

    prefix, suffix = (tokenizer.encode("").ids[:1], tokenizer.encode("").ids[1:])
    room = descriptor["max_tokens"] - len(prefix) - len(suffix)
    whole = bare(before + text + after)
    if len(whole) <= room:
        return prefix + whole + suffix or [descriptor["pad_token_id"]], False
    tail = bare(after) if after else []
    return prefix + bare(before + text)[: room - len(tail)] + tail + suffix, True


def pool(space: dict[str, Any], hidden: dict[str, np.ndarray]) -> list[float]:
    states = [hidden[name] for name in space["outputs"]]
    vector = {
        "mean": lambda: states[0].mean(0),
        "cls": lambda: states[0][0],
        "last-token": lambda: states[0][-1],
        "last-2": lambda: (states[0][-1] + states[1][-1]) / 2,
    }[space["pooling"]]()
    return [float(x) for x in vector / np.linalg.norm(vector)]


def reference_row(
    session: onnxruntime.InferenceSession, tokenizer: Tokenizer, text: str, descriptor: dict[str, Any]
) -> dict[str, Any]:
    ids, truncated = reference_ids(tokenizer, text, descriptor)
    values = {
        "input_ids": ids,
        "attention_mask": [1] * len(ids),
        "token_type_ids": [0] * len(ids),
        "position_ids": list(range(len(ids))),
    }
    feeds = {i.name: np.array([values[i.name]], np.int64) for i in session.get_inputs()}
    names = [output.name for output in session.get_outputs()]
    hidden = {name: value[0] for name, value in zip(names, session.run(names, feeds), strict=True)}
    vectors = {name: pool(space, hidden) for name, space in descriptor["spaces"].items()}
    return {"text": text, "ids": ids, "truncated": truncated, **vectors}


def make(
    name: str,
    tokenizer: Tokenizer,
    graph: Callable[[Path, int, np.random.Generator], None],
    descriptor: dict[str, Any],
    seed: int,
) -> None:
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "tokenizer_config.json").write_text("{}\n")
    graph(folder, tokenizer.get_vocab_size(), np.random.default_rng(seed))

    def digest(file: str) -> str:
        return hashlib.sha256((folder / file).read_bytes()).hexdigest()

    descriptor = {
        "name": name,
        "graph": "graph.onnx",
        "tokenizer": "tokenizer.json",
        "tokenizer_config": "tokenizer_config.json",
        "pad_token_id": 0,
        **descriptor,
        "sha256": {"graph": digest("graph.onnx"), "tokenizer": digest("tokenizer.json")},
        "licence": "CC0-1.0",
        "source": "random numbers of make-tiny-encoders.py",
    }
    (folder / "encoder.json").write_text(json.dumps(descriptor, indent=2) + "\n")
    session = onnxruntime.InferenceSession(folder / "graph.onnx", providers=["CPUExecutionProvider"])
    rows = [reference_row(session, tokenizer, text, descriptor) for text in TEXTS]
    (folder / "golden.json").write_text(json.dumps({"rows": rows}, ensure_ascii=False, indent=1) + "\n")


def space(outputs: list[str], pooling: str) -> dict[str, Any]:
    return {"outputs": outputs, "pooling": pooling, "dimensions": DIMENSIONS}


if __name__ == "__main__":
    make(
        "tiny-bert",
        bert_tokenizer(),
        bert_graph,
        {
            "template": {"before": "", "after": ""},
            "max_tokens": 24,
            "padding_side": "right",
            "spaces": {"task": space(["last_hidden_state"], "mean"), "content": space(["last_hidden_state"], "cls")},
        },
        seed=1,
    )
    make(
        "tiny-decoder",
        decoder_tokenizer(),
        decoder_graph,
        {
            "template": {"before": "### Instruction:\n", "after": "\n\nIn one word, the task is:\n"},
            "max_tokens": 56,
            "padding_side": "left",
            "spaces": {
                "task": space(["hidden_1", "hidden_2"], "last-2"),
                "content": space(["hidden_2"], "last-token"),
            },
        },
        seed=2,
    )
