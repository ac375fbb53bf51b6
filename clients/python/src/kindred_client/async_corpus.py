"""One corpus of a service: what is in it, and what can be done with it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

import anyio

from kindred_client import answers, calls
from kindred_client.connection import AsyncConnection
from kindred_client.jobs import AsyncJob
from kindred_client.options import (
    CheckDuplicatesOptions,
    CompressBenchmarkOptions,
    CountFacetsOptions,
    DeduplicateOptions,
    FindDemonstrationsOptions,
    FindNeighboursOptions,
    GroupTasksOptions,
    ListKindsOptions,
    ListRecordsOptions,
    ListTasksOptions,
    RecordFilter,
    SearchRecordsOptions,
    SelectRecordsOptions,
    StartExportOptions,
    StartIngestionOptions,
)
from kindred_client.rows import Readable, file_of
from kindred_client.signatures import takes

if TYPE_CHECKING:
    import datasets
    import pandas as pd
    from typing_extensions import Unpack


class AsyncCorpus:
    """A corpus by its name. It is made by the first rows that are ingested into it."""

    def __init__(self, connection: AsyncConnection, name: str) -> None:
        """Names a corpus. Nothing is asked yet."""
        self._connection = connection
        self.name = name

    def __repr__(self) -> str:
        """The name."""
        return f"<AsyncCorpus {self.name}>"

    @takes(StartIngestionOptions)
    async def ingest(
        self,
        data: Readable,
        /,
        *,
        name: str | None = None,
        columns: Mapping[str, Any] | None = None,
        **reading: Unpack[StartIngestionOptions],
    ) -> AsyncJob[answers.IngestCorpusResult]:
        """Reads rows, a file, a DataFrame or a Dataset into the corpus, which is a job.

        :param name: the name of the file that is kept with each record
        :param columns: which columns are the instruction, the output and so on, where that is not found by itself
        """
        call = calls.ingest(
            self.name, await anyio.to_thread.run_sync(file_of, data), {**reading, "name": name, "columns": columns}
        )
        return AsyncJob(self._connection, (await self._connection.send(call)).job)

    async def from_pandas(self, frame: pd.DataFrame, **reading: Any) -> AsyncJob[answers.IngestCorpusResult]:  # noqa: ANN401
        """Reads a DataFrame into the corpus. What pandas has as missing (None, NaN, NA, NaT) is null."""
        return await self.ingest(frame, **reading)

    async def from_dataset(self, dataset: datasets.Dataset, **reading: Any) -> AsyncJob[answers.IngestCorpusResult]:  # noqa: ANN401
        """Reads a Dataset of Hugging Face into the corpus, with the types of all its values."""
        return await self.ingest(dataset, **reading)

    async def to_pandas(self, **export: Unpack[StartExportOptions]) -> pd.DataFrame:
        """The rows of the corpus as they came, as a DataFrame. Takes what `export` takes."""
        job = await self._curate("exports", {**export, "format": "jsonl", "gzip": False})
        frame: pd.DataFrame = await job.to_pandas("export.jsonl")
        await job.delete_result()
        return frame

    async def to_dataset(self, **export: Unpack[StartExportOptions]) -> datasets.Dataset:
        """The rows of the corpus as they came, as a Dataset of Hugging Face in memory. Takes what `export` takes."""
        job = await self._curate("exports", {**export, "format": "parquet", "gzip": False})
        dataset = await job.to_dataset("export.parquet")
        await job.delete_result()
        return dataset

    async def detail(self) -> answers.CorpusDetail:
        """How many records the corpus has, and of which tasks and sources."""
        return await self._connection.send(calls.corpus(self.name))

    async def delete(self) -> answers.CorpusDeleted:
        """Deletes the records of the corpus, and the results of operations that read it."""
        return await self._connection.send(calls.delete_corpus(self.name))

    async def record(self, record_id: str, by: Literal["id", "user_id"] = "id") -> answers.InstructionRecord:
        """A record by its id, or by the id that its row had in its file."""
        return await self._connection.send(calls.record(self.name, record_id, by))

    @takes(ListRecordsOptions)
    async def page(self, after: str | None = None, **which: Unpack[ListRecordsOptions]) -> answers.RecordPage:
        """Some records in the order of their ids: the first ones, or those after an id."""
        return await self._connection.send(calls.records(self.name, after, which))

    @takes(ListRecordsOptions)
    async def records(self, **which: Unpack[ListRecordsOptions]) -> AsyncIterator[answers.InstructionRecord]:
        """All records in the order of their ids, page by page; `limit` is that of a page."""
        after: str | None = None
        while True:
            page = await self.page(after, **which)
            for record in page.records:
                yield record
            after = page.next
            if after is None:
                return

    @takes(SearchRecordsOptions)
    async def search(self, text: str | None = None, **how: Unpack[SearchRecordsOptions]) -> answers.SearchResponse:
        """A page of the records near to a text or to records (`like`), or that pass a filter."""
        return await self._connection.send(calls.search(self.name, text, how))

    @takes(CountFacetsOptions)
    async def facets(
        self, *fields: str, filter: RecordFilter | None = None, **how: Unpack[CountFacetsOptions]
    ) -> answers.Facets:
        """The values of fields, such as `source` or `metadata.topic`, with the number of their records."""
        return await self._connection.send(calls.facets(self.name, fields, {**how, "filter": filter}))

    @takes(ListTasksOptions)
    async def tasks(self, **how: Unpack[ListTasksOptions]) -> answers.TaskList:
        """The most frequent tasks."""
        return await self._connection.send(calls.tasks(self.name, how))

    @takes(ListKindsOptions)
    async def kinds(self, **how: Unpack[ListKindsOptions]) -> answers.KindList:
        """The most frequent kinds of work."""
        return await self._connection.send(calls.kinds(self.name, how))

    @takes(FindDemonstrationsOptions)
    async def demonstrations(
        self, instruction: str | None = None, **how: Unpack[FindDemonstrationsOptions]
    ) -> answers.DemonstrationsResponse:
        """Finds demonstrations for an instruction, or for `messages`, in this corpus, and renders the prompt."""
        return await self._connection.send(calls.demonstrations(instruction, {**how, "corpora": [self.name]}))

    @takes(CheckDuplicatesOptions)
    async def duplicates_check(
        self, rows: Iterable[Mapping[str, Any]], **how: Unpack[CheckDuplicatesOptions]
    ) -> answers.DuplicatesCheckResponse:
        """Tells which rows, with `instruction`, `input`, `output` and so on, the corpus does not hold yet."""
        return await self._connection.send(calls.check_duplicates(self.name, rows, how))

    @takes(DeduplicateOptions)
    async def dedup(self, **how: Unpack[DeduplicateOptions]) -> AsyncJob[answers.DeduplicateReport]:
        """Finds duplicates, and marks those that need not stay."""
        return await self._curate("deduplications", how)

    @takes(SelectRecordsOptions)
    async def select(self, budget: float, **how: Unpack[SelectRecordsOptions]) -> AsyncJob[answers.SelectReport]:
        """Selects a part that stands for the whole: `budget` records, or a share of them below 1."""
        return await self._curate("selections", {"budget": budget, **how})

    @takes(CompressBenchmarkOptions)
    async def compress(
        self, budget: float, **how: Unpack[CompressBenchmarkOptions]
    ) -> AsyncJob[answers.CompressReport]:
        """Picks weighted rows that stand for a whole benchmark."""
        return await self._curate("compressions", {"budget": budget, **how})

    @takes(GroupTasksOptions)
    async def groups(self, **how: Unpack[GroupTasksOptions]) -> AsyncJob[answers.GroupTasksReport]:
        """Groups the records by the task that they ask for."""
        return await self._curate("task-groups", how)

    @takes(FindNeighboursOptions)
    async def neighbours(self, **how: Unpack[FindNeighboursOptions]) -> AsyncJob[answers.NeighboursReport]:
        """Computes the nearest records of every record."""
        return await self._curate("neighbours", how)

    @takes(StartExportOptions)
    async def export(self, **how: Unpack[StartExportOptions]) -> AsyncJob[answers.ExportReport]:
        """Writes the corpus into a file, which `download` of the job fetches."""
        return await self._curate("exports", how)

    async def reembed(self) -> AsyncJob[answers.ReembedCorpusResult]:
        """Embeds the corpus anew with the next encoder of the service."""
        return AsyncJob(self._connection, (await self._connection.send(calls.reembed(self.name))).job)

    async def _curate(self, route: str, asked: Mapping[str, Any]) -> AsyncJob[Any]:
        return AsyncJob(
            self._connection, (await self._connection.send(calls.curate_corpus(self.name, route, asked))).job
        )
