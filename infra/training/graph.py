"""Writes the network as an ONNX graph, node by node, so that both branches use ONNX Runtime's fused operators.

No tracing exporter and no optimiser pass: the graph is exactly what is written here. How a linear layer is stored
and computed is a choice ("kernel"); `export.py` tells why the shipped one was chosen.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from layers import EPSILON, HIDDEN_SCORE, Shape
from network import TwoSpaces
from rounding import NIBBLE_BLOCK, fixed_ranges, nibble_tensor, rounded_blocks, rounded_nibbles, rounded_rows

MS = "com.microsoft"
KERNELS = ("float", "static", "blocks", "weights", "dynamic")
Ranges = dict[str, tuple[np.ndarray, np.ndarray]]  # layer name -> lowest and highest value per input channel, (inputs,)


class Graph:
    """Collects nodes and weights. Methods take names of values of the graph and return the name of the value they made.

    Shapes of values: hidden states are (rows, tokens, hidden), the mask (rows, tokens), vectors (rows, dimensions).
    """

    def __init__(
        self,
        weights: Mapping[str, torch.Tensor],
        shape: Shape,
        kernel: str,
        block: int = 32,
        ranges: Ranges | None = None,
        precise: Sequence[str] = (),
    ) -> None:
        """`weights` are those of a network of this shape.

        `ranges` are needed by the kernel "static". Layers whose name contains one of `precise` are in "blocks" instead.
        """
        self.weights = {name: tensor.detach().numpy().astype(np.float32) for name, tensor in weights.items()}
        self.shape, self.kernel, self.block = shape, kernel, block
        self.ranges: Ranges = ranges or {}
        self.precise = precise
        self.nodes: list[NodeProto] = []
        self.constants: dict[str, TensorProto] = {}
        self.count = 0

    def constant(self, name: str, array: np.ndarray | np.generic) -> str:
        """A stored tensor; equal names are stored once."""
        self.constants.setdefault(name, numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def integers(self, name: str, *values: int) -> str:
        """A stored vector of whole numbers, such as axes and shapes."""
        return self.constant(name, np.array(values, np.int64))

    def add_all(self, kind: str, inputs: Sequence[str], outputs: int, domain: str = "", **attributes: Any) -> list[str]:  # noqa: ANN401
        """One node of several outputs; returns their names."""
        self.count += 1
        names = [f"{kind}_{self.count}" + (f"_{number}" if number else "") for number in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, f"{kind}_{self.count}", domain=domain, **attributes))
        return names

    def add(self, kind: str, inputs: Sequence[str], domain: str = "", **attributes: Any) -> str:  # noqa: ANN401
        """One node of one output; returns its name."""
        return self.add_all(kind, inputs, 1, domain, **attributes)[0]

    def words(self) -> str:
        """The rows of the table of words by id, stored as four bits a value unless the graph is all float."""
        if self.kernel == "float":
            return self.add("Gather", [self.constant("words.weight", self.weights["words.weight"]), "input_ids"])
        values, scale = rounded_nibbles(self.weights["words.weight"])
        self.constants["words.q"] = nibble_tensor("words.q", values)
        inputs = ["words.q", "input_ids", self.constant("words.scale", scale)]
        layout = {"block_size": NIBBLE_BLOCK, "gather_axis": 0, "quantize_axis": 1}
        return self.add("GatherBlockQuantized", inputs, MS, **layout)

    def positions(self) -> str:
        """As many positions as the batch is long, stored as eight bits a value unless the graph is all float."""
        zero = self.integers("zero", 0)
        length = self.add("Shape", ["input_ids"], start=1, end=2)
        weights = self.weights["positions.weight"]
        if self.kernel == "float":
            return self.add("Slice", [self.constant("positions.weight", weights), zero, length, zero])
        values, scale = (
            self.add("Slice", [self.constant(f"positions.{part}", array), zero, length, zero])
            for part, array in zip(("q", "scale"), rounded_rows(weights), strict=True)
        )
        return self.add("Mul", [self.add("Cast", [values], to=TensorProto.FLOAT), scale])

    def embeddings(self) -> str:
        """The sum of words and positions, after their layer norm."""
        return self.norm(self.add("Add", [self.words(), self.positions()]), None, "norm")

    def linear(self, x: str, name: str) -> str:
        """The product with a layer's weight, plus its bias, in the chosen kernel."""
        weight = self.weights[f"{name}.weight"]
        bias = self.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        kernel = self.kernel
        if kernel != "float" and any(part in name for part in self.precise):
            kernel = "blocks"
        products: dict[str, Callable[[str, str, np.ndarray], str]] = {
            "float": self.linear_float,
            "static": self.linear_static,
            "blocks": self.linear_blocks,
            "weights": self.linear_weights,
            "dynamic": self.linear_dynamic,
        }
        return self.add("Add", [products[kernel](x, name, weight), bias])

    def linear_float(self, x: str, name: str, weight: np.ndarray) -> str:
        """Plain float32."""
        return self.add("MatMul", [x, self.constant(f"{name}.w", weight.T)])

    def linear_blocks(self, x: str, name: str, weight: np.ndarray) -> str:
        """MatMulNBits: blocks of eight-bit weights; level 4 rounds each row of activations, in blocks, by itself."""
        return self.product_of_blocks(x, name, weight, 4)

    def linear_weights(self, x: str, name: str, weight: np.ndarray) -> str:
        """MatMulNBits with float activations: only the storage is eight-bit."""
        return self.product_of_blocks(x, name, weight, 0)

    def product_of_blocks(self, x: str, name: str, weight: np.ndarray, level: int) -> str:
        """A product with block-rounded weights."""
        values, scale = rounded_blocks(weight, self.block)
        inputs = [x, self.constant(f"{name}.q", values), self.constant(f"{name}.scale", scale.ravel())]
        outputs, width = weight.shape
        sizes = {"K": width, "N": outputs, "bits": 8, "block_size": self.block, "accuracy_level": level}
        return self.add("MatMulNBits", inputs, MS, **sizes)

    def linear_static(self, x: str, name: str, weight: np.ndarray) -> str:
        """Fixed activation ranges: as quick as the dynamic kernel, and no row depends on another."""
        channel, step, zero = fixed_ranges(*self.ranges[name], weight)
        values, scale = rounded_rows(weight * channel)
        evened = self.add("Mul", [x, self.constant(f"{name}.even", (1 / channel).astype(np.float32))])
        step_name = self.constant(f"{name}.step", np.float32(step))
        zero_name = self.constant(f"{name}.zero", np.uint8(zero))
        rounded = self.add("QuantizeLinear", [evened, step_name, zero_name])
        scale_name = self.constant(f"{name}.scale", scale.ravel())
        stored = [self.bytes(name, values), step_name, scale_name, zero_name, self.middle()]
        return self.add("MatMulIntegerToFloat", [rounded, *stored], MS)

    def bytes(self, name: str, values: np.ndarray) -> str:
        """Whole numbers from -127 to 127, (outputs, inputs), as a stored matrix of bytes around 128.

        Not as signed ones: where a processor has no instruction for products of bytes (VNNI), ONNX Runtime adds two
        products of a byte and a signed byte in 16 bits, which are too few; vectors were 0.006 off on average.
        """
        return self.constant(f"{name}.q", (values.T.astype(np.int16) + 128).astype(np.uint8))

    def middle(self) -> str:
        """The byte that stands for 0."""
        return self.constant("weights.zero", np.uint8(128))

    def linear_dynamic(self, x: str, name: str, weight: np.ndarray) -> str:
        """Usual dynamic quantisation: one activation scale for the whole batch."""
        values, scale = rounded_rows(weight)
        a, a_scale, a_zero = self.add_all("DynamicQuantizeLinear", [x], 3)
        b, b_scale = self.bytes(name, values), self.constant(f"{name}.scale", scale.ravel())
        return self.add("MatMulIntegerToFloat", [a, b, a_scale, b_scale, a_zero, self.middle()], MS)

    def norm(self, x: str, residual: str | None, name: str) -> str:
        """Layer norm of a value, or of its sum with a residual."""
        gamma, beta = (self.constant(f"{name}.{kind}", self.weights[f"{name}.{kind}"]) for kind in ("weight", "bias"))
        if residual is None:
            return self.add("LayerNormalization", [x, gamma, beta], axis=-1, epsilon=EPSILON)
        return self.add("SkipLayerNormalization", [x, residual, gamma, beta], MS, epsilon=EPSILON)

    def layer(self, x: str, mask: str, name: str) -> str:
        """One transformer layer."""
        packed = self.linear(x, f"{name}.qkv")
        q, k, v = self.add_all("Split", [packed], 3, axis=-1, num_outputs=3)
        attention = {"num_heads": self.shape.heads, "mask_filter_value": HIDDEN_SCORE}
        mixed = self.add("MultiHeadAttention", [q, k, v, "", mask], MS, **attention)
        x = self.norm(self.linear(mixed, f"{name}.out"), x, f"{name}.norm1")
        inner = self.add("Gelu", [self.linear(x, f"{name}.up")], MS)
        return self.norm(self.linear(inner, f"{name}.down"), x, f"{name}.norm2")

    def unit(self, x: str, output: str) -> str:
        """A vector scaled to unit length, under a name of its own."""
        length = self.add("ReduceL2", [x, self.integers("last", -1)], keepdims=1)
        self.nodes.append(helper.make_node("Div", [x, length], [output]))
        return output

    def projected(self, x: str, name: str) -> str:
        """A linear layer in float."""
        product = self.linear_float(x, name, self.weights[f"{name}.weight"])
        return self.add("Add", [product, self.constant(f"{name}.bias", self.weights[f"{name}.bias"])])

    def content(self, x: str, mask: str) -> str:
        """The mean over real tokens and its projection, at unit length."""
        real, one = self.add("Cast", [mask], to=TensorProto.FLOAT), self.integers("one", 1)
        total = self.add("Squeeze", [self.add("MatMul", [self.add("Unsqueeze", [real, one]), x]), one])
        mean = self.add("Div", [total, self.add("ReduceSum", [real, self.integers("last", -1)], keepdims=1)])
        return self.unit(self.projected(mean, "content_project"), "content")

    def pooled(self, x: str, mask: str) -> str:
        """Attention pooling: the mean of a row's tokens, weighted by head. It stays in float, as all after it."""
        scores = self.add("MatMul", [x, self.constant("pool.w", self.weights["pool.score.weight"].T)])
        real = self.add("Cast", [mask], to=TensorProto.FLOAT)
        padding = self.add("Sub", [real, self.constant("f1", np.float32(1))])  # 0 for a token, -1 for padding
        hidden = self.add("Mul", [padding, self.constant("f1e4", np.float32(-HIDDEN_SCORE))])
        shown = self.add("Add", [scores, self.add("Unsqueeze", [hidden, self.integers("last", -1)])])
        weights = self.add("Softmax", [self.add("Transpose", [shown], perm=[0, 2, 1])], axis=-1)
        weights = self.add("Unsqueeze", [weights, self.integers("two", 2)])  # (rows, heads, 1, tokens)
        heads, size = self.shape.heads, self.shape.hidden // self.shape.heads
        split = self.add("Reshape", [x, self.integers("split", 0, 0, heads, size)])
        mixed = self.add("MatMul", [weights, self.add("Transpose", [split], perm=[0, 2, 1, 3])])
        return self.add("Reshape", [mixed, self.integers("flat", 0, self.shape.hidden)])

    def task(self, x: str, mask: str) -> str:
        """Attention pooling and its projection, at unit length."""
        return self.unit(self.projected(self.pooled(x, mask), "project"), "task")

    def build(self, network: TwoSpaces) -> ModelProto:
        """The whole graph as an ONNX model, with the layers and branches of a network."""
        mask = self.add("Cast", ["attention_mask"], to=TensorProto.INT32)
        x = self.embeddings()
        for index in range(len(network.layers)):
            x = self.layer(x, mask, f"layers.{index}")
        self.nodes.append(helper.make_node("Identity", [x], ["states"]))  # which the judge of pairs reads
        task = content = x
        for index in range(len(network.task_layers)):
            task = self.layer(task, mask, f"task_layers.{index}")
        for index in range(len(network.content_layers)):
            content = self.layer(content, mask, f"content_layers.{index}")
        self.task(task, mask)
        self.content(content, mask)
        return self.model()

    def model(self) -> ModelProto:
        """Names, types and versions around the nodes."""
        ids, rows = ["batch", "sequence"], "batch"
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ids) for name in ("input_ids", "attention_mask")
        ]
        outputs = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, [rows, self.shape.hidden])
            for name in ("task", "content")
        ]
        outputs.append(helper.make_tensor_value_info("states", TensorProto.FLOAT, [*ids, self.shape.hidden]))
        graph = helper.make_graph(self.nodes, "kindred", inputs, outputs, list(self.constants.values()))
        opsets = [helper.make_opsetid("", 21), helper.make_opsetid(MS, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10, producer_name="kindred")
