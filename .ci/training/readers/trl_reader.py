"""TRL: its functions for data sets, with chat templates that it ships."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from trl.data_utils import (
    apply_chat_template,
    extract_prompt,
    is_conversational,
    maybe_apply_chat_template,
    maybe_extract_prompt,
    unpair_preference_dataset,
)

from readers.files import Exported, load
from readers.tokens import tokenizer

KEYS = {
    "messages": {"messages"},
    "prompt-completion": {"prompt", "completion"},
    "prompt-only": {"prompt"},
    "preference": {"prompt", "chosen", "rejected"},
    "kto": {"prompt", "completion", "label"},
}


def check(file: Exported) -> int:
    """The number of rows that TRL reads, after it was looked whether they are as it wants them."""
    layout = next((name for name in KEYS if f"-{name}" in file.stem), "messages" if "metadata" in file.stem else None)
    if layout is None:
        return 0
    rows = load(file)
    assert set(rows.column_names) - {"tools"} >= KEYS[layout], f"{file.path.name}: {rows.column_names}"
    plain = "-plain" in file.stem.removeprefix("plain-")
    for row in rows:
        assert is_conversational(row) != plain, f"{file.path.name}: {row}"
        read_row(row, KEYS[layout], plain)
    if layout == "preference":
        assert len(unpair_preference_dataset(rows)) == 2 * len(rows)
    return len(rows)


def read_row(row: dict[str, Any], keys: set[str], plain: bool) -> None:
    """Every text of the row stands in what the template makes of it."""
    used = {key: row[key] for key in row if key in keys}
    assert maybe_extract_prompt(used) == used
    if plain:
        assert all(isinstance(used[key], str) and used[key] for key in keys - {"label"})
        assert maybe_apply_chat_template(used, tokenizer(template())) == used
        return
    tools = json.loads(row["tools"]) if row.get("tools") else None
    made = apply_chat_template(used, tokenizer(template()), tools=tools)
    text = "".join(value for value in made.values() if isinstance(value, str))
    turns = [turn for value in used.values() if isinstance(value, list) for turn in value]
    for turn in turns:
        assert turn["content"] in text, f"{turn} is not in {text}"
        for call in turn.get("tool_calls") or []:
            assert call["function"]["name"] in text
            assert isinstance(json.loads(call["function"]["arguments"]), dict)
    for tool in tools or []:
        assert tool["function"]["name"] in text
    if keys >= {"chosen", "rejected"}:
        whole = {key: used["prompt"] + used[key] for key in ("chosen", "rejected")}
        assert extract_prompt(whole) == used, f"the answers of {used} begin alike"


def template() -> str:
    """A chat template that knows tools."""
    return (files("trl") / "chat_templates" / "qwen3.jinja").read_text()
