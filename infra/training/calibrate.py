"""Activation ranges of every linear layer, seen on training texts; the static kernel rounds with them."""
import numpy as np
import torch

from batches import Sampler
from tokens import TextTokenizer


def calibration_texts(rows, count, seed=7):
    """Training views in all layouts, a few from each of many batches."""
    sampler = Sampler(rows, seed)
    return [text for _ in range(count // 24) for text, _, _ in sampler.batch()[::8]]


def ranges(encoder, texts):
    """{layer name: (lowest, highest) value per input channel} over the real tokens of the texts."""
    seen, mask = {}, None

    def watch(name):
        def hook(_, inputs):
            real = inputs[0][mask.bool()]
            low, high = real.amin(0).numpy(), real.amax(0).numpy()
            lowest, highest = seen.get(name, (low, high))
            seen[name] = np.minimum(lowest, low), np.maximum(highest, high)
        return hook
    linear = {n: m for n, m in encoder.named_modules() if isinstance(m, torch.nn.Linear) and "layers" in n}
    hooks = [module.register_forward_pre_hook(watch(name)) for name, module in linear.items()]
    tokenizer = TextTokenizer(256)
    for start in range(0, len(texts), 16):
        ids, mask = tokenizer(texts[start: start + 16])
        with torch.inference_mode():
            encoder(ids, mask)
    for hook in hooks:
        hook.remove()
    return seen
