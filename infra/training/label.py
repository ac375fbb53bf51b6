"""Turns the labeller's rows into training rows: sources of one task, synonym groups, and the filter for noise.

The labels are those of the product (`label-rows.ts`): verb|noun after Li et al., "Instruction Embedding", NeurIPS 2024.
"""
import json
import sys
from collections import Counter
from pathlib import Path

from data import read_lines

LEAST_CONFIDENCE = 0.5
VERBS = {  # one spelling for verbs that ask for the same work
    "categorize": "classify categorise label tag", "correct": "fix repair proofread", "compute": "calculate",
    "construct": "create generate write compose make produce craft build draft",
    "find": "identify locate detect spot discover recognize pinpoint determine", "decide": "judge verify",
    "rewrite": "rephrase reword paraphrase restate reformulate", "summarize": "summarise condense",
    "list": "name enumerate", "describe": "explain elaborate", "evaluate": "assess rate", "arrange": "rearrange reorder order",
    "edit": "revise modify", "recommend": "suggest propose", "add": "insert append", "delete": "remove eliminate",
    "select": "choose pick", "replace": "substitute swap", "combine": "merge join", "compare": "contrast",
    "develop": "devise design", "convert": "transform turn", "check": "validate", "give": "provide offer",
    "predict": "forecast", "complete": "finish", "imagine": "suppose pretend assume",
}
NOUNS = {
    "statement": "claim", "mistake": "error", "passage": "paragraph", "story": "tale narrative", "word": "term",
    "way": "method technique", "function": "method program script", "movie": "film", "value": "result",
    "sentence": "clause", "pair": "couple",
}
# Sources made of one task, whose rows seldom have a clause that names it.
BY_SOURCE = {
    "gsm8k-train": "solve|wordproblem", "mawps": "solve|wordproblem", "llm-adapters-math": "solve|wordproblem",
    "alpaca-cot-aqua": "answer|mathchoice", "llm-adapters-mathqa": "answer|mathchoice", "alpaca-cot-ecqa": "answer|choice",
    "alpaca-cot-creak": "decide|statement", "alpaca-cot-sensemaking": "decide|commonsense",
    "alpaca-cot-strategyqa": "answer|yesno", "gpteacher-toolformer": "call|tool",
}


def table(groups):
    """Turns {kept: "other other"} into {other: kept}."""
    return {word: kept for kept, words in groups.items() for word in words.split()}


VERB, NOUN = table(VERBS), table(NOUNS)


def group_of(label):
    """The label with synonyms merged: rows of one group ask for nearly the same work."""
    verb, noun = label.split("|")
    return f"{VERB.get(verb, verb)}|{NOUN.get(noun, noun)}"


def finished(row):
    """The row with its final label and group, or None when its label is missing or too doubtful."""
    label = BY_SOURCE.get(row["source"]) or (row["label"] if row["confidence"] >= LEAST_CONFIDENCE else None)
    return dict(row, label=label, group=group_of(label)) if label else None


def main(labelled, out):
    """Rows of the labeller to training rows, one JSON object a line."""
    rows = [row for row in map(finished, read_lines(Path(labelled))) if row]
    Path(out).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    counts = Counter(row["label"] for row in rows)
    print(f"{len(rows)} labelled rows, {len(counts)} labels, {sum(n >= 4 for n in counts.values())} with four rows or more")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
