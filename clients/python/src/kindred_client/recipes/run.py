"""Runs a recipe, as a generator of what has to be asked. Both clients drive it, and everything else is here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from kindred_client import answers, calls
from kindred_client.call import Call, path_of
from kindred_client.errors import JobFailed, KindredError
from kindred_client.reading import to_json
from kindred_client.recipes.canonical import canonical_json, file_hash, fingerprint_of, text_hash
from kindred_client.recipes.files import FoundFile, find_files
from kindred_client.recipes.manifest import ManifestFile, RecipeFile, RecipeSource, RecipeStepDone
from kindred_client.recipes.source import read_source, wrong
from kindred_client.recipes.start_once import Work, start_once
from kindred_client.recipes.steps import IngestStep, OperationStep, Reading, Step, with_jobs
from kindred_client.recipes.wanted import Download, Follow, Note, RecipeProgress, Run
from kindred_client.rows import file_of, plain

_MISFITS = "not-expressible.jsonl"
_WRITTEN_BY = "kindred-client for Python"


@dataclass(frozen=True)
class RecipeRun:
    """A recipe that is to be run, and where."""

    recipe: str | os.PathLike[str] | Mapping[str, Any]
    manifest: str | os.PathLike[str] | None
    folder: str | os.PathLike[str] | None
    patience: float

    def __post_init__(self) -> None:
        """Looks whether there is a file to keep what was done.

        :raises TypeError: when there is none
        """
        if self.manifest is None and isinstance(self.recipe, Mapping):
            raise TypeError("Say with `manifest` which file keeps what was done: this recipe has no file of its own.")

    def perform(self) -> Run:
        """Does all steps, or what is left of them. Returns a `RecipeManifest`."""
        path = None if isinstance(self.recipe, Mapping) else Path(self.recipe)
        document = yield Call("GET", "/openapi.json", _as_it_came)
        if path is None:
            value = plain(self.recipe)
            steps = Reading("recipe", lambda _: None, document).steps(value)
            sha256 = text_hash(canonical_json(value))
        else:
            value, line_of, sha256 = read_source(path)
            steps = Reading(str(path), line_of, document).steps(plain(value))
        folder = _whole(Path(self.folder or ("." if path is None else path.parent)))
        file = Path(self.manifest) if self.manifest is not None else manifest_of(path or Path("recipe"))
        source = RecipeSource(None if path is None else str(path), sha256)
        manifest = ManifestFile(_whole(file), _WRITTEN_BY, source)
        return (yield from _Steps(folder, manifest, self.patience, steps).all())


def _whole(path: Path) -> Path:
    """The whole path, with links as they are named: `resolve` would follow them, and the command line does not."""
    return Path(os.path.abspath(path))  # noqa: PTH100


def manifest_of(recipe: Path) -> Path:
    """The file beside a recipe that keeps what was done."""
    return recipe.with_name(f"{_stem(recipe.name)}.manifest.json")


def _stem(name: str) -> str:
    """A name without its endings, such as `.jsonl.gz`."""
    bare = name[:-3] if name.lower().endswith(".gz") else name
    stem, dot, ending = bare.rpartition(".")
    return stem if dot and ending.isascii() and ending.isalpha() else bare


def _as_it_came(value: object) -> Any:  # noqa: ANN401
    return value


class _Steps:
    def __init__(self, folder: Path, manifest: ManifestFile, patience: float, steps: list[Step]) -> None:
        self._folder = folder
        self._manifest = manifest
        self._patience = patience
        self._steps = steps
        outs = [step.out for step in steps if isinstance(step, OperationStep) and step.out is not None]
        self._written = [self._at(out) for out in outs]

    def _at(self, path: str) -> Path:
        return _whole(self._folder / path)

    def all(self) -> Run:
        done: dict[str, str] = {}
        fingerprint = ""
        for step in self._steps:
            if isinstance(step, IngestStep):
                works = yield from self._ingestion(step, fingerprint)
            else:
                works = [self._operation(step, done, fingerprint)]
            for work in works:
                done[work.name] = yield from self._perform(work)
                fingerprint = work.fingerprint
        self._manifest.close()
        return self._manifest.content

    def _operation(self, step: OperationStep, done: Mapping[str, str], before: str) -> Work:
        body = with_jobs(step.body, lambda other: done.get(other, other))
        path = step.path.replace("{name}", quote(step.corpus or "", safe=""))
        fingerprint = fingerprint_of(before, step.said())
        start = calls.curate(path, body)
        return Work(
            step.name,
            step.corpus or "corpora",
            fingerprint,
            step.kind,
            step.corpus,
            None,
            start,
            lambda report: self._save(step, report),
        )

    def _ingestion(self, step: IngestStep, before: str) -> Run:
        named = step.options["files"]
        corpus = step.options["corpus"]
        files, notes = find_files([str(self._at(one)) for one in ([named] if isinstance(named, str) else named)])
        for note in notes:
            yield Note(note)
        works: list[Work] = []
        for file in files:
            if any(file.path == out or out in file.path.parents for out in self._written):
                yield Note(f"{step.name}: {file.name} is left out, since the recipe writes it")
                continue
            before = fingerprint_of(before, step.said(file.name, file_hash(file.path)))
            start = calls.ingest(corpus, file_of(file.path), _reading_of(file, step.options))
            of = f"{file.name} into {corpus}"
            works.append(Work(step.name, of, before, "ingest-corpus", corpus, file.name, start, _nothing_to_save))
        if not works:
            raise wrong(f"{step.name}: the recipe writes all files that it would read")
        return works

    def _perform(self, work: Work) -> Run:
        before = self._manifest.earlier(work.fingerprint)
        if before is not None and before.state == "completed" and (yield from self._is_still_there(work, before)):
            self._manifest.note(before)
            yield RecipeProgress(work.name, work.of, "left", before.job)
            return before.job
        yield RecipeProgress(work.name, work.of, "starting")
        if before is not None and before.state == "started" and (yield from _is_known(before.job)):
            job = before.job
        else:
            job = yield from start_once(work, self._patience)
        self._note(work, job, "started")
        report = yield Follow(job, lambda one: _progress_of(work, one))
        if report.state != "completed":
            self._note(work, job, "failed", ended_at=report.finished_at)
            raise JobFailed(report)
        paths = yield from work.save(report)
        found = to_json(report.result) if report.name != "curate" else (yield _report_of(job))
        written = [RecipeFile(self._relative(path), file_hash(path)) for path in paths]
        self._note(work, job, "completed", _figures(found), written, report.finished_at)
        yield RecipeProgress(work.name, work.of, "completed", job, report)
        return job

    def _note(
        self,
        work: Work,
        job: str,
        state: Literal["started", "completed", "failed"],
        figures: dict[str, int | float] | None = None,
        files: list[RecipeFile] | None = None,
        ended_at: str | None = None,
    ) -> None:
        named = (work.name, work.of, work.fingerprint, job, state)
        self._manifest.note(RecipeStepDone(*named, figures or {}, files or [], ended_at))

    def _relative(self, path: Path) -> str:
        return Path(os.path.relpath(path, self._folder)).as_posix()

    def _save(self, step: OperationStep, report: answers.JobReport) -> Run:
        if step.out is None or not isinstance(report, answers.CurationReport):
            return []
        path = self._at(step.out)
        if step.kind != "export":
            path.mkdir(parents=True, exist_ok=True)
            names = [file.name for file in (report.result.files if report.result else [])]
            for name in names:
                yield Download(report.id, name, path / name)
            return [path / name for name in names]
        path.parent.mkdir(parents=True, exist_ok=True)
        found = yield _report_of(report.id)
        yield Download(report.id, found["file"], path)
        if not (found.get("trainers") or {}).get("not_expressible"):
            return [path]
        misfits = path.with_name(f"{_stem(path.name)}.{_MISFITS}")
        yield Download(report.id, _MISFITS, misfits)
        return [path, misfits]

    def _is_still_there(self, work: Work, done: RecipeStepDone) -> Run:
        """Whether what a step made is there: its job, the corpus that it filled, and its files as they were written."""
        if not (yield from _is_known(done.job)):
            return False
        reads = work.kind == "ingest-corpus" and work.corpus is not None
        if reads and not (yield from _exists(calls.corpus(work.corpus or ""))):
            return False
        return all(_has_hash(self._at(file.path), file.sha256) for file in done.files)


def _reading_of(file: FoundFile, options: Mapping[str, Any]) -> dict[str, Any]:
    reading = {key: one for key, one in options.items() if key not in ("corpus", "files")}
    split = options.get("split") or file.split
    return {**reading, "name": file.name, **({} if split is None else {"split": split})}


def _nothing_to_save(_: answers.JobReport) -> Run:
    yield from ()
    return []


def _progress_of(work: Work, report: answers.JobReport) -> RecipeProgress:
    has_failed = report.state in ("failed", "cancelled")
    return RecipeProgress(work.name, work.of, "failed" if has_failed else "running", report.id, report)


def _figures(report: object) -> dict[str, int | float]:
    """The numbers of a report, such as rows and how many stay."""
    fields = report.items() if isinstance(report, Mapping) else ()
    return {key: one for key, one in fields if isinstance(one, (int, float)) and not isinstance(one, bool)}


def _has_hash(path: Path, sha256: str) -> bool:
    try:
        return file_hash(path) == sha256
    except OSError:
        return False


def _exists(call: Call[Any]) -> Run:
    try:
        yield call
        return True
    except KindredError as error:
        if error.code == "not_found":
            return False
        raise


def _is_known(job: str) -> Run:
    """Whether the service still has a job, and where it is a curation its report too."""
    try:
        report = yield calls.job(job)
        if report.name == "curate" and report.state == "completed":
            yield _report_of(job)
        return True
    except KindredError as error:
        if error.code == "not_found":
            return False
        raise


def _report_of(job: str) -> Call[Any]:
    return Call("GET", path_of("jobs", job, "report"), _as_it_came)
