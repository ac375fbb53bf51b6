"""Reads the corpora, folds away duplicates, leaves the test and benchmark instructions out.

Only this file knows the layouts of the raw files. It yields plain rows: instruction, input, source.
"""
import gzip
import json
import re
import sys
from pathlib import Path

MAX_CHARS, MAX_OUTPUT = 1500, 900
# Whole sources that would teach a benchmark, or that hold no instructions of their own.
LEFT_OUT = {"instructlab-skills", "fastchat-identity", "llama-factory-identity", "glaive-toolcall-en"}


def fold(text):
    """Case and white space do not tell two instructions apart."""
    return re.sub(r"\s+", " ", text).strip().lower()


def read_lines(path):
    """JSON objects of a .jsonl or .jsonl.gz file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def eft_rows(shared):
    """Rows of the labelled clustering test, each with its category."""
    tasks = json.loads((Path(shared) / "ieb/eft_test.json").read_text("utf-8"))
    return [dict(sample, task=task) for task, group in tasks.items() for sample in group["samples"]]


def test_labels(shared):
    """Every name of every category of the clustering test; the authors merged some under several names."""
    return {name for row in eft_rows(shared) for name in row["task"].split("##")}


def intention_pairs(shared):
    """Labelled pairs of the intention similarity test."""
    return json.loads((Path(shared) / "ieb/intention_similarity_test.json").read_text("utf-8"))


def test_instructions(shared):
    """Folded texts of both tests: the instruction, and instruction and input joined as the test has it."""
    texts = set()
    for row in eft_rows(shared):
        texts |= {fold(row["instruction"]), fold(row["input"])}
    for pair in intention_pairs(shared):
        texts |= {fold(pair["instruction1"]), fold(pair["instruction2"])}
    return texts - {""}


def bench_instructions(shared):
    """Folded instructions of every benchmark file."""
    texts = set()
    for path in sorted((Path(shared) / "bench").glob("*.jsonl")):
        texts |= {fold(row.get("instruction") or "") for row in read_lines(path)}
    return texts - {""}


def spellings(instruction, text):
    """The folded forms under which a row could repeat a test: alone, and joined with its input."""
    return {fold(instruction), fold(instruction + " " + text)}


def raw_rows(shared):
    """Every candidate for training, in a fixed order."""
    shared = Path(shared)
    for row in read_lines(shared / "corpora/alpaca.jsonl.gz"):
        yield {"instruction": row["instruction"], "input": row.get("input") or "", "output": row.get("output") or "",
               "source": "alpaca"}
    for text in json.loads((shared / "ieb/eft_train_unsup.json").read_text("utf-8")):
        yield {"instruction": text, "input": "", "output": "", "source": "ieb-unsup"}
    for row in read_lines(shared / "corpora/mixed.jsonl.gz"):
        if row["use"] == "train" and row["lang"] == "en" and row["source"] not in LEFT_OUT:
            yield {"instruction": row["instruction"], "input": row.get("input") or "", "output": row.get("output") or "",
                   "source": row["source"]}


def training_rows(shared):
    """Unique rows that repeat no test and no benchmark."""
    banned, seen = test_instructions(shared) | bench_instructions(shared), set()
    rows = []
    for row in raw_rows(shared):
        text = row["input"] if fold(row["input"]) not in {"noinput", "<noinput>", "none", "n/a"} else ""
        forms, key = spellings(row["instruction"], text), fold(row["instruction"] + " " + text)
        if key in seen or not 8 <= len(row["instruction"]) <= MAX_CHARS or forms & banned:
            continue
        seen.add(key)
        rows.append(dict(row, instruction=row["instruction"].strip(), input=text.strip()[:MAX_CHARS],
                         output=row["output"].strip()[:MAX_OUTPUT]))
    return rows


def check_no_leak(rows, shared):
    """Fails the run if a test instruction is trained on. Works on the final rows, whatever made them."""
    banned = test_instructions(shared)
    leaked = [row for row in rows if spellings(row["instruction"], row["input"]) & banned]
    if leaked:
        raise SystemExit(f"{len(leaked)} training rows repeat a test instruction, such as {leaked[0]['instruction']!r}")
    return len(banned)


def main(shared):
    """Prints the rows, one JSON object a line."""
    for row in training_rows(shared):
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1])
