"""Writes the judge of pairs as an ONNX graph, node by node, as `graph.py` writes the encoder.

Inputs, for both sides: states (pairs, tokens, hidden) and token ids (pairs, tokens), -1 after the last token. Output:
`chance`, (pairs,).
"""

import numpy as np
from onnx import ModelProto, TensorProto, helper

from graph import MS, Graph
from layers import HIDDEN_SCORE
from pair_network import FAR, LEAST_LENGTH, NO_TOKEN, PairNetwork

SIDES = ("left", "right")
KERNEL = "blocks"  # the only one with eight bits that rounds each pair by itself without ranges found beforehand


class PairGraph(Graph):
    """The nodes of the judge. Shapes are those of `pair_network.py`."""

    def number(self, name: str, value: float) -> str:
        """A stored number."""
        return self.constant(name, np.float32(value))

    def looks(self, states: str) -> str:
        """What each token is looked for by, at unit length, (pairs, tokens, hidden)."""
        x = self.add("MatMul", [states, self.constant("look.w", self.weights["look.weight"].T)])
        length = self.add("ReduceL2", [x, self.integers("last", -1)], keepdims=1)
        return self.add("Div", [x, self.add("Max", [length, self.number("least", LEAST_LENGTH)])])

    def real(self, ids: str) -> str:
        """1 for a token, 0 after the last, (pairs, tokens)."""
        there = self.add("Greater", [ids, self.constant("none", np.int64(NO_TOKEN))])
        return self.add("Cast", [there], to=TensorProto.FLOAT)

    def hidden_from(self, real: str) -> str:
        """0 for a token, -1 after the last, (pairs, 1, tokens)."""
        hidden = self.add("Sub", [real, self.number("f1", 1)])
        return self.add("Unsqueeze", [hidden, self.integers("one", 1)])

    def side(self, own: str, other: str, alike: str, equal: str, hidden: str) -> str:
        """A side's tokens compared with what they are aligned with, (pairs, tokens, hidden)."""
        sharp = self.add("Mul", [alike, self.constant("sharpness.w", self.weights["sharpness"])])
        shown = self.add("Add", [sharp, self.add("Mul", [hidden, self.number("hide", -HIDDEN_SCORE)])])
        aligned = self.add("MatMul", [self.add("Softmax", [shown], axis=-1), other])
        near = self.add("Add", [alike, self.add("Mul", [hidden, self.number("far", -FAR)])])
        signs = [self.add("ReduceMax", [x, self.integers("last", -1)], keepdims=1) for x in (near, equal)]
        apart, product = self.add("Sub", [own, aligned]), self.add("Mul", [own, aligned])
        compared = self.linear(self.add("Concat", [own, aligned, apart, product], axis=-1), "compare")
        told = self.add(
            "MatMul",
            [self.add("Concat", signs, axis=-1), self.constant("signs.w", self.weights["signs.weight"].T)],
        )
        return self.add("Add", [compared, told])

    def pooled(self, x: str, mask: str) -> str:
        """The mean and the greatest values of all tokens of a pair, (pairs, 2 hidden)."""
        one = self.integers("one", 1)
        total = self.add("Squeeze", [self.add("MatMul", [self.add("Unsqueeze", [mask, one]), x]), one])
        mean = self.add("Div", [total, self.add("ReduceSum", [mask, self.integers("last", -1)], keepdims=1)])
        padding = self.add("Mul", [self.add("Sub", [mask, self.number("f1", 1)]), self.number("hide", -HIDDEN_SCORE)])
        shown = self.add("Add", [x, self.add("Unsqueeze", [padding, self.integers("last", -1)])])
        return self.add("Concat", [mean, self.add("ReduceMax", [shown, one], keepdims=0)], axis=-1)

    def judged(self, x: str, mask: str) -> str:
        """Comparisons of both sides to log-odds, (pairs, 1)."""
        whole = self.add("Cast", [mask], to=TensorProto.INT32)
        x = self.norm(self.add("Gelu", [x], MS), None, "norm")
        for index in range(sum(name.endswith(".qkv.weight") for name in self.weights)):
            x = self.layer(x, whole, f"layers.{index}")
        mixed = self.add("Gelu", [self.projected(self.pooled(x, mask), "mix")], MS)
        return self.projected(mixed, "judge")

    def whole(self, slope: float, shift: float) -> ModelProto:
        """The graph as an ONNX model; its chance is that of the log-odds times `slope` plus `shift` (Platt 1999)."""
        real = [self.real(f"{side}_ids") for side in SIDES]
        hidden = [self.hidden_from(one) for one in real]
        ids = [
            self.add("Unsqueeze", [f"{side}_ids", self.integers(f"axis{2 - at}", 2 - at)])
            for at, side in enumerate(SIDES)
        ]
        same = self.add("Cast", [self.add("Equal", ids)], to=TensorProto.FLOAT)
        equal = self.add("Mul", [same, self.add("Unsqueeze", [real[0], self.integers("two", 2)])])
        looks = [self.looks(side) for side in SIDES]
        alike = self.add("MatMul", [looks[0], self.add("Transpose", [looks[1]], perm=[0, 2, 1])])
        alike = self.add("Add", [alike, self.add("Mul", [equal, self.constant("equal.w", self.weights["equal"])])])
        turned = [self.add("Transpose", [x], perm=[0, 2, 1]) for x in (alike, equal)]
        sides = [
            self.side("left", "right", alike, equal, hidden[1]),
            self.side("right", "left", turned[0], turned[1], hidden[0]),
        ]
        odds = self.judged(self.add("Concat", sides, axis=1), self.add("Concat", real, axis=1))
        fitted = self.add("Add", [self.add("Mul", [odds, self.number("slope", slope)]), self.number("shift", shift)])
        flat = self.add("Squeeze", [fitted, self.integers("last", -1)])
        self.nodes.append(helper.make_node("Sigmoid", [flat], ["chance"]))
        inputs = [
            value
            for side in SIDES
            for value in (
                helper.make_tensor_value_info(side, TensorProto.FLOAT, ["pairs", f"{side}_tokens", self.shape.hidden]),
                helper.make_tensor_value_info(f"{side}_ids", TensorProto.INT64, ["pairs", f"{side}_tokens"]),
            )
        ]
        output = helper.make_tensor_value_info("chance", TensorProto.FLOAT, ["pairs"])
        graph = helper.make_graph(self.nodes, "pairs", inputs, [output], list(self.constants.values()))
        opsets = [helper.make_opsetid("", 21), helper.make_opsetid(MS, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10, producer_name="kindred")


def pair_model(network: PairNetwork, slope: float = 1.0, shift: float = 0.0, kernel: str = KERNEL) -> ModelProto:
    """The ONNX model of a network; `kernel` "float" is exact."""
    return PairGraph(network.state_dict(), network.shape, kernel).whole(slope, shift)
