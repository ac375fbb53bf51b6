"""Which requests are sent again, and when. The same for the client that waits and the one that is awaited."""

from __future__ import annotations

import random
import socket
import ssl
import time

import httpx

from kindred_client.errors import ClientError, KindredError, ServiceError

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 3.0

# No connection came about, so the service knows nothing of the request.
_NOT_BEGUN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class FailedAttempt(Exception):
    """Why one attempt of a request failed.

    `kind` is what is known of the request: it will always fail (`for good`), it did not reach the service or was turned
    away at the door (`not begun`), or nobody can tell whether it was carried out (`unknown`).
    """

    def __init__(self, error: ClientError, kind: str, retry_after: float = 0.0) -> None:
        """Keeps the error for whoever made the request; `retry_after` is in seconds."""
        super().__init__(str(error))
        self.error = error
        self.kind = kind
        self.retry_after = retry_after


class Attempts:
    """Counts the time of one request, and says how long to pause before it is sent again."""

    def __init__(self, after: frozenset[str], repeat_for: float) -> None:
        """Begins now. `after` are the failures that may be followed by another attempt, for `repeat_for` seconds."""
        self._after = after
        self._give_up = time.monotonic() + repeat_for
        self._about = _FIRST_PAUSE

    def pause_after(self, failure: FailedAttempt) -> float:
        """How many seconds to wait before the next attempt.

        :raises ClientError: the error of the attempt, when no other may be made or the time is over
        """
        # A random part keeps many clients from coming back at the same moment.
        pause = max(failure.retry_after, self._about * (0.5 + random.random() / 2))
        if failure.kind not in self._after or time.monotonic() + pause > self._give_up:
            raise failure.error from failure.__cause__
        self._about = min(self._about * 2, _LONGEST_PAUSE)
        return pause


def failed_attempt(error: Exception, url: str, timeout: float) -> FailedAttempt:
    """What httpx raised, as a failed attempt whose error says what to do."""
    if isinstance(error, _NOT_BEGUN):
        told = f'No Kindred service answers at {url} ({_said(error)}). Start one with "kindred serve".'
        kind = "for good" if _is_hopeless(error) else "not begun"
        return FailedAttempt(ServiceError(told, is_unavailable=True), kind)
    if isinstance(error, httpx.TimeoutException):
        told = f"No answer of {url} within {timeout:g} s."
        return FailedAttempt(ServiceError(told, is_unavailable=True, may_be_done=True), "unknown")
    if isinstance(error, (httpx.NetworkError, httpx.RemoteProtocolError)):
        told = f"The connection to {url} broke off before the whole answer came ({_said(error)})."
        return FailedAttempt(ServiceError(told, is_unavailable=True, may_be_done=True), "unknown")
    return FailedAttempt(ServiceError(f"{url} cannot be asked: {_said(error)}"), "for good")


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__


def _is_hopeless(error: BaseException | None) -> bool:
    """Whether a name does not exist or a certificate is wrong, which another attempt does not change."""
    if error is None:
        return False
    if isinstance(error, ssl.SSLError) or (isinstance(error, socket.gaierror) and error.errno == socket.EAI_NONAME):
        return True
    return _is_hopeless(error.__cause__ or error.__context__)


def may_pass(error: ClientError) -> bool:
    """Whether the same request may succeed later."""
    if isinstance(error, ServiceError):
        return error.is_unavailable
    return isinstance(error, KindredError) and error.retryable
