"""A decoder of random weights, small enough to be made anew for every test; nothing is downloaded."""

import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedModel


@pytest.fixture
def tiny_model() -> PreTrainedModel:
    """Four layers and words of 50 ids."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    sizes = {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 4, "vocab_size": 50}
    heads = {"num_attention_heads": 4, "num_key_value_heads": 2, "pad_token_id": 0}
    model = LlamaForCausalLM(LlamaConfig(**sizes, **heads, attn_implementation="sdpa"))
    return model.eval().requires_grad_(False)
