"""Jobs that the service works on: waiting for them, and what they leave."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

import anyio

from kindred_client import answers, calls
from kindred_client.connection import AsyncConnection, Connection
from kindred_client.errors import ClientError, JobFailed
from kindred_client.following import Following, is_over
from kindred_client.frames import dataset_of_parquet, dataset_of_rows, frame_of, rows_file
from kindred_client.progress import Progress

if TYPE_CHECKING:
    import os
    from collections.abc import Generator

    import datasets
    import pandas as pd
    from typing_extensions import Unpack

    from kindred_client.options import SampleDropsOptions

R = TypeVar("R")

_ROWS = (".jsonl",)
_TABLES = (".parquet", ".jsonl")


class _JobState(Generic[R]):
    """What is known of a job without asking."""

    def __init__(self, job_id: str) -> None:
        self.id = job_id
        self.report: answers.JobReport | None = None
        """The last report that was read; None before the first."""

    def __repr__(self) -> str:
        state = "" if self.report is None else f", {self.report.name}, {self.report.state}"
        return f"<{type(self).__name__} {self.id}{state}>"

    def _keep(self, report: answers.JobReport) -> answers.JobReport:
        self.report = report
        return report

    def _ended_well(self) -> answers.JobReport:
        report = self.report
        if report is None or report.state != "completed":
            raise JobFailed(cast("answers.JobReport", report))
        return report


def _files_of(report: answers.JobReport) -> list[answers.ResultFile]:
    if not isinstance(report, answers.CurationReport) or report.result is None:
        return []
    return report.result.files


class Job(_JobState[R]):
    """A job, such as a file that is read or an operation on whole corpora. It goes on when nobody waits for it."""

    def __init__(self, connection: Connection, job_id: str) -> None:
        """Names a job. Nothing is asked yet."""
        super().__init__(job_id)
        self._connection = connection

    def refresh(self) -> answers.JobReport:
        """The report on the job as it is now."""
        return self._keep(self._connection.send(calls.job(self.id)))

    def events(self, timeout: float | None = None) -> Iterator[answers.JobReport]:
        """The reports on the job as they come, until it has ended. While the service is away it goes on asking.

        :param timeout: how many seconds the job may take; None for any time
        :raises TimeoutError: when it takes longer; the job itself goes on
        """
        following = Following(self.id, self._connection.settings.patience, timeout)
        while not following.is_over:
            cut: ClientError | None = None
            try:
                for line in self._connection.lines(calls.job_events(self.id), following.longest_silence):
                    report = following.line(line)
                    if report is not None:
                        yield self._keep(report)
            except ClientError as error:
                cut = error
            if not following.is_over:
                time.sleep(following.pause_after_cut(cut))

    def __iter__(self) -> Iterator[answers.JobReport]:
        """The reports on the job as they come."""
        return self.events()

    def wait(self, progress: bool | None = None, timeout: float | None = None) -> Job[R]:
        """Waits until the job has completed, and returns it.

        :param progress: whether to show how far it is; None: in terminals and notebooks
        :param timeout: how many seconds to wait; None for any time
        :raises JobFailed: when the job failed or was cancelled
        :raises TimeoutError: when it takes longer; the job itself goes on
        """
        if self.report is None or not is_over(self.report):
            with Progress(progress) as shown:
                for report in self.events(timeout):
                    shown.show(report)
        self._ended_well()
        return self

    def result(self, progress: bool | None = None, timeout: float | None = None) -> R:
        """What the job found or did. Waits for it as `wait` does."""
        report = self.wait(progress, timeout)._ended_well()
        if isinstance(report, answers.CurationReport):
            return cast("R", self._connection.send(calls.operation_report(self.id)))
        return cast("R", report.result)

    def cancel(self) -> bool:
        """Cancels the job. Returns whether it had not ended yet."""
        return self._connection.send(calls.cancel_job(self.id)).cancelled

    def files(self) -> list[answers.ResultFile]:
        """The files that an operation made. Waits for it."""
        return _files_of(self.wait()._ended_well())

    def chunks(self, file: str) -> Iterator[bytes]:
        """The bytes of one of the files as they come."""
        with self._connection.chunks(calls.result_file(self.id, file)) as chunks:
            yield from chunks

    def download(self, file: str, to: str | os.PathLike[str]) -> Path:
        """Writes one of the files to a path of this machine, or into a folder there."""
        path = _target(file, to)
        with path.open("wb") as written:
            for chunk in self.chunks(file):
                written.write(chunk)
        return path

    def lines(self, file: str = "marks.jsonl") -> Iterator[dict[str, Any]]:
        """The rows of a file of JSON lines as they come, such as the marks of a deduplication."""
        for line in self._connection.lines(calls.result_file(self.id, file)):
            if line:
                yield json.loads(line)

    def to_pandas(self, file: str | None = None) -> pd.DataFrame:
        """The rows of one of the files as a DataFrame: the export, the marks, or the one that is named."""
        return frame_of(list(self.lines(rows_file(self.files(), file, _ROWS))))

    def to_dataset(self, file: str | None = None) -> datasets.Dataset:
        """The rows of one of the files as a Dataset of Hugging Face, in memory."""
        name = rows_file(self.files(), file, _TABLES)
        if not name.endswith(".parquet"):
            return dataset_of_rows(list(self.lines(name)))
        with tempfile.TemporaryDirectory(prefix="kindred-") as folder:
            return dataset_of_parquet(self.download(name, folder))

    def delete_result(self) -> answers.ResultDeleted:
        """Removes the files of an operation before their time."""
        return self._connection.send(calls.delete_result(self.id))

    def sample_drops(self, **draw: Unpack[SampleDropsOptions]) -> answers.DuplicateAuditSample:
        """Draws records that a deduplication dropped, to judge them. `size` and `seed` may be given."""
        return self._connection.send(calls.sample_drops(self.id, draw))

    def judge_drops(self, size: int, seed: int, judgements: Mapping[str, bool]) -> answers.DuplicateAudit:
        """Says by judgements of such a sample, by the ids of records, how many of the drops are right."""
        return self._connection.send(calls.judge_drops(self.id, size, seed, judgements))


def _target(file: str, to: str | os.PathLike[str]) -> Path:
    path = Path(to)
    return path / file if path.is_dir() else path


class AsyncJob(_JobState[R]):
    """A job, such as a file that is read or an operation on whole corpora. `await job` is its result."""

    def __init__(self, connection: AsyncConnection, job_id: str) -> None:
        """Names a job. Nothing is asked yet."""
        super().__init__(job_id)
        self._connection = connection

    def __await__(self) -> Generator[Any, None, R]:
        """Waits for the result."""
        return self.result().__await__()

    async def refresh(self) -> answers.JobReport:
        """The report on the job as it is now."""
        return self._keep(await self._connection.send(calls.job(self.id)))

    async def events(self, timeout: float | None = None) -> AsyncIterator[answers.JobReport]:
        """The reports on the job as they come, until it has ended. While the service is away it goes on asking."""
        following = Following(self.id, self._connection.settings.patience, timeout)
        while not following.is_over:
            cut: ClientError | None = None
            try:
                async for line in self._connection.lines(calls.job_events(self.id), following.longest_silence):
                    report = following.line(line)
                    if report is not None:
                        yield self._keep(report)
            except ClientError as error:
                cut = error
            if not following.is_over:
                await anyio.sleep(following.pause_after_cut(cut))

    def __aiter__(self) -> AsyncIterator[answers.JobReport]:
        """The reports on the job as they come."""
        return self.events()

    async def wait(self, progress: bool | None = None, timeout: float | None = None) -> AsyncJob[R]:
        """Waits until the job has completed, and returns it. As `Job.wait`."""
        if self.report is None or not is_over(self.report):
            with Progress(progress) as shown:
                async for report in self.events(timeout):
                    shown.show(report)
        self._ended_well()
        return self

    async def result(self, progress: bool | None = None, timeout: float | None = None) -> R:
        """What the job found or did. Waits for it as `wait` does."""
        report = (await self.wait(progress, timeout))._ended_well()
        if isinstance(report, answers.CurationReport):
            return cast("R", await self._connection.send(calls.operation_report(self.id)))
        return cast("R", report.result)

    async def cancel(self) -> bool:
        """Cancels the job. Returns whether it had not ended yet."""
        return (await self._connection.send(calls.cancel_job(self.id))).cancelled

    async def files(self) -> list[answers.ResultFile]:
        """The files that an operation made. Waits for it."""
        return _files_of((await self.wait())._ended_well())

    async def chunks(self, file: str) -> AsyncIterator[bytes]:
        """The bytes of one of the files as they come."""
        async with self._connection.chunks(calls.result_file(self.id, file)) as chunks:
            async for chunk in chunks:
                yield chunk

    async def download(self, file: str, to: str | os.PathLike[str]) -> Path:
        """Writes one of the files to a path of this machine, or into a folder there."""
        path = _target(file, to)
        async with await anyio.open_file(path, "wb") as written:
            async for chunk in self.chunks(file):
                await written.write(chunk)
        return path

    async def lines(self, file: str = "marks.jsonl") -> AsyncIterator[dict[str, Any]]:
        """The rows of a file of JSON lines as they come, such as the marks of a deduplication."""
        async for line in self._connection.lines(calls.result_file(self.id, file)):
            if line:
                yield json.loads(line)

    async def to_pandas(self, file: str | None = None) -> pd.DataFrame:
        """The rows of one of the files as a DataFrame: the export, the marks, or the one that is named."""
        name = rows_file(await self.files(), file, _ROWS)
        return frame_of([row async for row in self.lines(name)])

    async def to_dataset(self, file: str | None = None) -> datasets.Dataset:
        """The rows of one of the files as a Dataset of Hugging Face, in memory."""
        name = rows_file(await self.files(), file, _TABLES)
        if not name.endswith(".parquet"):
            return dataset_of_rows([row async for row in self.lines(name)])
        with tempfile.TemporaryDirectory(prefix="kindred-") as folder:
            path = await self.download(name, folder)
            return await anyio.to_thread.run_sync(dataset_of_parquet, path)

    async def delete_result(self) -> answers.ResultDeleted:
        """Removes the files of an operation before their time."""
        return await self._connection.send(calls.delete_result(self.id))

    async def sample_drops(self, **draw: Unpack[SampleDropsOptions]) -> answers.DuplicateAuditSample:
        """Draws records that a deduplication dropped, to judge them. `size` and `seed` may be given."""
        return await self._connection.send(calls.sample_drops(self.id, draw))

    async def judge_drops(self, size: int, seed: int, judgements: Mapping[str, bool]) -> answers.DuplicateAudit:
        """Says by judgements of such a sample, by the ids of records, how many of the drops are right."""
        return await self._connection.send(calls.judge_drops(self.id, size, seed, judgements))
