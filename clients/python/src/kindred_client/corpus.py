"""One corpus of a service: what is in it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from kindred_client import answers, calls
from kindred_client.connection import Connection
from kindred_client.jobs import Job
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


class Corpus:
    """A corpus by its name. It is made by the first rows that are ingested into it."""

    def __init__(self, connection: Connection, name: str) -> None:
        """Names a corpus. Nothing is asked yet."""
        self._connection = connection
        self.name = name

    def __repr__(self) -> str:
        """The name."""
        return f"<Corpus {self.name}>"

    @takes(StartIngestionOptions)
    def ingest(
        self,
        data: Readable,
        /,
        *,
        name: str | None = None,
        columns: Mapping[str, Any] | None = None,
        **reading: Unpack[StartIngestionOptions],
    ) -> Job[answers.IngestCorpusResult]:
        """Reads rows, a file, a DataFrame or a Dataset into the corpus, which is a job.

        :param name: the name of the file that is kept with each record
        :param columns: which columns are the instruction, the output and so on, where that is not found by itself
        """
        call = calls.ingest(self.name, file_of(data), {**reading, "name": name, "columns": columns})
        return Job(self._connection, self._connection.send(call).job)

    def from_pandas(self, frame: pd.DataFrame, **reading: Any) -> Job[answers.IngestCorpusResult]:  # noqa: ANN401
        """Reads a DataFrame into the corpus. What pandas has as missing (None, NaN, NA, NaT) is null."""
        return self.ingest(frame, **reading)

    def from_dataset(self, dataset: datasets.Dataset, **reading: Any) -> Job[answers.IngestCorpusResult]:  # noqa: ANN401
        """Reads a Dataset of Hugging Face into the corpus, with the types of all its values."""
        return self.ingest(dataset, **reading)

    def to_pandas(self, **export: Unpack[StartExportOptions]) -> pd.DataFrame:
        """The rows of the corpus as they came, as a DataFrame. Takes what `export` takes."""
        job = self._curate("exports", {**export, "format": "jsonl", "gzip": False})
        frame: pd.DataFrame = job.to_pandas("export.jsonl")
        job.delete_result()
        return frame

    def to_dataset(self, **export: Unpack[StartExportOptions]) -> datasets.Dataset:
        """The rows of the corpus as they came, as a Dataset of Hugging Face in memory. Takes what `export` takes."""
        job = self._curate("exports", {**export, "format": "parquet", "gzip": False})
        dataset = job.to_dataset("export.parquet")
        job.delete_result()
        return dataset

    def detail(self) -> answers.CorpusDetail:
        """How many records the corpus has, and of which tasks and sources."""
        return self._connection.send(calls.corpus(self.name))

    def delete(self) -> answers.CorpusDeleted:
        """Deletes the records of the corpus, and the results of operations that read it."""
        return self._connection.send(calls.delete_corpus(self.name))

    def record(self, record_id: str, by: Literal["id", "user_id"] = "id") -> answers.InstructionRecord:
        """A record by its id, or by the id that its row had in its file."""
        return self._connection.send(calls.record(self.name, record_id, by))

    @takes(ListRecordsOptions)
    def page(self, after: str | None = None, **which: Unpack[ListRecordsOptions]) -> answers.RecordPage:
        """Some records in the order of their ids: the first ones, or those after an id."""
        return self._connection.send(calls.records(self.name, after, which))

    @takes(ListRecordsOptions)
    def records(self, **which: Unpack[ListRecordsOptions]) -> Iterator[answers.InstructionRecord]:
        """All records in the order of their ids, page by page; `limit` is that of a page."""
        after: str | None = None
        while True:
            page = self.page(after, **which)
            yield from page.records
            after = page.next
            if after is None:
                return

    @takes(SearchRecordsOptions)
    def search(self, text: str | None = None, **how: Unpack[SearchRecordsOptions]) -> answers.SearchResponse:
        """A page of the records near to a text or to records (`like`), or that pass a filter."""
        return self._connection.send(calls.search(self.name, text, how))

    @takes(CountFacetsOptions)
    def facets(
        self, *fields: str, filter: RecordFilter | None = None, **how: Unpack[CountFacetsOptions]
    ) -> answers.Facets:
        """The values of fields, such as `source` or `metadata.topic`, with the number of their records."""
        return self._connection.send(calls.facets(self.name, fields, {**how, "filter": filter}))

    @takes(ListTasksOptions)
    def tasks(self, **how: Unpack[ListTasksOptions]) -> answers.TaskList:
        """The most frequent tasks."""
        return self._connection.send(calls.tasks(self.name, how))

    @takes(ListKindsOptions)
    def kinds(self, **how: Unpack[ListKindsOptions]) -> answers.KindList:
        """The most frequent kinds of work."""
        return self._connection.send(calls.kinds(self.name, how))

    @takes(FindDemonstrationsOptions)
    def demonstrations(
        self, instruction: str | None = None, **how: Unpack[FindDemonstrationsOptions]
    ) -> answers.DemonstrationsResponse:
        """Finds demonstrations for an instruction, or for `messages`, in this corpus, and renders the prompt."""
        return self._connection.send(calls.demonstrations(instruction, {**how, "corpora": [self.name]}))

    @takes(CheckDuplicatesOptions)
    def duplicates_check(
        self, rows: Iterable[Mapping[str, Any]], **how: Unpack[CheckDuplicatesOptions]
    ) -> answers.DuplicatesCheckResponse:
        """Tells which rows, with `instruction`, `input`, `output` and so on, the corpus does not hold yet."""
        return self._connection.send(calls.check_duplicates(self.name, rows, how))

    @takes(DeduplicateOptions)
    def dedup(self, **how: Unpack[DeduplicateOptions]) -> Job[answers.DeduplicateReport]:
        """Finds duplicates, and marks those that need not stay."""
        return self._curate("deduplications", how)

    @takes(SelectRecordsOptions)
    def select(self, budget: float, **how: Unpack[SelectRecordsOptions]) -> Job[answers.SelectReport]:
        """Selects a part that stands for the whole: `budget` records, or a share of them below 1."""
        return self._curate("selections", {"budget": budget, **how})

    @takes(CompressBenchmarkOptions)
    def compress(self, budget: float, **how: Unpack[CompressBenchmarkOptions]) -> Job[answers.CompressReport]:
        """Picks weighted rows that stand for a whole benchmark."""
        return self._curate("compressions", {"budget": budget, **how})

    @takes(GroupTasksOptions)
    def groups(self, **how: Unpack[GroupTasksOptions]) -> Job[answers.GroupTasksReport]:
        """Groups the records by the task that they ask for."""
        return self._curate("task-groups", how)

    @takes(FindNeighboursOptions)
    def neighbours(self, **how: Unpack[FindNeighboursOptions]) -> Job[answers.NeighboursReport]:
        """Computes the nearest records of every record."""
        return self._curate("neighbours", how)

    @takes(StartExportOptions)
    def export(self, **how: Unpack[StartExportOptions]) -> Job[answers.ExportReport]:
        """Writes the corpus into a file, which `download` of the job fetches."""
        return self._curate("exports", how)

    def reembed(self) -> Job[answers.ReembedCorpusResult]:
        """Embeds the corpus anew with the next encoder of the service."""
        return Job(self._connection, self._connection.send(calls.reembed(self.name)).job)

    def _curate(self, route: str, asked: Mapping[str, Any]) -> Job[Any]:
        return Job(self._connection, self._connection.send(calls.curate_corpus(self.name, route, asked)).job)
