"""What a recipe has done, in a file that the command line and the TypeScript client go on from too."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kindred_client.reading import UnexpectedAnswer, read, to_json
from kindred_client.recipes.draft import Draft


@dataclass(frozen=True)
class RecipeFile:
    """A file that was written: its path from the folder of the recipe on, and the SHA-256 of its bytes."""

    path: str
    sha256: str


@dataclass(frozen=True)
class RecipeSource:
    """The file of a recipe, None for one that a program gave as a value; and the SHA-256 of it."""

    path: str | None
    sha256: str


@dataclass(frozen=True)
class RecipeStepDone:
    """A job of a recipe."""

    name: str
    of: str
    """What is read, for people: a file and its corpus, or the corpus of an operation."""
    fingerprint: str
    """Stands for the step, its input and all steps before it. The same means that nothing need be done again."""
    job: str
    state: Literal["started", "completed", "failed"]
    figures: dict[str, int | float]
    """Numbers of the report, such as rows and how many stay."""
    files: list[RecipeFile]
    ended_at: str | None


@dataclass(frozen=True)
class RecipeManifest:
    """What a recipe has done: its jobs in their order, one for each file that is ingested."""

    kindred: str
    """What wrote it."""
    recipe: RecipeSource
    steps: list[RecipeStepDone]


class ManifestFile:
    """A manifest that is written after every change."""

    def __init__(self, path: Path, kindred: str, recipe: RecipeSource) -> None:
        """Reads what earlier runs did.

        :raises ValueError: when the file is there and is no manifest
        """
        self._path = path
        self._kindred = kindred
        self._recipe = recipe
        self._before = _steps_in(path)
        self._steps: list[RecipeStepDone] = []

    @property
    def content(self) -> RecipeManifest:
        """What this run has done."""
        return RecipeManifest(self._kindred, self._recipe, list(self._steps))

    def earlier(self, fingerprint: str) -> RecipeStepDone | None:
        """The step with a fingerprint that an earlier run started or completed."""
        fitting = (one for one in self._before if one.fingerprint == fingerprint and one.state != "failed")
        return next(fitting, None)

    def note(self, step: RecipeStepDone) -> None:
        """Notes how far a step is. What earlier runs did of later steps stays until these are reached."""
        if self._steps and self._steps[-1].fingerprint == step.fingerprint:
            self._steps.pop()
        self._steps.append(step)
        done = {one.fingerprint for one in self._steps}
        self._write([*self._steps, *(one for one in self._before if one.fingerprint not in done)])

    def close(self) -> None:
        """Writes what this run did, and nothing else."""
        self._write(self._steps)

    def _write(self, steps: list[RecipeStepDone]) -> None:
        content = to_json(RecipeManifest(self._kindred, self._recipe, steps))
        draft = Draft(self._path)
        try:
            draft.file.write(json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n")
            draft.commit()
        finally:
            draft.discard()


def _steps_in(path: Path) -> list[RecipeStepDone]:
    try:
        return read(RecipeManifest, json.loads(path.read_text(encoding="utf-8"))).steps
    except FileNotFoundError:
        return []
    except (UnexpectedAnswer, ValueError) as failed:
        raise ValueError(f"{path} is no manifest of a recipe: move it away, or name another") from failed
