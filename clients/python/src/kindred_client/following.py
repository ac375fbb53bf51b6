"""Follows a job by its server-sent events, over connections that may break off."""

from __future__ import annotations

import json
import time

from kindred_client.answers import CurationReport, IngestionReport, JobReport, ReembeddingReport
from kindred_client.attempts import may_pass
from kindred_client.errors import ClientError, ServiceError
from kindred_client.reading import UnexpectedAnswer, read_any

PATIENCE = 300.0
"""How many seconds the service may be away: longer than a restart takes, with the migration of a server beside it."""
_PAUSE = 1.0
# The service sends a comment every 15 seconds, so that a connection that says nothing for longer is dead.
_SILENCE = 60.0
_ENDED = frozenset({"completed", "failed", "cancelled"})

read_job_report = read_any(IngestionReport | ReembeddingReport | CurationReport)


def is_over(report: JobReport) -> bool:
    """Whether a job has ended: completed, failed or cancelled."""
    return report.state in _ENDED


class Following:
    """What is known of a job while its events are read. Both clients feed it with lines."""

    def __init__(self, job: str, patience: float, timeout: float | None) -> None:
        """Begins now. `timeout` is how many seconds the job may take; None for any time."""
        self._job = job
        self._patience = patience
        self._timeout = timeout
        now = time.monotonic()
        self._give_up = now + patience
        self._deadline = None if timeout is None else now + timeout
        self._last: JobReport | None = None

    @property
    def is_over(self) -> bool:
        """Whether the job has ended."""
        return self._last is not None and is_over(self._last)

    @property
    def longest_silence(self) -> float:
        """How many seconds to wait for the next line."""
        return _SILENCE if self._deadline is None else max(0.01, min(_SILENCE, self._deadline - time.monotonic()))

    def line(self, text: str) -> JobReport | None:
        """Reads a line of the stream. Returns a report when there is a new one.

        :raises TimeoutError: when the job takes longer than it may
        :raises ServiceError: when the line is none of Kindred
        """
        self._give_up = time.monotonic() + self._patience
        name, _, value = text.partition(":")
        if name != "data":
            self._look_at_the_clock()
            return None
        try:
            report: JobReport = read_job_report(json.loads(value))
        except (UnexpectedAnswer, ValueError) as failed:
            raise ServiceError("The service told of a job in a way this client does not know.") from failed
        # A stream that is opened again begins with the last report of the one before, and `end` repeats one too.
        if report == self._last:
            return None
        self._last = report
        return report

    def pause_after_cut(self, error: ClientError | None) -> float:
        """How many seconds to wait before the stream is opened again.

        :raises ClientError: when the error is one that does not pass, or the service is away for too long
        :raises TimeoutError: when the job takes longer than it may
        """
        self._look_at_the_clock()
        cut = error or ServiceError("The events of the job broke off.", is_unavailable=True)
        if not may_pass(cut) or time.monotonic() > self._give_up:
            raise cut
        return _PAUSE

    def _look_at_the_clock(self) -> None:
        if self._deadline is not None and time.monotonic() >= self._deadline:
            raise TimeoutError(f"The job {self._job} has not ended within {self._timeout:g} s. It goes on.")
