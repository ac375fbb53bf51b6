"""axolotl: its loader of files, and its prompt strategies by the configuration that was made for a file."""

from __future__ import annotations

from typing import Any

from axolotl.prompt_strategies import load as load_strategy
from axolotl.prompt_strategies.dpo import load as load_dpo
from axolotl.prompt_strategies.kto import load as load_kto
from axolotl.utils.data.shared import load_dataset_with_config
from axolotl.utils.dict import DictDefault
from datasets import Dataset

from readers.files import TYPES, Exported
from readers.tokens import tokenizer
from readers.trl_reader import template


def check(file: Exported) -> int:
    """The number of rows that axolotl reads, each of which has something to learn."""
    entry = file.trainers["axolotl"]
    if entry is None:
        return 0
    rl = entry.get("rl")
    config = {key: value for key, value in entry.items() if key != "rl"}
    data_set = DictDefault({**config, "path": str(file.path), "ds_type": TYPES[file.path.suffix], "split": "train"})
    rows = load_dataset_with_config(data_set, use_auth_token=False)
    assert len(rows) == file.report["rows"], f"{file.path.name}: {len(rows)} rows"
    cfg = DictDefault(
        {"sequence_len": 100_000, "train_on_inputs": False, "chat_template": "tokenizer_default", "datasets": [config]}
    )
    if rl is None:
        for row in rows:
            learn(file, row, config, cfg)
    else:
        prefer(rows, config, cfg, rl)
    return len(rows)


def learn(file: Exported, row: dict[str, Any], config: dict[str, Any], cfg: DictDefault) -> None:
    """What is trained on is the last answer."""
    tokens = tokenizer(template())
    name = "user_defined" if isinstance(config["type"], dict) else config["type"]
    settings = config["type"] if isinstance(config["type"], dict) else config
    made = load_strategy(name, tokens, cfg, settings).tokenize_prompt(dict(row))
    trained = tokens.decode([token for token in made["labels"] if token != -100])
    turns = row.get("messages") or row.get("conversations")
    answer = (turns[-1].get("content") or turns[-1].get("value")) if turns else row.get("output", row.get("completion"))
    assert answer in trained, f"{file.path.name}: {answer!r} is not in {trained!r}"


def prefer(rows: Dataset, config: dict[str, Any], cfg: DictDefault, rl: str) -> None:
    """Each row has a prompt and its answers as texts."""
    load = load_dpo if rl == "dpo" else load_kto
    name = "user_defined.default" if isinstance(config["type"], dict) else config["type"]
    found = load(name, cfg, dataset_idx=0)
    transform = found[0] if isinstance(found, tuple) else found
    takes_tokens = "tokenizer" in transform.__code__.co_varnames[: transform.__code__.co_argcount]
    for row in rows:
        made = transform(dict(row), **({"tokenizer": tokenizer(template())} if takes_tokens else {}))
        keys = ("prompt", "chosen", "rejected") if rl == "dpo" else ("prompt", "completion")
        assert all(isinstance(made[key], str) and made[key] for key in keys), made
