"""Starts a service on this machine for as long as a program runs."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Sequence
from typing import IO, Any

from kindred_client.client import DEFAULT_URL, Kindred
from kindred_client.errors import ClientError, ServiceError

_START_WITHIN = 120.0
_STOP_WITHIN = 40.0


class LocalService:
    """A running `kindred serve`. It stops at `stop`, and when this process ends in any way."""

    def __init__(
        self, data: str | os.PathLike[str] = ".kindred", *, port: int = 0, command: Sequence[str] | None = None
    ) -> None:
        """Starts the service and waits until it works.

        :param data: the folder where it keeps everything; one process at a time may have it open
        :param port: where it listens; 0 for any free port
        :param command: the program, by default `kindred`, or that of the project in the current directory
        :raises ServiceError: when it cannot be started, with what it said
        """
        program = [*(command or find_command()), "serve", "--json", "--port", str(port), "--data", os.fspath(data)]
        self._messages = tempfile.TemporaryFile(prefix="kindred-")  # noqa: SIM115 - closed by `stop`
        environment = {"KINDRED_LOG_LEVEL": "warn", **os.environ}
        environment.pop("KINDRED_URL", None)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kindred_client.guard", *program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._messages,
            env=environment,
        )
        self._end = weakref.finalize(self, _stop, self._process, self._messages)
        try:
            self.url = self._address()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stops the service, which brings running work to a safe end."""
        self._end()

    def _address(self) -> str:
        lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=_read_lines, args=(self._process.stdout, lines), daemon=True).start()
        give_up = time.monotonic() + _START_WITHIN
        text = ""
        while (line := _next_of(lines, give_up)) is not None:
            text += line
            try:
                return str(json.loads(text)["url"])
            except ValueError:
                continue
        self._messages.seek(0)
        said = self._messages.read().decode(errors="replace").strip()
        raise ServiceError(f"kindred serve does not start: {said or 'it says nothing'}", is_unavailable=True)


def _read_lines(output: IO[bytes] | None, lines: queue.Queue[str | None]) -> None:
    for line in output or ():
        lines.put(line.decode(errors="replace"))
    lines.put(None)


def _next_of(lines: queue.Queue[str | None], give_up: float) -> str | None:
    try:
        return lines.get(timeout=max(0.01, give_up - time.monotonic()))
    except queue.Empty:
        return None


def _stop(process: subprocess.Popen[bytes], messages: IO[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(_STOP_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
    messages.close()


def find_command() -> list[str]:
    """The command that starts Kindred: `kindred`, or that of the Node.js project in the current directory.

    :raises ServiceError: when there is none, with how to get it
    """
    if found := shutil.which("kindred"):
        return [found]
    npx = shutil.which("npx")
    if npx is None:
        raise ServiceError("A local service needs Node.js 20.19 or newer, and the command kindred.")
    # Without --no, npx would fetch a package of this name from the registry.
    is_there = subprocess.run([npx, "--no", "kindred", "--", "--version"], capture_output=True, check=False)
    if is_there.returncode != 0:
        raise ServiceError("The command kindred is not installed: run `npm install -g .` in a checkout of Kindred.")
    return [npx, "--no", "kindred", "--"]


class LocalKindred(Kindred):
    """A client of a service that was started for it, or that ran already (`service` is then None)."""

    service: LocalService | None = None

    def close(self) -> None:
        """Closes all connections, and stops the service if it was started for this client."""
        super().close()
        if self.service is not None:
            self.service.stop()


def local(
    data: str | os.PathLike[str] | None = None,
    *,
    port: int = 0,
    command: Sequence[str] | None = None,
    **settings: Any,  # noqa: ANN401
) -> LocalKindred:
    """A client of a service on this machine: the one that runs already, or one that is started.

    A running one is used when it answers at `KINDRED_URL` or http://127.0.0.1:4747 and no `data` is named. One that is
    started stops when the client is closed, and when this process ends in any way; its records stay in `data`.

    :param data: the folder of the service; by default `.kindred` in the current directory
    :param port: where a service that is started listens; 0 for any free port
    :param command: the program that is started, by default `kindred`
    :param settings: what `Kindred` takes beside the address
    :raises ServiceError: when there is none and none can be started
    """
    if data is None:
        running = LocalKindred(os.environ.get("KINDRED_URL") or DEFAULT_URL, **settings)
        if _answers(running):
            return running
        running.close()
    service = LocalService(data or ".kindred", port=port, command=command)
    client = LocalKindred(service.url, **settings)
    client.service = service
    return client


def _answers(client: Kindred) -> bool:
    try:
        with Kindred(client.url, timeout=2.0, repeat_for=0.0) as asked:
            asked.health()
    except ClientError:
        return False
    return True
