"""Starts the jobs of a recipe, each at most once."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kindred_client import answers, calls
from kindred_client.attempts import may_pass
from kindred_client.call import Call
from kindred_client.errors import ClientError, KindredError, ServiceError
from kindred_client.recipes.wanted import Note, Pause, Run

_LOOKED_THROUGH = 200
"""As many jobs as the service lists at once."""
_LOOKS = 3
_BETWEEN_LOOKS = 0.5
_PAUSE = 1.0


@dataclass(frozen=True)
class Work:
    """One job of a recipe: a step, or one file of an ingestion."""

    name: str
    of: str
    fingerprint: str
    kind: str
    corpus: str | None
    file_name: str | None
    start: Call[Any]
    save: Callable[[answers.JobReport], Run]


def start_once(work: Work, patience: float) -> Run:
    """Starts a job at most once. When the answer is lost, the service is asked whether it has accepted the job.

    `patience` is for how many seconds at most it is asked while it cannot be reached.

    :raises ServiceError: when it has not, or that cannot be told; the message says which
    """
    before = yield from _newest(work)
    try:
        return (yield work.start).job
    except ServiceError as error:
        if not error.may_be_done or before is None:
            raise
        yield Note(f"{error} Asking whether the job was accepted.")
        try:
            found = yield from _started_after(work, before, patience)
        except ClientError as cause:
            raise _unknown(error, "it is not known whether the job was accepted") from cause
        if not found:
            raise _unknown(error, "the job was not accepted, run the recipe again") from error
        if len(found) > 1:
            raise _unknown(error, f"one of these jobs may be the one: {', '.join(found)}") from error
        yield Note(f"It was: the job goes on as {found[0]}.")
        return found[0]


def _started_after(work: Work, before: str, patience: float) -> Run:
    give_up = time.monotonic() + patience
    looks = 0
    while True:
        try:
            found = yield from _newer_than(work, before)
        except ClientError as error:
            if not may_pass(error) or time.monotonic() > give_up:
                raise
            yield Pause(_PAUSE)
            continue
        looks += 1
        if found or looks == _LOOKS:
            return found
        # The service may still be writing down what came before the connection broke off.
        yield Pause(_BETWEEN_LOOKS)


def _listed(work: Work, limit: int) -> Call[answers.JobList]:
    return calls.jobs({"limit": limit, "kind": work.kind, "corpus": work.corpus})


def _newest(work: Work) -> Run:
    """The newest job of the kind: an empty text when there is none, None when this key may not see."""
    try:
        jobs = (yield _listed(work, 1)).jobs
        return jobs[0].id if jobs else ""
    except KindredError as error:
        if error.code == "forbidden":
            return None
        raise


def _newer_than(work: Work, before: str) -> Run:
    jobs = (yield _listed(work, _LOOKED_THROUGH)).jobs
    ids = [job.id for job in jobs]
    newer = jobs[: ids.index(before)] if before in ids else jobs
    return [job.id for job in newer if work.file_name is None or getattr(job, "file_name", None) == work.file_name]


def _unknown(error: ServiceError, what: str) -> ServiceError:
    return ServiceError(f"{error} Nothing was sent again: {what}.", is_unavailable=error.is_unavailable)
