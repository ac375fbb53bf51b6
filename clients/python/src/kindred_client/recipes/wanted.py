"""What running a recipe wants of whoever drives it, and what it tells on the way."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from kindred_client import answers
from kindred_client.call import Call


@dataclass(frozen=True)
class RecipeProgress:
    """How far a recipe is."""

    step: str
    """The name of the step: its command, or what `as` says."""
    of: str
    """What is read, for people: a file and its corpus, or the corpus of an operation."""
    state: Literal["left", "starting", "running", "completed", "failed"]
    """`left`: an earlier run did it, and nothing has changed. `failed`: its job failed or was cancelled."""
    job: str | None = None
    """The job; None while it is being started."""
    report: answers.JobReport | None = None
    """The last report on the job; None before the first, and for what is left as it is."""


@dataclass(frozen=True)
class Follow:
    """Wanted of a driver: the last report on a job, and meanwhile each to `tell`."""

    job: str
    tell: Callable[[answers.JobReport], RecipeProgress]


@dataclass(frozen=True)
class Download:
    """Wanted of a driver: a file of a job, whole or not at all."""

    job: str
    file: str
    to: Path


@dataclass(frozen=True)
class Pause:
    """Wanted of a driver: to wait for some seconds."""

    seconds: float


@dataclass(frozen=True)
class Note:
    """Wanted of a driver: to tell people a sentence."""

    sentence: str


Wanted = Call[Any] | Follow | Download | Pause | Note | RecipeProgress
Run = Generator[Wanted, Any, Any]
