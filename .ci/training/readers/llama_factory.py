"""LLaMA-Factory: its parser of `dataset_info.json`, its loader with its converters, and its formatters of tools."""

from __future__ import annotations

import json
from types import SimpleNamespace

from llamafactory.data.formatter import FunctionFormatter, ToolFormatter
from llamafactory.data.loader import _load_single_dataset
from llamafactory.data.parser import get_dataset_list

from readers.files import Exported


def check(file: Exported) -> int:
    """The number of rows that LLaMA-Factory reads by the entry that was made for the file; it skips none."""
    if file.trainers["llama_factory"] is None:
        return 0
    entries = json.loads((file.path.parent / "dataset_info.json").read_text())
    (name,) = [name for name, entry in entries.items() if entry["file_name"] == file.path.name]
    (entry,) = get_dataset_list([name], str(file.path.parent))
    model = SimpleNamespace(cache_dir=str(file.path.parent / "cache"), hf_hub_token=None)
    data = SimpleNamespace(
        dataset_dir=str(file.path.parent),
        media_dir=str(file.path.parent),
        streaming=False,
        preprocessing_num_workers=None,
        overwrite_cache=True,
        max_samples=None,
    )
    rows = _load_single_dataset(entry, model, data, SimpleNamespace(local_process_index=0))
    assert len(rows) == file.report["rows"], f"{file.path.name}: {len(rows)} rows"
    for row in rows:
        # A row that it skips is one without a prompt.
        assert len(row["_prompt"]) % 2 == 1, f"{file.path.name}: skipped {row}"
        answers = 2 if entry.ranking or entry.kto_tag else 0 if "prompt-only" in file.stem else 1
        assert len(row["_response"]) == answers, f"{file.path.name}: {row}"
        assert entry.kto_tag or all(answer["content"] for answer in row["_response"])
        check_tools(row)
    return len(rows)


def check_tools(row: dict) -> None:
    """Its formatters understand the tools and their calls."""
    if row["_tools"]:
        names = [tool.get("function", tool)["name"] for tool in json.loads(row["_tools"])]
        (text,) = ToolFormatter(tool_format="qwen").apply(content=row["_tools"])
        assert all(name in text for name in names)
    for turn in row["_prompt"] + row["_response"]:
        if turn["role"] == "function":
            calls = json.loads(turn["content"])
            (text,) = FunctionFormatter(slots=["{{content}}"], tool_format="qwen").apply(content=turn["content"])
            for call in calls if isinstance(calls, list) else [calls]:
                assert json.dumps(call["arguments"]) in text
