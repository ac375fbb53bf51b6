"""Activation ranges of every linear layer, seen on training texts; the static kernel rounds with them."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import nn

from graph import Ranges
from network import TwoSpaces
from tokens import TextTokenizer
from work_batches import WorkSampler
from work_rows import WorkRow


def calibration_texts(rows: Sequence[WorkRow], count: int, seed: int = 7) -> list[str]:
    """Prompts of all kinds and languages in all layouts, a few from each of many batches."""
    sampler = WorkSampler(rows, seed)
    return [item.text for _ in range(count // 24) for item in sampler.batch()[::3]][:count]


def ranges(network: TwoSpaces, texts: Sequence[str], tokenizer: TextTokenizer) -> Ranges:
    """Lowest and highest value of every input channel, (inputs,) each, of every linear layer.

    Seen over the real tokens of the texts.
    """
    seen: Ranges = {}
    real = torch.empty(0, dtype=torch.bool)  # which tokens of the batch at hand are no padding, (rows, tokens)

    def watch(name: str) -> Callable[[nn.Module, tuple[torch.Tensor, ...]], None]:
        def hook(_: nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            values = inputs[0][real]
            low, high = values.amin(0).numpy(), values.amax(0).numpy()
            lowest, highest = seen.get(name, (low, high))
            seen[name] = np.minimum(lowest, low), np.maximum(highest, high)

        return hook

    linear = {n: m for n, m in network.named_modules() if isinstance(m, nn.Linear) and "layers" in n}
    hooks = [module.register_forward_pre_hook(watch(name)) for name, module in linear.items()]
    for start in range(0, len(texts), 16):
        ids, mask = tokenizer(texts[start : start + 16])
        real = mask.bool()
        with torch.inference_mode():
            network(ids, mask)
    for handle in hooks:
        handle.remove()
    return seen
