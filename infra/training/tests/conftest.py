"""Rows, networks and a tokenizer that are small enough to be made anew for every test; nothing is downloaded.

Where PyTorch or ONNX Runtime are not installed, the tests that need them are left out, and the head of the report says
so. Under CI they are not left out, so that a missing package fails the run.
"""

import importlib.util
import os

import pytest

NETWORK_TESTS = [
    *("test_asking.py", "test_asking_parts.py", "test_train_asking.py", "test_pair_network.py", "test_pair_rows.py"),
    *("test_content_pairs.py", "test_e5.py", "test_graph.py", "test_directions.py"),
    *("test_static_model.py",),
    *("test_layers.py", "test_losses.py", "test_network.py", "test_tokens.py", "test_train.py", "test_work_figures.py"),
]
NEEDED = ("numpy", "onnx", "onnxruntime", "scipy", "sklearn", "tokenizers", "torch")
MISSING = [name for name in NEEDED if importlib.util.find_spec(name) is None]

collect_ignore = NETWORK_TESTS if MISSING and not os.environ.get("CI") else []


def pytest_report_header() -> str | None:
    """Says which tests are left out, and why."""
    if not collect_ignore:
        return None
    return f"LEFT OUT, because {', '.join(MISSING)} is not installed: {', '.join(collect_ignore)}"


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    """PyTorch on one thread: tiny products are slower on several, and sums stay the same."""
    if "torch" not in MISSING:
        import torch

        torch.set_num_threads(1)
        torch.manual_seed(0)
