"""Sends calls to one service and waits for their answers: the thin part that differs between both clients."""

from __future__ import annotations

import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from ipaddress import ip_address
from typing import Any, TypeVar

import anyio
import httpx

from kindred_client.attempts import Attempts, FailedAttempt, failed_attempt
from kindred_client.call import Body, Call, answer_of, content_of, query_of, refuse

T = TypeVar("T")

_HTTP_FAILURES = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError)


@dataclass(frozen=True)
class Settings:
    """Where the service is and how it is asked. All times are in seconds."""

    url: str
    api_key: str | None
    timeout: float
    repeat_for: float
    patience: float
    verify: bool | ssl.SSLContext

    def http(self) -> dict[str, Any]:
        """What both clients of httpx are made with."""
        key = {} if self.api_key is None else {"authorization": f"Bearer {self.api_key}"}
        return {
            "base_url": self.url,
            "headers": {"user-agent": f"kindred-client/{version('kindred-client')}", **key},
            "timeout": self.timeout,
            "verify": self.verify,
            # The proxies of the environment lead away from this machine.
            "trust_env": not is_loopback(httpx.URL(self.url).host),
        }

    def failed(self, error: Exception) -> FailedAttempt:
        """An attempt that failed."""
        if isinstance(error, FailedAttempt):
            return error
        made = failed_attempt(error, self.url, self.timeout)
        made.__cause__ = error
        return made


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def request_of(call: Call[Any], content: Any, silence: float | None) -> dict[str, Any]:  # noqa: ANN401
    """What both clients of httpx make a request of. While a body is being sent its answer has no time limit."""
    ready, headers = content_of(call)
    made: dict[str, Any] = {"params": query_of(call), "headers": headers, "content": content or ready}
    if silence is not None or call.body is not None:
        made["timeout"] = httpx.Timeout(None if call.body is not None else silence)
    return {"method": call.method, "url": call.path, **made}


class LineSplitter:
    """Lines of UTF-8, of which a chunk may hold many or a part. Nothing but a line feed ends one."""

    def __init__(self) -> None:
        """Begins with nothing."""
        self._rest = b""

    def feed(self, chunk: bytes) -> Iterator[str]:
        """The lines that end in a chunk."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        return (line.decode() for line in lines)

    def end(self) -> Iterator[str]:
        """The last line, when no line feed ends it."""
        return iter([self._rest.decode()] if self._rest else [])


class Connection:
    """Waits for answers."""

    def __init__(self, settings: Settings) -> None:
        """Sends nothing yet."""
        self.settings = settings
        self._http = httpx.Client(**settings.http())

    def close(self) -> None:
        """Closes all connections."""
        self._http.close()

    def send(self, call: Call[T]) -> T:
        """Sends a request and returns its answer.

        :raises ClientError: when it fails for good, or for too long
        """

        def attempt() -> T:
            response = self._begin(call, None)
            try:
                response.read()
            finally:
                response.close()
            return answer_of(call, response, self.settings.url)

        return self._repeated(call, attempt)

    @contextmanager
    def chunks(self, call: Call[Any], silence: float | None = None) -> Iterator[Iterator[bytes]]:
        """Sends a request and gives the bytes of its answer as they come.

        :param silence: the longest time without a byte, in seconds
        :raises ClientError: when it fails for good, or the answer breaks off
        """
        response = self._repeated(call, lambda: self._begin(call, silence))
        try:
            yield response.iter_bytes()
        except _HTTP_FAILURES as error:
            raise self.settings.failed(error).error from error
        finally:
            response.close()

    def lines(self, call: Call[Any], silence: float | None = None) -> Iterator[str]:
        """Sends a request and gives the lines of its answer as they come."""
        splitter = LineSplitter()
        with self.chunks(call, silence) as chunks:
            for chunk in chunks:
                yield from splitter.feed(chunk)
            yield from splitter.end()

    def _begin(self, call: Call[Any], silence: float | None) -> httpx.Response:
        content = None if call.body is None else call.body.open()
        request = self._http.build_request(**request_of(call, content, silence))
        response = self._http.send(request, stream=True)
        if not response.is_success:
            try:
                response.read()
            finally:
                response.close()
            refuse(response, self.settings.url)
        return response

    def _repeated(self, call: Call[Any], attempt: Callable[[], T]) -> T:
        attempts = Attempts(call.repeated_after, self.settings.repeat_for)
        try:
            while True:
                try:
                    return attempt()
                except (FailedAttempt, *_HTTP_FAILURES) as error:
                    pause = attempts.pause_after(self.settings.failed(error))
                time.sleep(pause)
        finally:
            if call.body is not None:
                call.body.close()


class AsyncConnection:
    """Is awaited."""

    def __init__(self, settings: Settings) -> None:
        """Sends nothing yet."""
        self.settings = settings
        self._http = httpx.AsyncClient(**settings.http())

    async def close(self) -> None:
        """Closes all connections."""
        await self._http.aclose()

    async def send(self, call: Call[T]) -> T:
        """Sends a request and returns its answer.

        :raises ClientError: when it fails for good, or for too long
        """

        async def attempt() -> T:
            response = await self._begin(call, None)
            try:
                await response.aread()
            finally:
                await response.aclose()
            return answer_of(call, response, self.settings.url)

        return await self._repeated(call, attempt)

    @asynccontextmanager
    async def chunks(self, call: Call[Any], silence: float | None = None) -> AsyncIterator[AsyncIterator[bytes]]:
        """Sends a request and gives the bytes of its answer as they come.

        :param silence: the longest time without a byte, in seconds
        :raises ClientError: when it fails for good, or the answer breaks off
        """
        response = await self._repeated(call, lambda: self._begin(call, silence))
        try:
            yield response.aiter_bytes()
        except _HTTP_FAILURES as error:
            raise self.settings.failed(error).error from error
        finally:
            await response.aclose()

    async def lines(self, call: Call[Any], silence: float | None = None) -> AsyncIterator[str]:
        """Sends a request and gives the lines of its answer as they come."""
        splitter = LineSplitter()
        async with self.chunks(call, silence) as chunks:
            async for chunk in chunks:
                for line in splitter.feed(chunk):
                    yield line
            for line in splitter.end():
                yield line

    async def _begin(self, call: Call[Any], silence: float | None) -> httpx.Response:
        content = None if call.body is None else _awaited(call.body)
        request = self._http.build_request(**request_of(call, content, silence))
        response = await self._http.send(request, stream=True)
        if not response.is_success:
            try:
                await response.aread()
            finally:
                await response.aclose()
            refuse(response, self.settings.url)
        return response

    async def _repeated(self, call: Call[Any], attempt: Callable[[], Awaitable[T]]) -> T:
        attempts = Attempts(call.repeated_after, self.settings.repeat_for)
        try:
            while True:
                try:
                    return await attempt()
                except (FailedAttempt, *_HTTP_FAILURES) as error:
                    pause = attempts.pause_after(self.settings.failed(error))
                await anyio.sleep(pause)
        finally:
            if call.body is not None:
                call.body.close()


async def _awaited(body: Body) -> AsyncIterator[bytes]:
    """Reads the bytes in a thread, so that others go on meanwhile."""
    chunks = body.open()
    while (chunk := await anyio.to_thread.run_sync(next, chunks, None)) is not None:
        yield chunk
