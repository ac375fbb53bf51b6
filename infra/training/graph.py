"""Writes the encoder as an ONNX graph, node by node, so that both branches use ONNX Runtime's fused operators.

No tracing exporter and no optimiser pass: the graph is exactly what is written here. How a linear layer is stored
and computed is a choice ("kernel"); `export.py` tells why the shipped one was chosen.
"""
import numpy as np
from onnx import TensorProto, helper, numpy_helper

HIDDEN, HEADS, EPSILON = 384, 12, 1e-12
MS = "com.microsoft"


def rounded_blocks(weight, block):
    """Eight-bit blocks along the inputs of a [out, in] matrix: bytes around 128, and one float32 scale a block."""
    outputs, inputs = weight.shape
    blocks = weight.reshape(outputs, inputs // block, block)
    scale = np.abs(blocks).max(-1) / 127
    scale[scale == 0] = 1
    return (np.rint(blocks / scale[..., None]) + 128).astype(np.uint8), scale.astype(np.float32)


def rounded_rows(weight):
    """Eight bits a value and one scale a row."""
    scale = np.abs(weight).max(-1, keepdims=True) / 127
    return np.rint(weight / scale).astype(np.int8), scale.astype(np.float32)


def fixed_ranges(low, high, weight, strength=0.5):
    """A factor per channel, and one step and zero point for all, from the channels' extremes over calibration texts.

    Dividing activations and multiplying weights by the factor moves outlier channels half way into the weights
    (Xiao et al., "SmoothQuant", ICML 2023, eq. 4).
    """
    reach = np.maximum(np.maximum(-low, high), 1e-5)
    channel = reach ** strength / np.maximum(np.abs(weight).max(0), 1e-5) ** (1 - strength)
    bottom, top = min((low / channel).min(), 0), max((high / channel).max(), 0)
    step = (top - bottom) / 255
    return channel, step, int(np.clip(np.rint(-bottom / step), 0, 255))


class Graph:
    """Collects nodes and weights; every method returns the name of the value it made."""

    def __init__(self, weights, kernel, block=32, ranges=None, precise=()):
        self.w = {name: tensor.detach().numpy().astype(np.float32) for name, tensor in weights.items()}
        self.kernel, self.block, self.ranges, self.precise = kernel, block, ranges, precise
        self.nodes, self.constants, self.count = [], {}, 0

    def constant(self, name, array):
        """A stored tensor; equal names are stored once."""
        self.constants.setdefault(name, numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(self, kind, inputs, outputs=1, domain="", **attributes):
        """One node; returns its output's name, or a list of them."""
        self.count += 1
        names = [f"{kind}_{self.count}" + (f"_{i}" if i else "") for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, f"{kind}_{self.count}", domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def table(self, name, pick):
        """Rows of an embedding table by `pick`, stored as eight bits a value unless the graph is all float."""
        if self.kernel == "float":
            return pick(self.constant(name, self.w[name]))
        values, scale = rounded_rows(self.w[name])
        picked = self.add("Cast", [pick(self.constant(f"{name}.q", values))], to=TensorProto.FLOAT)
        return self.add("Mul", [picked, pick(self.constant(f"{name}.scale", scale))])

    def embeddings(self):
        """Words by id, and as many positions as the batch is long."""
        zero = self.constant("zero", np.array([0], np.int64))
        length = self.add("Shape", ["input_ids"], start=1, end=2)
        words = self.table("words.weight", lambda t: self.add("Gather", [t, "input_ids"]))
        positions = self.table("positions.weight", lambda t: self.add("Slice", [t, zero, length, zero]))
        return self.norm(self.add("Add", [words, positions]), None, "norm")

    def linear(self, x, name):
        """x W' + b in the chosen kernel."""
        weight, bias = self.w[f"{name}.weight"], self.constant(f"{name}.bias", self.w[f"{name}.bias"])
        kernel = "blocks" if self.kernel != "float" and any(part in name for part in self.precise) else self.kernel
        product = getattr(self, f"linear_{kernel}")(x, name, weight)
        return self.add("Add", [product, bias])

    def linear_float(self, x, name, weight):
        """Plain float32."""
        return self.add("MatMul", [x, self.constant(f"{name}.w", weight.T)])

    def linear_blocks(self, x, name, weight):
        """MatMulNBits: blocks of eight-bit weights; level 4 also rounds each activation row, block by block, by itself."""
        return self.nbits(x, name, weight, 4)

    def linear_weights(self, x, name, weight):
        """MatMulNBits with float activations: only the storage is eight-bit."""
        return self.nbits(x, name, weight, 0)

    def nbits(self, x, name, weight, level):
        """A product with block-rounded weights."""
        values, scale = rounded_blocks(weight, self.block)
        inputs = [x, self.constant(f"{name}.q", values), self.constant(f"{name}.scale", scale.ravel())]
        return self.add("MatMulNBits", inputs, domain=MS, K=weight.shape[1], N=weight.shape[0], bits=8,
                        block_size=self.block, accuracy_level=level)

    def linear_static(self, x, name, weight):
        """Fixed activation ranges: as quick as the dynamic kernel, and no row depends on another."""
        channel, step, zero = fixed_ranges(*self.ranges[name], weight)
        values, scale = rounded_rows(weight * channel)
        evened = self.add("Mul", [x, self.constant(f"{name}.even", (1 / channel).astype(np.float32))])
        a = self.add("QuantizeLinear", [evened, self.constant(f"{name}.step", np.float32(step)),
                                        self.constant(f"{name}.zero", np.uint8(zero))])
        inputs = [a, self.constant(f"{name}.q", values.T), self.constant(f"{name}.step", np.float32(step)),
                  self.constant(f"{name}.scale", scale.ravel()), self.constant(f"{name}.zero", np.uint8(zero))]
        return self.add("MatMulIntegerToFloat", inputs, domain=MS)

    def linear_dynamic(self, x, name, weight):
        """Usual dynamic quantisation: one activation scale for the whole batch."""
        values, scale = rounded_rows(weight)
        a, a_scale, a_zero = self.add("DynamicQuantizeLinear", [x], 3)
        b, b_scale = self.constant(f"{name}.q", values.T), self.constant(f"{name}.scale", scale.ravel())
        return self.add("MatMulIntegerToFloat", [a, b, a_scale, b_scale, a_zero], domain=MS)

    def norm(self, x, residual, name):
        """Layer norm of a sum."""
        gamma, beta = (self.constant(f"{name}.{k}", self.w[f"{name}.{k}"]) for k in ("weight", "bias"))
        if residual is None:
            return self.add("LayerNormalization", [x, gamma, beta], axis=-1, epsilon=EPSILON)
        return self.add("SkipLayerNormalization", [x, residual, gamma, beta], domain=MS, epsilon=EPSILON)

    def layer(self, x, mask, name):
        """One transformer layer."""
        packed = self.linear(x, f"{name}.qkv")
        q, k, v = self.add("Split", [packed], 3, axis=-1, num_outputs=3)
        mixed = self.add("MultiHeadAttention", [q, k, v, "", mask], domain=MS, num_heads=HEADS, mask_filter_value=-1e4)
        x = self.norm(self.linear(mixed, f"{name}.out"), x, f"{name}.norm1")
        inner = self.add("Gelu", [self.linear(x, f"{name}.up")], domain=MS)
        return self.norm(self.linear(inner, f"{name}.down"), x, f"{name}.norm2")

    def unit(self, x, output):
        """A value scaled to unit length, under a name of its own."""
        norm = self.add("ReduceL2", [x, self.constant("last", np.array([-1], np.int64))], keepdims=1)
        self.nodes.append(helper.make_node("Div", [x, norm], [output]))
        return output

    def content(self, x, mask):
        """Mean over real tokens."""
        column = self.add("Unsqueeze", [self.add("Cast", [mask], to=TensorProto.FLOAT), self.constant("one", np.array([1], np.int64))])
        total = self.add("Squeeze", [self.add("MatMul", [column, x]), self.constant("one", np.array([1], np.int64))])
        return self.unit(total, "content")

    def task(self, x, mask, content):
        """Attention pooling by head, the projection, and the blend with the content vector; all stay in float."""
        scores = self.add("MatMul", [x, self.constant("pool.w", self.w["pool.score.weight"].T)])
        hidden = self.add("Mul", [self.add("Sub", [self.add("Cast", [mask], to=TensorProto.FLOAT), self.constant("f1", np.float32(1))]),
                                  self.constant("f1e4", np.float32(1e4))])
        shown = self.add("Add", [scores, self.add("Unsqueeze", [hidden, self.constant("last", np.array([-1], np.int64))])])
        weights = self.add("Softmax", [self.add("Transpose", [shown], perm=[0, 2, 1])], axis=-1)
        weights = self.add("Unsqueeze", [weights, self.constant("two", np.array([2], np.int64))])
        split = self.add("Reshape", [x, self.constant("split", np.array([0, 0, HEADS, HIDDEN // HEADS], np.int64))])
        mixed = self.add("MatMul", [weights, self.add("Transpose", [split], perm=[0, 2, 1, 3])])
        pooled = self.add("Reshape", [mixed, self.constant("flat", np.array([0, HIDDEN], np.int64))])
        learnt = self.unit(self.linear_float_bias(pooled, "project"), "learnt")
        both = self.add("Concat", [learnt, content], axis=-1)
        self.unit(self.linear_float(both, "blend", self.w["blend"]), "task")

    def linear_float_bias(self, x, name):
        """A linear layer that is never rounded."""
        product = self.linear_float(x, name, self.w[f"{name}.weight"])
        return self.add("Add", [product, self.constant(f"{name}.bias", self.w[f"{name}.bias"])])

    def build(self, encoder):
        """The whole graph as an ONNX model."""
        mask = self.add("Cast", ["attention_mask"], to=TensorProto.INT32)
        x = self.embeddings()
        for i in range(encoder.shared):
            x = self.layer(x, mask, f"layers.{i}")
        task = content = x
        for i in range(len(encoder.task_layers)):
            task = self.layer(task, mask, f"task_layers.{i}")
            content = self.layer(content, mask, f"layers.{encoder.shared + i}")
        self.task(task, mask, self.content(content, mask))
        return self.model(encoder.project.out_features)

    def model(self, dimensions):
        """Names, types and versions around the nodes."""
        inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "sequence"]) for n in ("input_ids", "attention_mask")]
        outputs = [helper.make_tensor_value_info("task", TensorProto.FLOAT, ["batch", dimensions]),
                   helper.make_tensor_value_info("content", TensorProto.FLOAT, ["batch", HIDDEN])]
        graph = helper.make_graph(self.nodes, "kindred", inputs, outputs, list(self.constants.values()))
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(MS, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="kindred")
