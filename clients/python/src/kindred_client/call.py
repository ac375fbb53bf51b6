"""One request to the service as a value: what is sent, and how its answer is read. Nothing is sent here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import quote

import httpx

from kindred_client.attempts import FailedAttempt
from kindred_client.errors import KindredError, ServiceError
from kindred_client.reading import UnexpectedAnswer, read, to_json

T = TypeVar("T")

_TOO_MANY_REQUESTS = 429
# What a service that is being restarted answers, or the proxy in front of it.
_AWAY = frozenset({502, 503, 504})


@dataclass(frozen=True)
class Body:
    """Bytes that are sent while they are read."""

    open: Callable[[], Iterator[bytes]]
    """Begins to read them."""
    opens_again: bool
    """Whether `open` may be called a second time, so that a request that did not arrive can be sent again."""
    close: Callable[[], None] = lambda: None
    """Called when nothing will be read any more."""


@dataclass(frozen=True)
class Call(Generic[T]):
    """A request, and how its answer is read."""

    method: str
    path: str
    read: Callable[[object], T]
    query: Mapping[str, object] = field(default_factory=dict)
    json: object = None
    body: Body | None = None
    is_read: bool = False
    """Whether a POST changes nothing, so that it may be repeated like a GET."""

    @property
    def repeated_after(self) -> frozenset[str]:
        """After which failures the request is sent again."""
        if self.body is not None and not self.body.opens_again:
            return frozenset()
        return frozenset({"not begun", "unknown"} if self.method == "GET" or self.is_read else {"not begun"})


def path_of(*parts: str) -> str:
    """The path of a route: `path_of("corpora", "house")` is `/v1/corpora/house`."""
    return "/v1/" + "/".join(quote(part, safe="") for part in parts)


def query_of(call: Call[T]) -> dict[str, str]:
    """The parameters of the query as texts. Those that are None are left out; lists are joined by commas."""
    return {key: _text(value) for key, value in call.query.items() if value is not None}


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)):
        return ",".join(str(one) for one in value)
    return json.dumps(to_json(value))


def content_of(call: Call[T]) -> tuple[bytes | None, dict[str, str]]:
    """The bytes of a body that is no stream, and the headers that say what the body is."""
    if call.body is not None:
        return None, {"content-type": "application/octet-stream"}
    if call.json is None:
        return None, {}
    text = json.dumps(to_json(call.json), ensure_ascii=True, allow_nan=False)
    return text.encode(), {"content-type": "application/json"}


def answer_of(call: Call[T], response: httpx.Response, url: str) -> T:
    """The answer, whose bytes are there already.

    :raises FailedAttempt: when the answer is an error, or not one of Kindred
    """
    refuse(response, url)
    try:
        return call.read(response.json())
    except (UnexpectedAnswer, ValueError) as failed:
        where = f" (at {failed})" if isinstance(failed, UnexpectedAnswer) and str(failed) else ""
        error = ServiceError(
            f"{url} answered in a way this client does not know{where}. Is it a Kindred service of the same version?"
        )
        raise FailedAttempt(error, "for good") from failed


def refuse(response: httpx.Response, url: str) -> None:
    """Looks whether an answer, whose bytes are there already, is an error.

    :raises FailedAttempt: when it is
    """
    if response.is_success:
        return
    status = response.status_code
    kind = "not begun" if status == _TOO_MANY_REQUESTS else "unknown" if status in _AWAY else "for good"
    raise FailedAttempt(_error_of(response, url), kind, _retry_after(response))


def _error_of(response: httpx.Response, url: str) -> KindredError | ServiceError:
    status = response.status_code
    try:
        told = response.json()["error"]
        return KindredError(
            told["message"],
            code=told["code"],
            field=told["field"],
            request_id=told["request_id"],
            retryable=told["retryable"],
            status=status,
        )
    except (ValueError, KeyError, TypeError):
        return ServiceError(
            f"{url} answered {status} {response.reason_phrase}, and not as Kindred does.",
            is_unavailable=status in _AWAY,
        )


def _retry_after(response: httpx.Response) -> float:
    try:
        return max(0.0, float(response.headers.get("retry-after", "0")))
    except ValueError:
        return 0.0


def reader(kind: type[T]) -> Callable[[object], T]:
    """Reads the whole answer as an instance of a class."""
    return lambda answer: read(kind, answer)
