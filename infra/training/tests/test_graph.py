"""The exported graph: it equals the model, a batch equals its rows, and the check of an export can refuse a graph."""

import numpy as np
import onnx
import pytest
import torch
from tiny_network import TEXTS, tiny_network, tiny_tokenizer

from calibrate import ranges
from export import check_graph, feed, session, vectors_of
from graph import Graph
from rounding import fixed_ranges, rounded_blocks, rounded_nibbles, rounded_rows

ROUNDED = ("static", "blocks", "weights")  # the kernels that keep the batch law


def built(kernel: str, seed: int = 1) -> bytes:
    network = tiny_network(seed)
    found = ranges(network, TEXTS, tiny_tokenizer())
    graph = Graph(
        network.state_dict(), network.shape, kernel, ranges=found, precise=["down"] if kernel == "static" else []
    )
    return graph.build(network).SerializeToString(deterministic=True)


def run(graph: bytes, texts: list[str]) -> list[np.ndarray]:
    return session(graph).run(["task", "content"], feed(tiny_tokenizer(), texts))


def test_the_float_graph_equals_the_model() -> None:
    for found, expected in zip(
        run(built("float"), TEXTS), vectors_of(tiny_network(), tiny_tokenizer(), TEXTS), strict=True
    ):
        assert found.shape == expected.shape
        assert np.abs(found - expected).max() < 1e-5


@pytest.mark.parametrize("kernel", ["float", *ROUNDED])
def test_a_batch_gives_the_same_vectors_as_its_rows_alone(kernel: str) -> None:
    graph = built(kernel)
    alone = [np.concatenate(vectors) for vectors in zip(*(run(graph, [text]) for text in TEXTS), strict=True)]
    for together, single in zip(run(graph, TEXTS), alone, strict=True):
        assert np.abs(together - single).max() < 1e-5


@pytest.mark.parametrize("kernel", ROUNDED)
def test_a_rounded_graph_stays_near_the_model(kernel: str) -> None:
    for found, expected in zip(
        run(built(kernel), TEXTS), vectors_of(tiny_network(), tiny_tokenizer(), TEXTS), strict=True
    ):
        distances = 1 - (found * expected).sum(1)
        assert 1e-8 < distances.max() < 5e-3  # rounded, but not far


@pytest.mark.parametrize("kernel", ["float", *ROUNDED, "dynamic"])
def test_vectors_have_unit_length(kernel: str) -> None:
    for vectors in run(built(kernel), TEXTS):
        assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < 1e-5


def test_the_same_weights_give_the_same_bytes() -> None:
    assert built("static") == built("static")
    assert built("static") != built("static", seed=2)


def test_weights_are_stored_in_eight_bits_and_those_of_words_in_four() -> None:
    stored = {tensor.name: tensor.data_type for tensor in onnx.load_from_string(built("static")).graph.initializer}
    assert stored["layers.0.qkv.q"] == onnx.TensorProto.UINT8  # see Graph.bytes
    assert stored["layers.0.down.q"] == onnx.TensorProto.UINT8  # one of the precise layers, in blocks
    assert stored["positions.q"] == onnx.TensorProto.INT8
    assert stored["words.q"] == onnx.TensorProto.INT4
    assert not {"words.weight", "layers.0.qkv.w"} & set(stored)


def checked(kind: str, graph: bytes, seed: int = 1) -> None:
    expected = vectors_of(tiny_network(seed), tiny_tokenizer(), TEXTS)
    check_graph(kind, session(graph), tiny_tokenizer(), TEXTS, expected)


@pytest.mark.parametrize(("kind", "kernel"), [("float", "float"), *(("int8", kernel) for kernel in ROUNDED)])
def test_the_check_lets_sound_graphs_pass(kind: str, kernel: str) -> None:
    checked(kind, built(kernel))


def test_the_check_refuses_a_graph_whose_rows_depend_on_their_neighbours() -> None:
    with pytest.raises(SystemExit, match="breaks the law of batches"):
        checked("int8", built("dynamic"))


def test_the_check_refuses_a_float_graph_that_differs_from_the_model() -> None:
    with pytest.raises(SystemExit, match="differs from the model"):
        checked("float", built("static"))


def test_the_check_refuses_a_graph_that_has_drifted() -> None:
    with pytest.raises(SystemExit, match="has drifted from the model"):
        checked("int8", built("static", seed=2))


def test_rows_of_weights_are_rounded_by_half_a_step_at_most() -> None:
    weight = np.random.default_rng(1).normal(size=(5, 64)).astype(np.float32)
    values, scale = rounded_rows(weight)
    assert scale.shape == (5, 1)
    assert np.all(np.abs(values * scale - weight) <= scale / 2 + 1e-6)


def test_blocks_of_weights_are_rounded_by_half_a_step_of_their_own_at_most_and_zeros_stay() -> None:
    weight = np.random.default_rng(1).normal(size=(3, 64)).astype(np.float32)
    weight[1, 32:] = 0
    values, scale = rounded_blocks(weight, 32)
    assert (values.shape, scale.shape) == ((3, 2, 32), (3, 2))
    restored = (values.astype(np.float32) - 128) * scale[..., None]
    assert np.all(np.abs(restored.reshape(3, 64) - weight) <= np.repeat(scale, 32, 1) / 2 + 1e-6)
    assert np.all(restored[1, 1] == 0)


def test_four_bits_hold_a_table_that_had_four_bits_without_loss() -> None:
    draw = np.random.default_rng(3)
    values, scale = draw.integers(-8, 8, (6, 64)), draw.normal(size=(6, 2)).astype(np.float32)
    values[:, [0, 32]] = -8  # a block of the base has its farthest value there
    values[2, 32:] = 0
    table = (values.reshape(6, 2, 32) * scale[..., None]).reshape(6, 64).astype(np.float32)
    found, steps = rounded_nibbles(table)
    assert np.allclose((found.reshape(6, 2, 32) * steps[..., None]).reshape(6, 64), table, atol=1e-6)


def test_fixed_ranges_cover_what_was_seen_and_the_factor_leaves_the_product_as_it_was() -> None:
    draw = np.random.default_rng(2)
    seen = draw.normal(size=(200, 8)) * np.array([1, 1, 1, 1, 1, 1, 1, 50])
    weight = draw.normal(size=(4, 8))
    channel, step, zero = fixed_ranges(seen.min(0), seen.max(0), weight)
    levels = np.rint(seen / channel / step) + zero
    assert levels.min() >= -0.51
    assert levels.max() <= 255.51
    assert np.allclose((seen / channel) @ (weight * channel).T, seen @ weight.T)
    assert np.abs(seen / channel).max() < 20  # the channel with the outliers no longer rules


def test_calibration_sees_real_tokens_alone() -> None:
    network, tokenizer = tiny_network(), tiny_tokenizer()
    alone = [ranges(network, [text], tokenizer) for text in TEXTS]
    for name, (low, high) in ranges(network, TEXTS, tokenizer).items():
        assert np.allclose(low, np.min([one[name][0] for one in alone], 0), atol=1e-5)
        assert np.allclose(high, np.max([one[name][1] for one in alone], 0), atol=1e-5)
    assert not any(module._forward_pre_hooks for module in network.modules())


def test_the_graph_takes_batches_of_any_size_and_length() -> None:
    graph = built("static")
    for texts in (TEXTS[:1], TEXTS[:2], TEXTS * 3):
        task, content = run(graph, texts)
        assert (len(task), len(content)) == (len(texts), len(texts))
    assert torch.tensor(run(graph, TEXTS * 3)[0]).isfinite().all()
