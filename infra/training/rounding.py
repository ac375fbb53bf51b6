"""Weights and ranges of activations in fewer bits."""

import numpy as np
from onnx import TensorProto

NIBBLE_BLOCK = 32


def rounded_blocks(weight: np.ndarray, block: int) -> tuple[np.ndarray, np.ndarray]:
    """Eight-bit blocks along the inputs of a matrix, (outputs, inputs).

    Returns bytes around 128, (outputs, blocks, block), and one float32 scale a block, (outputs, blocks).
    """
    outputs, inputs = weight.shape
    blocks = weight.reshape(outputs, inputs // block, block)
    scale = np.abs(blocks).max(-1) / 127
    scale[scale == 0] = 1
    return (np.rint(blocks / scale[..., None]) + 128).astype(np.uint8), scale.astype(np.float32)


def rounded_rows(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Eight bits a value of a matrix, (outputs, inputs), and one float32 scale a row, (outputs, 1)."""
    scale = np.abs(weight).max(-1, keepdims=True) / 127
    return np.rint(weight / scale).astype(np.int8), scale.astype(np.float32)


def rounded_nibbles(table: np.ndarray, block: int = NIBBLE_BLOCK) -> tuple[np.ndarray, np.ndarray]:
    """Four bits a value of a table, (rows, columns), in blocks along its rows, as the base has them.

    Returns whole numbers from -8 to 7, (rows, columns), and one float32 scale a block, (rows, blocks). The value of
    a block that is farthest from 0 is at -8.
    """
    blocks = table.reshape(len(table), -1, block)
    farthest = np.take_along_axis(blocks, np.abs(blocks).argmax(-1)[..., None], -1)[..., 0]
    scale = farthest / -8
    scale[scale == 0] = 1
    values = np.clip(np.rint(blocks / scale[..., None]), -8, 7).astype(np.int8)
    return values.reshape(table.shape), scale.astype(np.float32)


def nibble_tensor(name: str, values: np.ndarray) -> TensorProto:
    """Whole numbers from -8 to 7 as a stored tensor of four bits a value, two of them in a byte."""
    packed = (values[:, 0::2] & 15) | ((values[:, 1::2] & 15) << 4)
    tensor = TensorProto(name=name, data_type=TensorProto.INT4, raw_data=packed.astype(np.uint8).tobytes())
    tensor.dims.extend(values.shape)
    return tensor


def fixed_ranges(
    low: np.ndarray, high: np.ndarray, weight: np.ndarray, strength: float = 0.5
) -> tuple[np.ndarray, float, int]:
    """A factor per channel, (inputs,), and one step and zero point for all channels.

    `low` and `high`, (inputs,) each, are the channels' extremes over calibration texts; `weight` is (outputs, inputs).
    Dividing activations and multiplying weights by the factor moves outlier channels half way into the weights
    (Xiao et al., "SmoothQuant", ICML 2023, eq. 4).
    """
    reach = np.maximum(np.maximum(-low, high), 1e-5)
    channel = reach**strength / np.maximum(np.abs(weight).max(0), 1e-5) ** (1 - strength)
    bottom, top = min((low / channel).min(), 0), max((high / channel).max(), 0)
    step = (top - bottom) / 255
    return channel, step, int(np.clip(np.rint(-bottom / step), 0, 255))
