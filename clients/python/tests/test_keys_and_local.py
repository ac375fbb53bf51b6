"""Services with keys, and services that are started for a program."""

from __future__ import annotations

import inspect
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import kindred_client
from conftest import COMMAND, TINY_ENCODER, Ask
from kindred_client import (
    AsyncCorpus,
    AsyncJob,
    AsyncKindred,
    Corpus,
    Job,
    Kindred,
    KindredError,
    LocalService,
    ServiceError,
)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a service with keys, and a key that may read the corpus `open` alone."""
    folder = tmp_path_factory.mktemp("guarded")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KINDRED_ENCODER", TINY_ENCODER)
        patch.setenv("KINDRED_KEYS", str(folder / "keys.json"))
        arguments = ["keys", "create", "reader", "--scopes", "read", "--corpora", "open", "--json"]
        made = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=True, env=os.environ)
        service = LocalService(folder / "data", command=COMMAND)
    yield service.url, json.loads(made.stdout)["key"]
    service.stop()


def test_a_service_with_keys_says_what_a_key_may(guarded: tuple[str, str], asking: Ask) -> None:
    url, key = guarded
    access = asking(url, lambda client: client.access(), api_key=key)
    assert (access.keys, access.name, access.scopes, access.corpora) == (True, "reader", ["read"], ["open"])


def test_without_a_key_and_with_a_wrong_one_nothing_is_told(guarded: tuple[str, str], asking: Ask) -> None:
    for key in (None, "kd_wrong"):
        with pytest.raises(KindredError) as failed:
            asking(guarded[0], lambda client: client.corpora(), api_key=key)
        assert (failed.value.code, failed.value.status) == ("unauthenticated", 401)


def test_an_upload_that_is_refused_says_why_though_it_is_large(guarded: tuple[str, str], asking: Ask) -> None:
    url, key = guarded
    rows = [{"instruction": "x" * 1000, "n": number} for number in range(20_000)]
    with pytest.raises(KindredError) as failed:
        asking(url, lambda client: client.corpus("open").ingest(rows), api_key=key)
    assert failed.value.code == "forbidden"


def is_served(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", trust_env=False).is_success
    except httpx.HTTPError:
        return False


def test_a_local_service_lives_as_long_as_its_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINDRED_ENCODER", TINY_ENCODER)
    with kindred_client.local(tmp_path / "data", command=COMMAND) as client:
        assert client.health().status == "ok"
        url = client.url
        with pytest.raises(ServiceError, match="kindred serve does not start: .*in use by another process"):
            kindred_client.local(tmp_path / "data", command=COMMAND)
    assert not is_served(url)


def test_a_local_service_stops_when_the_program_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINDRED_ENCODER", TINY_ENCODER)
    program = (
        "import sys, time, kindred_client\n"
        f"client = kindred_client.local({str(tmp_path / 'data')!r}, command={COMMAND!r})\n"
        "print(client.url, flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert is_served(url)
        process.send_signal(signal.SIGKILL)
    give_up = time.monotonic() + 40
    while is_served(url) and time.monotonic() < give_up:
        time.sleep(0.1)
    assert not is_served(url)


def test_a_service_that_runs_is_used(service: LocalService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINDRED_URL", service.url)
    with kindred_client.local(command=["not a command"]) as client:
        assert client.url == service.url
        assert client.service is None
    assert is_served(service.url)


def test_without_the_command_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServiceError, match="Node"):
        kindred_client.local(tmp_path / "data")


@pytest.mark.parametrize(("waits", "awaited"), [(Kindred, AsyncKindred), (Corpus, AsyncCorpus), (Job, AsyncJob)])
def test_both_clients_have_the_same_methods_with_the_same_parameters(waits: type, awaited: type) -> None:
    def parameters(kind: type) -> dict[str, Any]:
        methods = inspect.getmembers(kind, inspect.isfunction)
        return {
            name: str(inspect.signature(one).replace(return_annotation="")) for name, one in methods if name[0] != "_"
        }

    assert parameters(waits) == parameters(awaited)


def test_help_shows_every_option_of_a_method() -> None:
    shown = str(inspect.signature(Corpus.demonstrations))
    assert "strategy: \"Literal['balanced', 'fit'" in shown
    assert "how" not in shown
