"""Long texts know which of their clauses ask, nothing that may not be trained on is, and training finds requests."""

import gzip
import json
from pathlib import Path

import numpy as np

from asking_documents import Documents, Material, read_material
from train_asking import features, fit, found_first, halves

NOUNS = ("harbour", "winter", "bread", "clock", "river", "train", "letter", "garden", "bridge", "song")
VERBS = ("Write", "List", "Explain", "Translate", "Compare")
MATERIAL = Material(
    {"en": [f"{verb} something short about the {noun}." for verb in VERBS for noun in NOUNS]},
    {
        "en": [
            f"The {noun} was old. Nobody knew the {other} any more. It rained all day."
            for noun in NOUNS
            for other in NOUNS
        ]
    },
)


def test_the_same_seed_makes_the_same_texts() -> None:
    one, again = Documents(MATERIAL, 1), Documents(MATERIAL, 1)
    assert [one.make() for _ in range(20)] == [again.make() for _ in range(20)]


def test_the_clauses_that_ask_are_those_of_the_request() -> None:
    made = [Documents(MATERIAL, seed).make() for seed in range(60)]
    for document in made:
        asked = [c.text for c, asks in zip(document.clauses, document.asked, strict=True) if asks]
        assert all(text in MATERIAL.requests["en"] for text in asked)
    assert sum(any(document.asked) for document in made) > 40
    assert not all(any(document.asked) for document in made)


def test_a_row_of_features_has_length_one_beside_its_signs() -> None:
    row = features([np.array([3, 5, 9, 11])], [[True, False]]).toarray()[0]
    assert np.linalg.norm(row[:-2][:12]) == 1
    assert row.sum() == 4 * 0.5 + 1


def test_training_finds_requests_that_it_has_not_seen() -> None:
    train, check = halves(MATERIAL)
    maker, checker = Documents(train, 1), Documents(check, 2)
    asking = fit([maker.make() for _ in range(60)], 1, 1.5)
    first, among_three, count = found_first(asking, [checker.make() for _ in range(40)])["en"]
    assert count > 20
    assert first > 0.9
    assert among_three >= first


def write_lines(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(lines) if path.suffix == ".gz" else lines)


def test_tests_and_what_is_not_permissive_are_not_trained_on(tmp_path: Path) -> None:
    shared, written = tmp_path / "shared", tmp_path / "written"
    sample = {"instruction": "Asked in a test.", "input": "Asked in a test.", "output": ""}
    (shared / "ieb").mkdir(parents=True)
    (shared / "ieb/eft_test.json").write_text(json.dumps({"write|poem": {"samples": [sample]}}), "utf-8")
    (shared / "ieb/intention_similarity_test.json").write_text("[]", "utf-8")
    write_lines(shared / "bench/kinds.jsonl", [{"instruction": "Asked in a bench."}])
    label = {"lang": "en", "input": "", "licence": "MIT"}
    labelled = [label | {"instruction": "May be used."}, label | {"instruction": "May not.", "licence": "CC BY-NC 4.0"}]
    write_lines(shared / "labels/kinds_train.jsonl.gz", labelled)
    row = {"lang": "en", "use": "train", "instruction": "Asked of somebody.", "input": "", "output": "An answer. " * 20}
    sources = [row | {"source": "alpaca-52k"}, row | {"source": "dolly-3k", "output": "Permissive answer. " * 20}]
    held = row | {"source": "dolly-3k", "use": "validation", "output": "Held back answer. " * 20}
    write_lines(shared / "corpora/mixed.jsonl.gz", [*sources, held])
    own = [{"lang": "en", "instruction": text} for text in ("asked  in a TEST.", "Asked in a bench.", "Our own.")]
    write_lines(written / "01.jsonl", own)
    material = read_material(shared, written)
    assert set(material.requests["en"]) == {"May be used.", "Our own.", "Asked of somebody."}
    passages = " ".join(material.passages["en"])
    assert "Permissive answer." in passages
    assert "An answer." not in passages
    assert "Held back" not in passages
