"""What goes wrong: the service says no, cannot be reached, or a job fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kindred_client.answers import JobReport


class ClientError(Exception):
    """Everything that this package raises about a service."""


class KindredError(ClientError):
    """The error that the service answered. `docs/errors.md` of Kindred lists all codes."""

    def __init__(
        self,
        message: str,
        *,
        code: str,
        field: str | None = None,
        request_id: str | None = None,
        retryable: bool = False,
        status: int | None = None,
    ) -> None:
        """Keeps what the service told; `status` is the HTTP status."""
        super().__init__(message)
        self.message = message
        self.code = code
        self.field = field
        self.request_id = request_id
        self.retryable = retryable
        self.status = status

    def __str__(self) -> str:
        """The message, with the id of the request where the operator has to look for it."""
        hint = f" (request {self.request_id})" if self.code == "internal" and self.request_id else ""
        return f"{self.code}: {self.message}{hint}"


class ServiceError(ClientError):
    """The service could not be reached, or did not answer as Kindred does."""

    def __init__(self, message: str, *, is_unavailable: bool = False, may_be_done: bool = False) -> None:
        """Keeps what is known of the request.

        `is_unavailable`: nothing answered, or not in time, so that the same call may succeed later. `may_be_done`: the
        request was sent and no answer came, so that nobody can tell from here whether it was carried out.
        """
        super().__init__(message)
        self.is_unavailable = is_unavailable
        self.may_be_done = may_be_done


class JobFailed(ClientError):
    """A job ended without a result: it failed or was cancelled. `report` is the last report on it."""

    def __init__(self, report: JobReport) -> None:
        """Says why the job ended."""
        super().__init__(f"The job {report.id} {report.state}" + (f": {report.error}" if report.error else "."))
        self.report = report
