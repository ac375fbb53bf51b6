"""Recipes: the same fingerprints as the command line and the TypeScript client, and runs that go on from theirs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conftest import COMMAND, ROOT, Ask
from kindred_client import Kindred, KindredError, LocalService, RecipeManifest, RecipeProgress, ServiceError
from kindred_client.call import Call
from kindred_client.recipes.canonical import canonical_json, file_hash, fingerprint_of
from kindred_client.recipes.files import find_files
from kindred_client.recipes.run import RecipeRun
from kindred_client.recipes.source import read_source
from kindred_client.recipes.steps import COMMANDS, IngestStep, Reading
from kindred_client.recipes.wanted import Follow, Note, Pause, Run

DOCUMENT = json.loads((ROOT / "services/api/openapi/openapi.json").read_text())
GOLDEN = json.loads((ROOT / "tests/golden/recipes/recipes.json").read_text())
"""What both clients have to make of recipes; `tests/unit/clients/typescript/recipe.test.ts` reads it too."""
TOPICS = ["tides", "bees", "bread", "chess", "snow", "glass"]


def put(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def steps_of(recipe: object) -> list[Any]:
    return list(Reading("recipe", lambda _: None, DOCUMENT).steps(recipe))


def test_every_operation_may_be_a_step() -> None:
    assert {command: path for command, (_, path) in COMMANDS.items()} == GOLDEN["commands"]
    for path in GOLDEN["commands"].values():
        assert "application/json" in DOCUMENT["paths"][path]["post"]["requestBody"]["content"]


@pytest.mark.parametrize(("text", "canonical"), GOLDEN["canonical"])
def test_a_value_has_one_canonical_json(text: str, canonical: str) -> None:
    assert canonical_json(json.loads(text)) == canonical


@pytest.mark.parametrize(("text", "value"), GOLDEN["yaml"])
def test_yaml_is_that_of_1_2(text: str, value: object, tmp_path: Path) -> None:
    put(tmp_path, {"a.yaml": text})
    assert read_source(tmp_path / "a.yaml")[0] == value


@pytest.mark.parametrize(("named", "found"), GOLDEN["found"])
def test_a_recipe_reads_the_files_that_it_names_and_those_alone(
    named: list[str], found: list[list[str | None]], tmp_path: Path
) -> None:
    splits = '{"splits": ["train", "held_out"]}'
    put(tmp_path, {name: splits if name.endswith("_dict.json") else "" for name in GOLDEN["tree"]})
    files, _ = find_files([str(tmp_path / one) for one in named])
    assert [[file.name, file.split] for file in files] == found


@pytest.mark.parametrize("case", GOLDEN["fingerprints"])
def test_fingerprints_are_those_of_the_other_client(case: dict[str, Any], tmp_path: Path) -> None:
    put(tmp_path, case["files"])
    made: list[str] = [""]
    for step in steps_of(case["recipe"]):
        if not isinstance(step, IngestStep):
            made.append(fingerprint_of(made[-1], step.said()))
            continue
        named = step.options["files"]
        paths = [str(tmp_path / one) for one in ([named] if isinstance(named, str) else named)]
        for file in find_files(paths)[0]:
            made.append(fingerprint_of(made[-1], step.said(file.name, file_hash(file.path))))
    assert made[1:] == case["fingerprints"]


@pytest.mark.parametrize(
    ("step", "field", "message"),
    [
        ({"dedupe": {"corpus": "house"}}, "steps.0", "there is no command dedupe; known: ingest, "),
        ({"dedup": {"corpus": "house", "treshold": 0.9}}, "steps.0.dedup", 'no "treshold"; known: threshold'),
        ({"dedup": {"corpus": "house", "threshold": 7}}, "steps.0.dedup.threshold", "threshold: "),
        ({"dedup": {"corpus": "house", "keep": "best"}}, "steps.0.dedup.keep", 'keep: expected one of "'),
        ({"select": {"budget": 3}}, "steps.0.select.corpus", "corpus: it is missing"),
        ({"export": {"corpus": "house", "out": "clean.docx"}}, "steps.0.export.out", '"clean.docx" must end in .json'),
        ({"export": {"corpus": "house", "marks": ["dedup"], "out": "a.jsonl"}}, "steps.0.export.marks.0", "marks.0: "),
        ({"ingest": {"corpus": "a house", "files": "a.jsonl"}}, "steps.0.ingest.corpus", "corpus: "),
        ({"ingest": {"corpus": "house", "files": "a", "layout": "x"}}, "steps.0.ingest.layout", "layout: expected one"),
        ({"dedup": {}, "select": {}}, "steps.0", "a step is one command"),
    ],
)
def test_a_wrong_step_is_told_with_its_field_and_the_way_out(step: dict[str, Any], field: str, message: str) -> None:
    with pytest.raises(KindredError) as failed:
        steps_of({"steps": [step]})
    assert (failed.value.code, failed.value.field) == ("invalid_request", field)
    assert failed.value.message.startswith("recipe: step 1")
    assert message in failed.value.message


def test_a_wrong_file_is_told_with_its_line(kindred: Kindred, tmp_path: Path) -> None:
    wrong = "steps:\n  - ingest: { corpus: x, files: a.jsonl }\n  - dedup:\n      corpus: x\n      threshold: 7\n"
    put(tmp_path, {"wrong.yaml": wrong, "no.yaml": "steps: [\n", "bomb.yaml": bomb()})
    with pytest.raises(KindredError, match=r"wrong\.yaml:5: step 2 \(dedup\): threshold: "):
        kindred.run_recipe(tmp_path / "wrong.yaml")
    for name in ("no.yaml", "bomb.yaml"):
        with pytest.raises(KindredError, match=rf"{name}: "):
            kindred.run_recipe(tmp_path / name)
    assert not list(tmp_path.glob("*.manifest.json"))
    with pytest.raises(TypeError, match="manifest"):
        kindred.run_recipe({"steps": []})


def test_json_is_read_without_pyyaml_and_yaml_says_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, {"a.json": '{"steps": [1.5]}', "a.yaml": "steps: []\n", "twice.json": '{"steps": [], "steps": []}'})
    monkeypatch.setitem(sys.modules, "yaml", None)
    assert read_source(tmp_path / "a.json")[0] == {"steps": [1.5]}
    with pytest.raises(KindredError, match="PyYAML"):
        read_source(tmp_path / "a.yaml")
    with pytest.raises(KindredError, match="twice"):
        read_source(tmp_path / "twice.json")


def bomb() -> str:
    """Ten lines of which the aliases make ten thousand million parts."""
    return "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 11))


def recipe_for(corpus: str) -> dict[str, Any]:
    return {
        "steps": [
            {"ingest": {"corpus": corpus, "files": "*.jsonl"}},
            {"dedup": {"corpus": corpus, "keep": "longest", "max_loss": None}},
            {"select": {"corpus": corpus, "budget": 3, "out": "selection"}, "as": "sample"},
            {"export": {"corpus": corpus, "marks": ["dedup"], "apply": True, "out": "made/clean.jsonl"}},
        ]
    }


def put_recipe(folder: Path, corpus: str) -> Path:
    rows = [f"Write a poem about {topic}." for topic in TOPICS] + [
        f"write a poem about {one.upper()}" for one in TOPICS
    ]
    text = "".join(json.dumps({"instruction": one, "output": "An answer."}) + "\n" for one in rows)
    put(folder, {"rows.jsonl": text, "recipe.json": json.dumps(recipe_for(corpus))})
    return folder / "recipe.json"


def jobs_of(steps: list[Any]) -> list[str]:
    return [step["job"] if isinstance(step, dict) else step.job for step in steps]


def run_by_command(service: LocalService, path: Path) -> list[dict[str, Any]]:
    ran = subprocess.run(
        [*COMMAND, "run", str(path), "--json", "--url", service.url], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    steps: list[dict[str, Any]] = json.loads(ran.stdout)["steps"]
    return steps


class Stopped(Exception):
    pass


def test_a_run_that_was_stopped_is_finished_by_the_command_line(
    service: LocalService, asking: Ask, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    path = put_recipe(tmp_path, f"stopped-{request.node.callspec.id}")
    seen: list[RecipeProgress] = []

    def stop_at_sample(progress: RecipeProgress) -> None:
        seen.append(progress)
        if progress.step == "sample" and progress.state == "running":
            raise Stopped

    with pytest.raises(Stopped):
        asking(service.url, lambda client: client.run_recipe(path, on_progress=stop_at_sample))
    begun = {progress.step: progress.job for progress in seen if progress.job is not None}
    assert list(begun) == ["ingest", "dedup", "sample"]
    steps = run_by_command(service, path)
    assert jobs_of(steps)[:3] == list(begun.values())
    assert [step["state"] for step in steps] == ["completed"] * 4
    assert len((tmp_path / "made/clean.jsonl").read_text().splitlines()) == len(TOPICS)


def test_a_run_of_the_command_line_is_gone_on_with(
    service: LocalService, asking: Ask, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    path = put_recipe(tmp_path, f"begun-{request.node.callspec.id}")
    before = run_by_command(service, path)
    states: list[tuple[str, str]] = []

    def run() -> RecipeManifest:
        states.clear()
        made: RecipeManifest = asking(
            service.url,
            lambda client: client.run_recipe(path, on_progress=lambda one: states.append((one.step, one.state))),
        )
        return made

    assert jobs_of(run().steps) == jobs_of(before)
    assert states == [(step, "left") for step in ("ingest", "dedup", "sample", "export")]
    (tmp_path / "made/clean.jsonl").write_text("altered")
    restored = run()
    assert jobs_of(restored.steps)[:3] == jobs_of(before)[:3]
    assert jobs_of(restored.steps)[3] != jobs_of(before)[3]
    last = restored.steps[3]
    assert (last.name, last.state, last.figures["rows"]) == ("export", "completed", len(TOPICS))
    assert [file.path for file in last.files] == ["made/clean.jsonl"]
    assert jobs_of(run_by_command(service, path)) == jobs_of(restored.steps)


def test_the_example_does_nothing_again(service: LocalService, tmp_path: Path) -> None:
    out = tmp_path / "clean.jsonl"
    paths = [ROOT / "examples/cleaning_recipe.py", ROOT / "infra/sample/instructions.jsonl", out]
    command = [sys.executable, *(str(path) for path in paths)]
    environment = {**os.environ, "KINDRED_URL": service.url}
    for state in ("completed", "left"):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout.count(f": {state}\n") == 3
        assert done.stdout.endswith(f"{len(out.read_text().splitlines())} rows in clean.jsonl\n")


def begun_run(folder: Path) -> tuple[Run, object]:
    """A run whose first job is about to be started, and what it wants for that."""
    run = RecipeRun({"steps": [{"dedup": {"corpus": "house"}}]}, folder / "kept.json", folder, 300.0).perform()
    next(run)
    assert run.send(DOCUMENT) == RecipeProgress("dedup", "house", "starting")
    assert path_of_call(next(run)) == "/v1/jobs"
    return run, run.send(listed("old"))


def path_of_call(wanted: object) -> str:
    assert isinstance(wanted, Call)
    return wanted.path


def listed(*ids: str) -> SimpleNamespace:
    return SimpleNamespace(jobs=[SimpleNamespace(id=one) for one in ids])


LOST = ServiceError("It broke off.", is_unavailable=True, may_be_done=True)


def test_a_job_whose_answer_is_lost_is_sought_and_not_started_again(tmp_path: Path) -> None:
    run, start = begun_run(tmp_path)
    assert path_of_call(start) == "/v1/corpora/house/deduplications"
    assert run.throw(LOST) == Note("It broke off. Asking whether the job was accepted.")
    assert path_of_call(next(run)) == "/v1/jobs"
    assert run.send(listed("new", "old", "older")) == Note("It was: the job goes on as new.")
    wanted = next(run)
    assert isinstance(wanted, Follow)
    assert wanted.job == "new"
    assert json.loads((tmp_path / "kept.json").read_text())["steps"][0]["state"] == "started"


@pytest.mark.parametrize(
    ("found", "looks", "message"),
    [(("old",), 3, "was not accepted"), (("a", "b", "old"), 1, "one of these jobs may be the one: a, b")],
)
def test_what_became_of_a_lost_job_is_told(tmp_path: Path, found: tuple[str, ...], looks: int, message: str) -> None:
    run, _ = begun_run(tmp_path)
    run.throw(LOST)
    next(run)
    for _ in range(looks - 1):
        assert isinstance(run.send(listed(*found)), Pause)
        next(run)
    with pytest.raises(ServiceError, match=message):
        run.send(listed(*found))


def test_a_mapping_is_a_recipe_too(service: LocalService, asking: Ask, tmp_path: Path) -> None:
    put_recipe(tmp_path, "mapping")
    manifest = tmp_path / "kept" / "done.json"
    manifest.parent.mkdir()
    made = asking(
        service.url,
        lambda client: client.run_recipe(recipe_for("mapping"), manifest=manifest, folder=tmp_path, progress=False),
    )
    assert made.recipe.path is None
    assert json.loads(manifest.read_text())["recipe"] == {"path": None, "sha256": made.recipe.sha256}
