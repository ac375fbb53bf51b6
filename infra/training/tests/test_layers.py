"""A layer does what PyTorch's own does, and pooling never looks at padding."""

import torch

from layers import EPSILON, AttentionPooling, Layer, Shape

SHAPE = Shape(hidden=32, heads=4, inner=64)
NAMES = {
    "self_attn.in_proj_": "qkv.",
    "self_attn.out_proj.": "out.",
    "norm1.": "norm1.",
    "norm2.": "norm2.",
    "linear1.": "up.",
    "linear2.": "down.",
}


def test_a_layer_is_that_of_the_library() -> None:
    mine = Layer(SHAPE)
    theirs = torch.nn.TransformerEncoderLayer(
        SHAPE.hidden, SHAPE.heads, SHAPE.inner, 0.0, "gelu", EPSILON, batch_first=True, norm_first=False
    ).train()  # without its shortcut for inference; there is no dropout
    state = mine.state_dict()
    theirs.load_state_dict({f"{a}{kind}": state[f"{b}{kind}"] for a, b in NAMES.items() for kind in ("weight", "bias")})
    x, real = torch.randn(2, 5, SHAPE.hidden), torch.tensor([[True] * 5, [True] * 3 + [False] * 2])
    bias = torch.zeros(2, 1, 1, 5).masked_fill(~real[:, None, None], -1e4)
    with torch.no_grad():
        assert torch.allclose(mine(x, bias)[real], theirs(x, src_key_padding_mask=~real)[real], atol=1e-5)


def test_the_pooling_follows_its_scores_and_never_looks_at_padding() -> None:
    pool = AttentionPooling(SHAPE)
    with torch.no_grad():
        pool.score.weight[:, 0] = 100
        x = torch.randn(1, 4, SHAPE.hidden)
        x[0, :, 0] = torch.tensor([0.0, 3, 1, 9])  # the last token is padding
        pooled = pool(x, torch.tensor([[1, 1, 1, 0]]))
    assert torch.allclose(pooled, x[:, 1], atol=1e-5)
