"""Requests that fail: which are sent again, and what is said of those that are not."""

from __future__ import annotations

import io
import socket
import ssl
import threading
import time

import pytest

from conftest import Answer, Ask, Failing, error_body
from kindred_client import ClientError, Kindred, KindredError, ServiceError
from kindred_client.attempts import failed_attempt

AWAY: Answer = (503, {}, error_body("store_unavailable", retryable=True))
ACCEPTED: Answer = (202, {}, b'{"job": "j", "corpus": "a", "bytes": 1}')


def test_a_read_is_repeated_while_the_service_is_away(failing: Failing, asking: Ask) -> None:
    failing.script = [AWAY, (502, {}, b"<html>"), None]
    assert asking(failing.url, lambda client: client.corpora()).total == 0
    assert len(failing.requests) == 4


def test_a_search_is_repeated_though_it_is_a_post(failing: Failing, asking: Ask) -> None:
    failing.script = [None, (200, {}, b'{"hits": [], "next": null}')]
    assert asking(failing.url, lambda client: client.corpus("a").search("b")).hits == []
    assert [request[3] for request in failing.requests] == [b'{"text": "b"}'] * 2


def test_a_pause_is_as_long_as_the_service_asks(failing: Failing, asking: Ask) -> None:
    failing.script = [(429, {"retry-after": "1"}, error_body("rate_limited", retryable=True))]
    begun = time.monotonic()
    asking(failing.url, lambda client: client.corpora())
    assert time.monotonic() - begun >= 1


def test_what_changes_something_is_not_repeated_when_it_may_be_done(failing: Failing, asking: Ask) -> None:
    failing.script = [None]
    with pytest.raises(ServiceError) as failed:
        asking(failing.url, lambda client: client.corpus("a").dedup())
    assert failed.value.may_be_done
    assert failed.value.is_unavailable
    assert len(failing.requests) == 1


def test_what_changes_something_is_repeated_when_it_was_turned_away(failing: Failing, asking: Ask) -> None:
    busy: Answer = (429, {}, error_body("rate_limited", retryable=True))
    failing.script = [busy, ACCEPTED]
    rows = [{"instruction": "Write."}, {"instruction": "Read.", "big": 2**70, "text": "\ud800"}]
    assert asking(failing.url, lambda client: client.corpus("a").ingest(rows)).id == "j"
    bodies = [request[3] for request in failing.requests]
    assert bodies[0] == bodies[1]


def test_rows_that_come_once_are_sent_once(failing: Failing, asking: Ask) -> None:
    failing.script = [(429, {}, error_body("rate_limited", retryable=True)), ACCEPTED]
    with pytest.raises(KindredError):
        asking(failing.url, lambda client: client.corpus("a").ingest(row for row in [{"instruction": "Write."}]))
    assert len(failing.requests) == 1


def test_an_error_is_raised_with_all_that_the_service_told(failing: Failing, asking: Ask) -> None:
    failing.script = [(400, {}, error_body("invalid_request"))]
    with pytest.raises(KindredError) as failed:
        asking(failing.url, lambda client: client.corpora())
    error = failed.value
    assert (error.code, error.message, error.field, error.request_id) == ("invalid_request", "So it is.", "a.b", "r1")
    assert (error.status, error.retryable) == (400, False)
    assert isinstance(error, ClientError)


def test_an_internal_error_names_the_request_to_look_for(failing: Failing) -> None:
    failing.script = [(500, {}, error_body("internal"))]
    with pytest.raises(KindredError, match=r"internal: So it is\. \(request r1\)"):
        Kindred(failing.url).corpora()


@pytest.mark.parametrize("text", [b"<html>", b"{}", b'{"corpora": [{}], "total": 1}', b""])
def test_an_answer_of_another_server_is_told_from_one_of_kindred(failing: Failing, asking: Ask, text: bytes) -> None:
    failing.script = [(200, {}, text)]
    with pytest.raises(ServiceError, match="Is it a Kindred service of the same version"):
        asking(failing.url, lambda client: client.corpora())


