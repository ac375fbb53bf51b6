"""Services that the tests ask: the real one, started from this checkout, and a server that fails as it is told."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from kindred_client import AsyncKindred, Kindred, LocalService

ROOT = Path(__file__).resolve().parents[3]
COMMAND = shlex.split(os.environ.get("KINDRED_COMMAND") or f"node {shlex.quote(str(ROOT / 'infra/bin/kindred.mjs'))}")
TINY_ENCODER = str(ROOT / "tests/golden/embedding/tiny-bert")
"""An encoder that starts in no time, where vectors do not matter."""
Ask = Callable[..., Any]
Answer = tuple[int, dict[str, str], bytes]
"""Status, headers and body; None in its place breaks the connection off."""

os.environ.pop("KINDRED_URL", None)
os.environ.pop("KINDRED_API_KEY", None)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalService]:
    """A service that asks for no key."""
    started = LocalService(tmp_path_factory.mktemp("data"), command=COMMAND)
    yield started
    started.stop()


@pytest.fixture
def kindred(service: LocalService) -> Iterator[Kindred]:
    """A client of it."""
    with Kindred(service.url) as client:
        yield client


def ask_sync(url: str, ask: Ask, **settings: Any) -> Any:  # noqa: ANN401
    """What the client that waits gets."""
    with Kindred(url, **settings) as client:
        return ask(client)


def ask_async(url: str, ask: Ask, **settings: Any) -> Any:  # noqa: ANN401
    """What the client that is awaited gets."""

    async def main() -> Any:  # noqa: ANN401
        async with AsyncKindred(url, **settings) as client:
            return await ask(client)

    return asyncio.run(main())


@pytest.fixture(params=[ask_sync, ask_async], ids=["sync", "async"])
def asking(request: pytest.FixtureRequest) -> Ask:
    """Both clients, one after the other: `asking(url, lambda client: client.corpora(), ...)`."""
    made: Ask = request.param
    return made


class Failing:
    """A server that gives one scripted answer after the other, and then `[]` as corpora."""

    def __init__(self) -> None:
        """Listens on a free port."""
        self.script: list[Answer | None] = []
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        failing = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                is_chunked = self.headers.get("transfer-encoding") == "chunked"
                body = self.chunked() if is_chunked else self.rfile.read(int(self.headers.get("content-length") or 0))
                failing.requests.append((self.command, self.path, dict(self.headers.items()), body))
                answer = failing.script.pop(0) if failing.script else (200, {}, b'{"corpora": [], "total": 0}')
                if answer is None:  # The connection breaks off.
                    self.close_connection = True
                    return
                status, headers, text = answer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def chunked(self) -> bytes:
                body = b""
                while size := int(self.rfile.readline(), 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return body

            do_GET = do_POST = do_DELETE = answer

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        return Handler


@pytest.fixture
def failing() -> Iterator[Failing]:
    """A server that fails as it is told."""
    server = Failing()
    yield server
    server.server.shutdown()
    server.server.server_close()


def error_body(code: str = "internal", *, retryable: bool = False) -> bytes:
    """An error as Kindred answers it."""
    told = {"code": code, "message": "So it is.", "field": "a.b", "retryable": retryable, "request_id": "r1"}
    return json.dumps({"error": told}).encode()
