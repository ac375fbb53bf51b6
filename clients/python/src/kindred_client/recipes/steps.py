"""The steps of a recipe, checked by the OpenAPI document of the service that will do them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from kindred_client.errors import KindredError
from kindred_client.recipes.shapes import Schema, Shapes
from kindred_client.recipes.source import LineOf, wrong

COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "neighbours": ("neighbours", "/v1/corpora/{name}/neighbours"),
        "dedup": ("deduplicate", "/v1/corpora/{name}/deduplications"),
        "select": ("select", "/v1/corpora/{name}/selections"),
        "compress": ("compress", "/v1/corpora/{name}/compressions"),
        "contamination": ("contamination", "/v1/contaminations"),
        "correlate": ("correlation", "/v1/correlations"),
        "gaps": ("gaps", "/v1/gaps"),
        "diff": ("diff", "/v1/diffs"),
        "groups": ("group-tasks", "/v1/corpora/{name}/task-groups"),
        "project": ("project", "/v1/corpora/{name}/maps"),
        "export": ("export", "/v1/corpora/{name}/exports"),
    }
)
"""The operations by their commands: the kind and the path of each."""

_INGEST_PATH = "/v1/corpora/{name}/ingestions"
_READING = ("format", "layout", "map", "rows", "source", "split")
_MOST_STEPS = 100
_MOST_FILES = 1_000
_STEP_NAME = re.compile(r"[A-Za-z][\w-]{0,63}", re.ASCII)
_SOME_JOB = "00000000-0000-4000-8000-000000000000"
"""Stands for the job of an earlier step while a recipe is checked."""
_WRITTEN = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv", ".parquet": "parquet"}
_GZIP = re.compile(r"\.gz(ip)?$", re.IGNORECASE)
Path = tuple["str | int", ...]


@dataclass(frozen=True)
class IngestStep:
    """Reads files into a corpus."""

    name: str
    options: Mapping[str, Any]

    def said(self, file: str, sha256: str) -> dict[str, object]:
        """What it says of one of its files, whose bytes stand for it wherever it lies."""
        return {"name": self.name, "options": {**self.options, "files": None}, "file": file, "sha256": sha256}


@dataclass(frozen=True)
class OperationStep:
    """Starts an operation, and writes what it made to `out` when that is given."""

    name: str
    kind: str
    path: str
    corpus: str | None
    body: Mapping[str, Any] = field(default_factory=dict)
    out: str | None = None

    def said(self) -> dict[str, object]:
        """What it says, for its fingerprint."""
        return {"name": self.name, "kind": self.kind, "corpus": self.corpus, "body": self.body, "out": self.out}


Step = IngestStep | OperationStep


class Reading:
    """Reads the steps of one recipe."""

    def __init__(self, name: str, line_of: LineOf, document: Schema) -> None:
        """`name` is what the recipe is called in messages, `document` the OpenAPI document of the service."""
        self._name = name
        self._line_of = line_of
        self._document = document
        self._shapes = Shapes(document)

    def steps(self, value: object) -> list[Step]:
        """The steps of a recipe.

        :raises KindredError: `invalid_request` when one is wrong; the message names the line, the step and the field
        """
        steps = value.get("steps") if isinstance(value, Mapping) else None
        if not isinstance(steps, (list, tuple)) or not 0 < len(steps) <= _MOST_STEPS:
            raise self._error((), "", f"a recipe has `steps`, a list of 1 to {_MOST_STEPS}")
        for key in value if isinstance(value, Mapping) else ():
            if key != "steps":
                raise self._error((key,), "", f'there is no "{key}"; known: steps')
        made: list[Step] = []
        for index, step in enumerate(steps):
            made.append(self._step(step, index, made))
        return made

    def _step(self, written: object, index: int, before: list[Step]) -> Step:
        place: Path = ("steps", index)
        title = f"step {index + 1}"
        rest = {key: one for key, one in written.items() if key != "as"} if isinstance(written, Mapping) else {}
        known = ", ".join(("ingest", *COMMANDS))
        if not isinstance(written, Mapping) or len(rest) != 1:
            raise self._error(place, title, f'a step is one command with its options, and "as" for its name: {known}')
        ((command, given),) = rest.items()
        name = written.get("as", command)
        if not isinstance(name, str) or ("as" in written and _STEP_NAME.fullmatch(name) is None):
            message = "a name begins with a letter, and has letters, digits, - and _"
            raise self._error((*place, "as"), f"{title}: as", message)
        options = {} if given is None else given
        if command == "ingest":
            self._check(self._ingest_schema(), options, (*place, command), f"{title} (ingest)")
            return IngestStep(name, options)
        if any(step.name == name for step in before):
            raise self._error(place, title, f'an earlier step is called {name}: give this one a name with "as"')
        if command not in COMMANDS:
            raise self._error(place, title, f"there is no command {command}; known: {known}")
        return self._operation(command, name, options, (*place, command), f"{title} ({command})", before)

    def _operation(
        self, command: str, name: str, options: object, place: Path, title: str, before: list[Step]
    ) -> OperationStep:
        kind, path = COMMANDS[command]
        about = {"corpus": self._corpus_schema()} if "{name}" in path else {}
        out = {"out": {"type": "string", "minLength": 1}}
        required = [*about, *(out if kind == "export" else ())]
        self._check({"type": "object", "properties": {**about, **out}, "required": required}, options, place, title)
        assert isinstance(options, Mapping)  # noqa: S101 - checked above
        taken = {*about, "out"}
        body = {key: one for key, one in options.items() if key not in taken}
        target = options.get("out")
        if kind == "export":
            body = {**self._written_as(target, place, title), **body}
        known = {step.name for step in before}
        whole = with_jobs(body, lambda step: _SOME_JOB if step in known else step)
        self._check(_body_schema(self._document, path), whole, place, title)
        return OperationStep(name, kind, path, options.get("corpus") if about else None, body, target)

    def _written_as(self, out: Any, place: Path, title: str) -> dict[str, object]:  # noqa: ANN401
        bare = _GZIP.sub("", out).lower()
        found = next((form for ending, form in _WRITTEN.items() if bare.endswith(ending)), None)
        if found is None:
            endings = ".json, .jsonl, .csv, .tsv (each also .gz) or .parquet"
            raise self._error((*place, "out"), title, f'out: "{out}" must end in {endings}')
        return {"format": found, **({"gzip": True} if _GZIP.search(out) else {})}

    def _ingest_schema(self) -> Schema:
        name = {"type": "string", "minLength": 1}
        parameters = self._document["paths"][_INGEST_PATH]["post"]["parameters"]
        files = {"anyOf": [name, {"type": "array", "items": name, "minItems": 1, "maxItems": _MOST_FILES}]}
        reading = {one["name"]: one["schema"] for one in parameters if one["name"] in _READING}
        columns = self._document["components"]["schemas"]["ColumnMap"]
        known = {"corpus": self._corpus_schema(), "files": files, **reading, "columns": columns}
        return {
            "type": "object",
            "properties": known,
            "required": ["corpus", "files"],
            "additionalProperties": False,
        }

    def _corpus_schema(self) -> Schema:
        parameters = self._document["paths"][_INGEST_PATH]["post"]["parameters"]
        return next(one["schema"] for one in parameters if one["name"] == "name")

    def _check(self, schema: Schema, value: object, place: Path, title: str) -> None:
        problem = self._shapes.first_problem(schema, value)
        if problem is not None:
            below, message = problem
            field = ".".join(str(part) for part in below)
            raise self._error((*place, *below), title, f"{field}: {message}" if field else message)

    def _error(self, place: Path, title: str, message: str) -> KindredError:
        line = self._line_of(place)
        where = self._name if line is None else f"{self._name}:{line}"
        return wrong(
            ": ".join(part for part in (where, title, message) if part),
            ".".join(str(part) for part in place) or None,
        )


def _body_schema(document: Schema, path: str) -> Schema:
    body: Schema = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    return body


def with_jobs(body: Mapping[str, Any], job_of: Callable[[str], str]) -> dict[str, Any]:
    """A request in which the jobs of `marks` and `job` are looked up: names of steps stand for them."""

    def look(key: str, value: Any) -> Any:  # noqa: ANN401
        if key == "job" and isinstance(value, str):
            return job_of(value)
        if isinstance(value, (list, tuple)):
            return [job_of(one) if key == "marks" and isinstance(one, str) else look("", one) for one in value]
        return with_jobs(value, job_of) if isinstance(value, Mapping) else value

    return {key: look(key, value) for key, value in body.items()}