def test_an_error_of_another_server_is_told_from_one_of_kindred(failing: Failing, asking: Ask) -> None:
    failing.script = [(404, {}, b"<html>")]
    with pytest.raises(ServiceError, match="404 Not Found, and not as Kindred does"):
        asking(failing.url, lambda client: client.corpora())


def test_repeating_ends_with_the_last_error(failing: Failing, asking: Ask) -> None:
    failing.script = [AWAY] * 50
    with pytest.raises(KindredError) as failed:
        asking(failing.url, lambda client: client.corpora(), repeat_for=0.5)
    assert failed.value.code == "store_unavailable"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_a_service_that_is_not_there_is_named(asking: Ask) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(
        ServiceError, match=rf'No Kindred service answers at {url} .*Start one with "kindred serve"'
    ) as failed:
        asking(url, lambda client: client.corpus("a").dedup(), repeat_for=0.3)
    assert failed.value.is_unavailable
    assert not failed.value.may_be_done


def test_a_service_that_starts_late_is_waited_for(failing: Failing, asking: Ask) -> None:
    port = free_port()

    def forward() -> None:
        time.sleep(0.4)
        with socket.create_server(("127.0.0.1", port)) as late:
            connection, _ = late.accept()
            with connection:
                connection.recv(1 << 16)
                connection.sendall(b'HTTP/1.1 200 OK\r\ncontent-length: 28\r\n\r\n{"corpora": [], "total": 0}\n')

    thread = threading.Thread(target=forward)
    thread.start()
    assert asking(f"http://127.0.0.1:{port}", lambda client: client.corpora()).total == 0
    thread.join()


def test_a_silent_service_is_given_up(asking: Ask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ServiceError, match=r"No answer of .* within 0\.2 s"):
            asking(url, lambda client: client.corpora(), timeout=0.2, repeat_for=0)


def test_a_name_that_does_not_exist_is_not_asked_again() -> None:
    unknown = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    wrong = ssl.SSLCertVerificationError("certificate has expired")
    for cause in (unknown, wrong):
        error = ConnectionError("failed")
        error.__cause__ = cause
        assert failed_attempt(as_connect_error(error), "https://kindred.example.org", 1).kind == "for good"


def as_connect_error(cause: BaseException) -> Exception:
    import httpx

    made = httpx.ConnectError("failed")
    made.__cause__ = cause
    return made


def test_the_key_is_sent_and_the_environment_is_read(failing: Failing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINDRED_URL", failing.url + "/")
    monkeypatch.setenv("KINDRED_API_KEY", "secret")
    with Kindred() as client:
        client.corpora(limit=3)
    method, path, headers, _ = failing.requests[0]
    assert (method, path, headers["authorization"]) == ("GET", "/v1/corpora?limit=3", "Bearer secret")


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    failing: Failing, asking: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert asking(failing.url, lambda client: client.corpora()).total == 0


def test_names_and_ids_of_any_letters_are_one_part_of_the_path(failing: Failing) -> None:
    failing.script = [(404, {}, error_body("not_found"))]
    with pytest.raises(KindredError):
        Kindred(failing.url).corpus("a/b").record("ü?#/x", by="user_id")
    assert failing.requests[0][1] == "/v1/corpora/a%2Fb/records/%C3%BC%3F%23%2Fx?by=user_id"


def test_options_of_ingestions_are_sent_in_the_query(failing: Failing, asking: Ask) -> None:
    failing.script = [ACCEPTED]
    columns = {"instruction": "{a}\n{b}", "output": ["x", "y"]}
    asking(
        failing.url,
        lambda client: client.corpus("a").ingest(io.BytesIO(b"{}"), name="r.json", columns=columns, rows="data"),
    )
    path = failing.requests[0][1]
    assert "rows=data" in path
    assert "file_name=r.json" in path
    assert "columns=%7B%22instruction%22" in path
