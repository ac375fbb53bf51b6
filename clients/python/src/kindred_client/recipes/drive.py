"""Drives the run of a recipe: sends what it asks for, and waits or is awaited."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, cast

import anyio

from kindred_client import answers, calls
from kindred_client.call import Call
from kindred_client.connection import AsyncConnection, Connection
from kindred_client.errors import ClientError, ServiceError
from kindred_client.jobs import AsyncJob, Job
from kindred_client.progress import Progress
from kindred_client.recipes.draft import Draft
from kindred_client.recipes.manifest import RecipeManifest
from kindred_client.recipes.run import RecipeRun
from kindred_client.recipes.wanted import Download, Follow, Note, Pause, RecipeProgress, Run, Wanted

_DOWNLOADS = 3
"""How often a file is fetched whose connection breaks off."""
OnProgress = Callable[[RecipeProgress], object]
OnNote = Callable[[str], object]


def _nobody(_: object) -> None:
    return None


class _Next:
    """What a run wants next, or that it has ended and with what."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.wanted: Wanted | None = None
        self.result: Any = None

    def go_on(self, got: object, error: Exception | None) -> bool:
        """Goes on with what was got. Returns whether the run wants something more."""
        try:
            self.wanted = self._run.send(got) if error is None else self._run.throw(error)
        except StopIteration as end:
            self.result = end.value
            return False
        return True


class _Teller:
    """Tells people how far a recipe is."""

    def __init__(self, progress: bool | None, on_progress: OnProgress | None, on_note: OnNote | None) -> None:
        self._progress = progress
        self._on_progress = on_progress or _nobody
        self._on_note = on_note or _nobody

    def _tell(self, told: Note | RecipeProgress) -> None:
        if isinstance(told, Note):
            self._on_note(told.sentence)
        else:
            self._on_progress(told)


class RecipeDriver(_Teller):
    """Waits for what a run wants."""

    def __init__(
        self, connection: Connection, progress: bool | None, on_progress: OnProgress | None, on_note: OnNote | None
    ) -> None:
        """Shows progress as `Job.wait` does, and tells it to functions."""
        super().__init__(progress, on_progress, on_note)
        self._connection = connection

    def drive(self, run: RecipeRun) -> RecipeManifest:
        """Runs a recipe to its end, or to the first step that fails."""
        following = _Next(run.perform())
        got: object = None
        error: Exception | None = None
        while following.go_on(got, error):
            got, error = None, None
            try:
                got = self._do(following.wanted)
            except ClientError as failed:
                error = failed
        return cast("RecipeManifest", following.result)

    def _do(self, wanted: Wanted | None) -> object:
        if isinstance(wanted, Call):
            return self._connection.send(wanted)
        if isinstance(wanted, Follow):
            return self._follow(wanted)
        if isinstance(wanted, Download):
            self._download(wanted)
        elif isinstance(wanted, Pause):
            time.sleep(wanted.seconds)
        elif wanted is not None:
            self._tell(wanted)
        return None

    def _follow(self, wanted: Follow) -> answers.JobReport | None:
        job: Job[Any] = Job(self._connection, wanted.job)
        with Progress(self._progress) as shown:
            for report in job.events():
                shown.show(report)
                self._on_progress(wanted.tell(report))
        return job.report

    def _download(self, wanted: Download) -> None:
        for left in reversed(range(_DOWNLOADS)):
            draft = Draft(wanted.to)
            try:
                with self._connection.chunks(calls.result_file(wanted.job, wanted.file)) as chunks:
                    for chunk in chunks:
                        draft.file.write(chunk)
                draft.commit()
                return
            except ServiceError as error:
                if left == 0 or not error.is_unavailable:
                    raise
            finally:
                draft.discard()


class AsyncRecipeDriver(_Teller):
    """Awaits what a run wants. The files of this machine are read in a thread, so that others go on meanwhile."""

    def __init__(
        self, connection: AsyncConnection, progress: bool | None, on_progress: OnProgress | None, on_note: OnNote | None
    ) -> None:
        """As `RecipeDriver`."""
        super().__init__(progress, on_progress, on_note)
        self._connection = connection

    async def drive(self, run: RecipeRun) -> RecipeManifest:
        """Runs a recipe to its end, or to the first step that fails."""
        following = _Next(run.perform())
        got: object = None
        error: Exception | None = None
        while await anyio.to_thread.run_sync(following.go_on, got, error):
            got, error = None, None
            try:
                got = await self._do(following.wanted)
            except ClientError as failed:
                error = failed
        return cast("RecipeManifest", following.result)

    async def _do(self, wanted: Wanted | None) -> object:
        if isinstance(wanted, Call):
            return await self._connection.send(wanted)
        if isinstance(wanted, Follow):
            return await self._follow(wanted)
        if isinstance(wanted, Download):
            await self._download(wanted)
        elif isinstance(wanted, Pause):
            await anyio.sleep(wanted.seconds)
        elif wanted is not None:
            self._tell(wanted)
        return None

    async def _follow(self, wanted: Follow) -> answers.JobReport | None:
        job: AsyncJob[Any] = AsyncJob(self._connection, wanted.job)
        with Progress(self._progress) as shown:
            async for report in job.events():
                shown.show(report)
                self._on_progress(wanted.tell(report))
        return job.report

    async def _download(self, wanted: Download) -> None:
        for left in reversed(range(_DOWNLOADS)):
            draft = Draft(wanted.to)
            try:
                async with self._connection.chunks(calls.result_file(wanted.job, wanted.file)) as chunks:
                    async for chunk in chunks:
                        await anyio.to_thread.run_sync(draft.file.write, chunk)
                await anyio.to_thread.run_sync(draft.commit)
                return
            except ServiceError as error:
                if left == 0 or not error.is_unavailable:
                    raise
            finally:
                draft.discard()
