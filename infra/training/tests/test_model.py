"""The model: the batch law, unit vectors, and two branches that both begin as the base."""

import pytest
import torch
from tiny_network import TEXTS, TINY, tiny_encoder, tiny_tokenizer
from torch.nn.functional import normalize

from model import EPSILON, Encoder, Layer, copy_base


def base_state() -> dict[str, torch.Tensor]:
    """A random checkpoint under the names of a published BERT of the tiny shape."""
    generator = torch.Generator().manual_seed(5)
    hidden, inner = TINY.hidden, TINY.inner
    sizes = {
        "embeddings.word_embeddings.weight": (TINY.words, hidden),
        "embeddings.position_embeddings.weight": (TINY.positions, hidden),
        "embeddings.token_type_embeddings.weight": (2, hidden),
        "embeddings.LayerNorm.weight": (hidden,),
        "embeddings.LayerNorm.bias": (hidden,),
    }
    parts = {
        **{f"attention.self.{name}": (hidden, hidden) for name in ("query", "key", "value")},
        "attention.output.dense": (hidden, hidden),
        "attention.output.LayerNorm": (hidden,),
        "intermediate.dense": (inner, hidden),
        "output.dense": (hidden, inner),
        "output.LayerNorm": (hidden,),
    }
    for index in range(TINY.layers):
        for part, size in parts.items():
            sizes[f"encoder.layer.{index}.{part}.weight"] = size
            sizes[f"encoder.layer.{index}.{part}.bias"] = size[:1]
    return {name: 0.3 * torch.randn(size, generator=generator) for name, size in sizes.items()}


def torch_layer(state: dict[str, torch.Tensor], index: int) -> torch.nn.TransformerEncoderLayer:
    """PyTorch's own transformer layer with the weights of one layer of the checkpoint."""
    layer = torch.nn.TransformerEncoderLayer(
        TINY.hidden, TINY.heads, TINY.inner, 0.0, "gelu", EPSILON, batch_first=True, norm_first=False
    )
    names = {
        "self_attn.out_proj": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "linear1": "intermediate.dense",
        "linear2": "output.dense",
        "norm2": "output.LayerNorm",
    }
    weights = {}
    for kind in ("weight", "bias"):
        three = [state[f"encoder.layer.{index}.attention.self.{name}.{kind}"] for name in ("query", "key", "value")]
        weights[f"self_attn.in_proj_{kind}"] = torch.cat(three)
        for mine, theirs in names.items():
            weights[f"{mine}.{kind}"] = state[f"encoder.layer.{index}.{theirs}.{kind}"]
    layer.load_state_dict(weights)
    return layer.train()  # without its shortcut for inference; there is no dropout


def base_embedding(state: dict[str, torch.Tensor], ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """What a published BERT says, by PyTorch's own layers: the mean over real tokens at unit length."""
    tokens = ids.shape[1]
    x = state["embeddings.word_embeddings.weight"][ids] + state["embeddings.position_embeddings.weight"][:tokens]
    x = x + state["embeddings.token_type_embeddings.weight"][0]
    norm = (state["embeddings.LayerNorm.weight"], state["embeddings.LayerNorm.bias"])
    x = torch.nn.functional.layer_norm(x, (TINY.hidden,), *norm, EPSILON)
    for index in range(TINY.layers):
        x = torch_layer(state, index)(x, src_key_padding_mask=mask == 0)
    return normalize(torch.stack([row[real.bool()].mean(0) for row, real in zip(x, mask, strict=True)]), dim=1)


@pytest.mark.parametrize("space", [0, 1], ids=["task", "content"])
def test_a_batch_gives_the_same_vectors_as_its_rows_alone(space: int) -> None:
    encoder, tokenizer = tiny_encoder(), tiny_tokenizer()
    with torch.inference_mode():
        together = encoder(*tokenizer(TEXTS))[space]
        alone = torch.cat([encoder(*tokenizer([text]))[space] for text in TEXTS])
    assert torch.allclose(together, alone, atol=1e-6)
    assert (together - together.roll(1, 0)).abs().amax(1).min() > 0.05  # and not merely all alike


def test_further_padding_changes_nothing_whatever_stands_there() -> None:
    encoder = tiny_encoder()
    ids, mask = tiny_tokenizer()(TEXTS)
    wider = torch.cat([ids, torch.randint(0, TINY.words, (len(TEXTS), 7))], 1)
    hidden = torch.cat([mask, torch.zeros(len(TEXTS), 7, dtype=mask.dtype)], 1)
    with torch.inference_mode():
        for vectors, same in zip(encoder(ids, mask), encoder(wider, hidden), strict=True):
            assert torch.allclose(vectors, same, atol=1e-6)


def test_vectors_have_unit_length_and_their_space_s_dimensions() -> None:
    task, content = tiny_encoder(dimensions=16)(*tiny_tokenizer()(TEXTS))
    assert (task.shape, content.shape) == ((len(TEXTS), 16), (len(TEXTS), TINY.hidden))
    for vectors in (task, content):
        assert torch.allclose(vectors.norm(dim=1), torch.ones(len(TEXTS)), atol=1e-6)


@pytest.mark.parametrize("shared", [0, 1, 3])
def test_before_training_both_branches_are_the_base(shared: int) -> None:
    state, encoder = base_state(), Encoder(shared, shape=TINY)
    copy_base(encoder, state)
    ids, mask = tiny_tokenizer()(TEXTS)
    with torch.no_grad():
        task, content = encoder(ids, mask)
        expected = base_embedding(state, ids, mask)
    assert torch.allclose(content, expected, atol=1e-5)
    assert torch.allclose(task, expected, atol=1e-5)


def test_each_branch_can_change_without_the_other_and_the_shared_layers_change_both() -> None:
    given = tiny_tokenizer()(TEXTS)
    for changed, moved in (("task_layers.0", {"task"}), ("layers.2", {"content"}), ("layers.0", {"task", "content"})):
        encoder, other = tiny_encoder(), tiny_encoder()
        layer = other.get_submodule(changed)
        assert isinstance(layer, Layer)
        with torch.no_grad():
            layer.up.bias.add_(1)
            learnt = [model.learnt(*model.trunk(*given), given[1]) for model in (encoder, other)]
            content = [model.content(*model.trunk(*given), given[1]) for model in (encoder, other)]
        found = {"task": torch.equal(*learnt), "content": torch.equal(*content)}
        assert {name for name, equal in found.items() if not equal} == moved


def test_the_task_branch_has_its_own_parameters_alone() -> None:
    encoder = tiny_encoder()
    names = {name for name, weights in encoder.named_parameters() if any(weights is own for own in encoder.branch())}
    assert {name.split(".")[0] for name in names} == {"task_layers", "pool", "project"}


def test_the_pooling_follows_its_scores_and_never_looks_at_padding() -> None:
    encoder = tiny_encoder()
    with torch.no_grad():
        encoder.pool.score.weight.zero_()
        encoder.pool.score.weight[:, 0] = 100
        x = torch.randn(1, 4, TINY.hidden)
        x[0, :, 0] = torch.tensor([0.0, 3, 1, 9])  # the last token is padding
        pooled = encoder.pool(x, torch.tensor([[1, 1, 1, 0]]))
    assert torch.allclose(pooled, x[:, 1], atol=1e-5)
