"""Following jobs: progress, time, cancelling, failing, and a service that goes away meanwhile."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from conftest import COMMAND, ROOT, TINY_ENCODER, Ask, Failing, error_body
from kindred_client import AsyncKindred, JobFailed, Kindred, KindredError, LocalService, ServiceError, answers
from test_requests import free_port

POEMS = [{"instruction": f"Write a poem about {number} trees.", "output": "Tall."} for number in range(12)]


@pytest.fixture(scope="module")
def poems(service: LocalService) -> str:
    with Kindred(service.url) as client:
        client.corpus("poems").ingest(POEMS).wait()
    return "poems"


def test_reports_come_in_order_until_the_job_has_ended(kindred: Kindred) -> None:
    job = kindred.corpus("events").ingest([{"instruction": "Name a river.", "output": "Rhine."}])
    reports = list(job)
    assert [report.state for report in reports][-1] == "completed"
    assert [report.done for report in reports] == sorted(report.done for report in reports)
    assert job.report == reports[-1]
    assert job.result().stored == 1
    assert kindred.job(job.id).result() == job.result()
    assert kindred.job(job.id).refresh() == reports[-1]


def test_both_clients_follow_a_job_to_its_report(service: LocalService, poems: str) -> None:
    with Kindred(service.url) as client:
        waited = client.corpus(poems).dedup(threshold=0.99).result()

    async def main() -> tuple[answers.DeduplicateReport, list[answers.JobReport]]:
        async with AsyncKindred(service.url) as client:
            job = await client.corpus(poems).dedup(threshold=0.99)
            reports = [report async for report in job]
            return await job, reports

    awaited, reports = asyncio.run(main())
    assert isinstance(waited, answers.DeduplicateReport)
    assert awaited == waited
    assert reports[-1].state == "completed"


def test_progress_is_a_bar_where_tqdm_is_and_lines_where_it_is_not(
    kindred: Kindred, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kindred.corpus("shown").ingest(POEMS[:1]).wait(progress=True)
    assert "ingest-corpus shown: done: 100%" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    kindred.corpus("shown").ingest(POEMS[:2]).wait(progress=True)
    assert "ingest-corpus shown: done, 2 of 2 rows" in capsys.readouterr().err
    kindred.corpus("shown").ingest(POEMS[:3]).wait()
    kindred.corpus("shown").ingest(POEMS[:3]).wait(progress=False)
    assert capsys.readouterr().err == ""


def test_a_notebook_shows_progress_unasked(
    kindred: Kindred, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ipykernel", sys.modules[__name__])
    kindred.corpus("shown").ingest(POEMS[:4]).wait()
    assert "ingest-corpus shown" in capsys.readouterr().err


def test_a_job_that_fails_raises_with_its_report(service: LocalService, asking: Ask) -> None:
    async def failed_async(client: AsyncKindred) -> Any:  # noqa: ANN401
        return await (await client.corpus("bad").ingest([{"x": 1}])).wait()

    def failed_sync(client: Kindred) -> Any:  # noqa: ANN401
        return client.corpus("bad").ingest([{"x": 1}]).wait()

    with pytest.raises(JobFailed, match="failed: .*rows") as failed:
        asking(service.url, failed_sync if asking.__name__ == "ask_sync" else failed_async)
    assert failed.value.report.state == "failed"


def test_files_of_a_job_are_read_as_rows_and_written_to_disk(kindred: Kindred, poems: str, tmp_path: Path) -> None:
    job = kindred.corpus(poems).dedup()
    assert "marks.jsonl" in [file.name for file in job.files()]
    marks = list(job.lines("marks.jsonl"))
    assert len(marks) == len(POEMS) == len(job.to_pandas()) == len(job.to_dataset())
    path = job.download("marks.jsonl", tmp_path)
    assert [json.loads(line) for line in path.read_text().splitlines()] == marks
    assert job.download("report.json", tmp_path / "r.json").exists()
    with pytest.raises(ValueError, match="There is no such file of rows in the result, which has report.json"):
        job.to_pandas("pears.jsonl")
    assert job.delete_result().deleted
    with pytest.raises(KindredError, match="not_found"):
        list(job.lines("marks.jsonl"))


def test_drops_are_drawn_and_judged(kindred: Kindred) -> None:
    corpus = kindred.corpus("sample")
    corpus.ingest(ROOT / "infra/sample/instructions.jsonl").wait()
    job = corpus.dedup()
    job.wait()
    sample = job.sample_drops(size=1, seed=3)
    judged = job.judge_drops(sample.size, sample.seed, {pair.id: True for pair in sample.pairs})
    assert judged.near.judged == len(sample.pairs) == 1


def test_a_selection_an_export_and_the_other_operations_are_typed(kindred: Kindred, poems: str) -> None:
    corpus = kindred.corpus(poems)
    assert corpus.select(3, method="k_center").result().selected == 3
    assert corpus.compress(2).result().representatives == 2
    assert corpus.groups(min_size=2).result().rows == len(POEMS)
    assert corpus.neighbours(k=2).result().k == 2
    assert corpus.export(format="csv", layout="alpaca").result().rows == len(POEMS)
    kindred.corpus("rivers").ingest([{"instruction": "Name a river of Peru.", "output": "Rimac."}]).wait()
    assert kindred.gaps("rivers", poems).result().covered_share == 0
    assert kindred.diff(poems, "rivers").result().texts.removed == len(POEMS)
    assert kindred.correlations([poems, "rivers"]).result().corpora == [poems, "rivers"]
    assert kindred.contamination(poems, "rivers").result().verdicts["exact"].bench_rows == 0


def report(**fields: object) -> dict[str, object]:
    known = {
        "id": "j", "corpus": "a", "state": "active", "done": 0, "total": None, "total_is_estimate": False, "rate": None,
        "eta_seconds": None, "error": None, "attempts": 1, "created_at": "2026-01-01T00:00:00Z", "started_at": None,
        "finished_at": None, "name": "curate", "operation": "select", "corpora": ["a"],
        "stage": "reading", "result": None,
    }  # fmt: skip
    return {**known, **fields}


def events(*reports: dict[str, object]) -> tuple[int, dict[str, str], bytes]:
    lines = [f"event: progress\ndata: {json.dumps(one, ensure_ascii=False)}\n\n" for one in reports]
    return 200, {"content-type": "text/event-stream"}, (": still here\n\n" + "".join(lines)).encode()


async def listed(client: AsyncKindred) -> list[answers.JobReport]:
    return [one async for one in client.job("j").events()]


def all_events(url: str, asking: Ask, **settings: Any) -> list[answers.JobReport]:  # noqa: ANN401
    ask = listed if asking.__name__ == "ask_async" else lambda client: list(client.job("j").events())
    made: list[answers.JobReport] = asking(url, ask, **settings)
    return made


def test_events_that_break_off_go_on_without_a_report_twice(failing: Failing, asking: Ask) -> None:
    half, done = report(done=5, stage="re\u2028ading\u0085"), report(done=9, state="completed")
    failing.script = [events(report(), half), None, (503, {}, error_body()), events(half, done, done)]
    assert [one.done for one in all_events(failing.url, asking)] == [0, 5, 9]


def test_patience_with_a_service_that_is_away_has_an_end(failing: Failing, asking: Ask) -> None:
    failing.script = [events(report()), *[(503, {}, b"")] * 99]
    with pytest.raises(ServiceError):
        all_events(failing.url, asking, patience=0.5, repeat_for=0)


def test_a_job_that_is_gone_is_not_waited_for(failing: Failing, asking: Ask) -> None:
    failing.script = [events(report()), (404, {}, error_body("not_found"))]
    with pytest.raises(KindredError, match="not_found"):
        all_events(failing.url, asking)


def test_waiting_ends_in_time_and_leaves_the_job(failing: Failing) -> None:
    failing.script = [events(report())] * 9
    with Kindred(failing.url) as client, pytest.raises(TimeoutError, match=r"The job j has not ended within 0\.5 s"):
        client.job("j").wait(timeout=0.5)


def test_a_cancelled_job_raises(failing: Failing, asking: Ask) -> None:
    failing.script = [events(report(state="cancelled"))]
    with pytest.raises(JobFailed, match=r"The job j cancelled\."):
        asking(failing.url, lambda client: client.job("j").wait())


class Killable:
    """A service at one address whose process can be killed."""

    def __init__(self, data: Path) -> None:
        """Starts it."""
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.data = data
        self.start()

    def start(self) -> None:
        """Starts it anew at the same address."""
        command = [*COMMAND, "serve", "--port", str(self.port), "--data", str(self.data)]
        environment = {**os.environ, "KINDRED_LOG_LEVEL": "silent", "KINDRED_ENCODER": TINY_ENCODER}
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        """Kills it as a machine that loses its power."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def test_a_job_is_followed_over_a_service_that_is_killed_and_started_again(tmp_path: Path) -> None:
    service = Killable(tmp_path / "data")
    rows = [{"instruction": f"Write line {number} of a poem.", "output": "x"} for number in range(400)]
    try:
        with Kindred(service.url, repeat_for=200) as client:
            client.health()
            job = client.corpus("killed").ingest(rows)
            for report in job:
                if report.state == "active":
                    break
            service.kill()
            threading.Timer(1.0, service.start).start()
            begun = time.monotonic()
            assert job.result(timeout=400).rows == len(rows)
            assert time.monotonic() - begun > 1
            assert client.corpus("killed").detail().records == len(rows)
    finally:
        service.kill()


def test_a_job_is_cancelled(kindred: Kindred) -> None:
    rows = ({"instruction": f"Write line {number} of a poem about the sea.", "output": "x"} for number in range(3000))
    job = kindred.corpus("cancelled").ingest(rows)
    assert job.cancel()
    with pytest.raises(JobFailed) as failed:
        job.wait(timeout=60)
    assert failed.value.report.state == "cancelled"
    assert not job.cancel()
