"""The client of one service."""

from __future__ import annotations

import json
import os
import ssl
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from kindred_client import answers, calls
from kindred_client.connection import Connection, Settings
from kindred_client.corpus import Corpus
from kindred_client.following import PATIENCE
from kindred_client.jobs import Job
from kindred_client.options import (
    CorrelateCorporaOptions,
    CreateEmbeddingsOptions,
    EmbedFileOptions,
    FindContaminationOptions,
    FindDemonstrationsOptions,
    FindDiffOptions,
    FindGapsOptions,
    InspectFileOptions,
    ListCorporaOptions,
    ListJobsOptions,
)
from kindred_client.recipes.drive import OnNote, OnProgress, RecipeDriver
from kindred_client.recipes.manifest import RecipeManifest
from kindred_client.recipes.run import RecipeRun
from kindred_client.rows import Readable, file_of
from kindred_client.signatures import takes

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self, Unpack

DEFAULT_URL = "http://127.0.0.1:4747"


def settings_of(
    url: str | None,
    api_key: str | None,
    timeout: float,
    repeat_for: float,
    patience: float,
    verify: bool | ssl.SSLContext,
) -> Settings:
    """The settings of a client; what is None is taken from the environment."""
    address = url or os.environ.get("KINDRED_URL") or DEFAULT_URL
    key = api_key or os.environ.get("KINDRED_API_KEY") or None
    return Settings(address.rstrip("/"), key, timeout, repeat_for, patience, verify)


class Kindred:
    """A service of Kindred. Every method sends requests and waits for the answer.

    Reads are repeated for a while when no answer comes, or the answer says that the service is away or busy; other
    requests only when the service cannot have begun with them.

    Every method raises `KindredError` for an error that the service answered, and `ServiceError` when the service
    cannot be reached or does not answer as Kindred does; both are a `ClientError`.
    """

    def __init__(
        self,
        url: str | None = None,
        api_key: str | None = None,
        *,
        timeout: float = 120.0,
        repeat_for: float = 15.0,
        patience: float = PATIENCE,
        verify: bool | ssl.SSLContext = True,
    ) -> None:
        """Sends nothing yet.

        :param url: the address; by default `KINDRED_URL`, or http://127.0.0.1:4747
        :param api_key: a key; by default `KINDRED_API_KEY`, or none
        :param timeout: the longest wait for an answer, in seconds
        :param repeat_for: how long requests are repeated that may be, in seconds; 0 for one attempt
        :param patience: how long the service may be away while a job is followed, in seconds
        :param verify: the certificates to trust, as a context of `ssl`
        """
        self._connection = Connection(settings_of(url, api_key, timeout, repeat_for, patience, verify))

    @property
    def url(self) -> str:
        """The address of the service."""
        return self._connection.settings.url

    def __enter__(self) -> Self:
        """The client."""
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        """Closes the client."""
        self.close()

    def close(self) -> None:
        """Closes all connections."""
        self._connection.close()

    def corpus(self, name: str) -> Corpus:
        """A corpus by its name, whether or not it is there yet."""
        return Corpus(self._connection, name)

    @takes(ListCorporaOptions)
    def corpora(self, **how: Unpack[ListCorporaOptions]) -> answers.CorpusList:
        """All corpora, the largest first."""
        return self._connection.send(calls.corpora(how))

    @takes(FindDemonstrationsOptions)
    def demonstrations(
        self,
        instruction: str | None = None,
        corpora: Sequence[str] | None = None,
        **how: Unpack[FindDemonstrationsOptions],
    ) -> answers.DemonstrationsResponse:
        """Finds demonstrations for an instruction, or for `messages`, in some or all corpora, with the prompt."""
        asked = dict(how) if corpora is None else {**how, "corpora": list(corpora)}
        return self._connection.send(calls.demonstrations(instruction, asked))

    @takes(CreateEmbeddingsOptions)
    def embeddings(
        self,
        texts: str | Sequence[str],
        model: Literal["kindred-task", "kindred-content"] = "kindred-task",
        **how: Unpack[CreateEmbeddingsOptions],
    ) -> answers.EmbeddingsResponse:
        """The vectors of texts."""
        return self._connection.send(calls.embeddings(texts, model, how))

    @takes(EmbedFileOptions)
    def embed_rows(
        self,
        data: Readable,
        /,
        space: Literal["task", "content"] = "task",
        *,
        name: str | None = None,
        columns: Mapping[str, Any] | None = None,
        **reading: Unpack[EmbedFileOptions],
    ) -> Iterator[answers.EmbeddingFileLine]:
        """The vectors of all rows of a file, in order. Nothing is stored."""
        call = calls.embed_file(file_of(data), space, {**reading, "name": name, "columns": columns})
        for line in self._connection.lines(call):
            yield calls.read_embedding_line(json.loads(line))

    @takes(InspectFileOptions)
    def inspect(
        self,
        data: Readable,
        /,
        *,
        name: str | None = None,
        columns: Mapping[str, Any] | None = None,
        **reading: Unpack[InspectFileOptions],
    ) -> answers.InspectFileAnswer:
        """Shows how the first rows of a file would be read. Nothing is stored."""
        call = calls.inspect(file_of(data), {**reading, "name": name, "columns": columns})
        return self._connection.send(call)

    @takes(FindContaminationOptions)
    def contamination(
        self, train: str, bench: str, **how: Unpack[FindContaminationOptions]
    ) -> Job[answers.ContaminationReport]:
        """Finds rows of the corpus `bench` in the corpus `train`."""
        return self._curate("/v1/contaminations", {"train": train, "bench": bench, **how})

    @takes(CorrelateCorporaOptions)
    def correlations(
        self, corpora: Sequence[str], **how: Unpack[CorrelateCorporaOptions]
    ) -> Job[answers.CorrelationReport]:
        """Tells how corpora relate."""
        return self._curate("/v1/correlations", {"corpora": list(corpora), **how})

    @takes(FindGapsOptions)
    def gaps(self, train: str, target: str, **how: Unpack[FindGapsOptions]) -> Job[answers.GapsReport]:
        """Finds the tasks of the corpus `target` that the corpus `train` lacks."""
        return self._curate("/v1/gaps", {"train": train, "target": target, **how})

    @takes(FindDiffOptions)
    def diff(self, old: str, new: str, **how: Unpack[FindDiffOptions]) -> Job[answers.DiffReport]:
        """Tells what changed from one corpus to another."""
        return self._curate("/v1/diffs", {"old": old, "new": new, **how})

    def run_recipe(
        self,
        recipe: str | os.PathLike[str] | Mapping[str, Any],
        *,
        manifest: str | os.PathLike[str] | None = None,
        folder: str | os.PathLike[str] | None = None,
        progress: bool | None = None,
        on_progress: OnProgress | None = None,
        on_note: OnNote | None = None,
    ) -> RecipeManifest:
        """Runs a recipe, from files to files, or goes on where a run of a client or of the command line ended.

        What was completed is left as it is, as far as the step, what comes before it, the files that are read and those
        that were written are the same.

        :param recipe: a file of JSON, or of YAML where PyYAML is installed, or what such a file would hold
        :param manifest: the file that keeps what was done; by default that of the recipe with `.manifest.json` in the
            place of its endings. A recipe that is a mapping must name one
        :param folder: from where its paths are meant; by default the folder of its file, or the current one
        :param progress: whether to show how far a job is; None: in terminals and notebooks
        :param on_progress: called with a `RecipeProgress` whenever a step begins, is further or ends
        :param on_note: called with sentences for people, such as which files of a folder are not read
        :raises KindredError: `invalid_request` when the recipe is wrong, before anything is done
        :raises JobFailed: when a step fails; those before it are kept
        :raises OSError: when a file that it reads is not there, or one can't be written
        """
        run = RecipeRun(recipe, manifest, folder, self._connection.settings.patience)
        return RecipeDriver(self._connection, progress, on_progress, on_note).drive(run)

    def job(self, job_id: str) -> Job[Any]:
        """A job by its id."""
        return Job(self._connection, job_id)

    @takes(ListJobsOptions)
    def jobs(self, **which: Unpack[ListJobsOptions]) -> list[answers.JobReport]:
        """The latest jobs, newest first."""
        return self._connection.send(calls.jobs(which)).jobs

    def access(self) -> answers.AccessReport:
        """Whether the service asks for a key, and what the key that was sent may do."""
        return self._connection.send(calls.access())

    def tokenizers(self) -> list[answers.TokenizerListTokenizer]:
        """The tokenizers that `tokenizer` of `demonstrations` may name, and which have a chat template."""
        return self._connection.send(calls.tokenizers()).tokenizers

    def health(self) -> answers.Health:
        """Whether the process is alive."""
        return self._connection.send(calls.health())

    def readiness(self) -> answers.Readiness:
        """Whether the service can work now. One that is not ready is asked again for a while."""
        return self._connection.send(calls.readiness())

    def _curate(self, path: str, asked: Mapping[str, Any]) -> Job[Any]:
        return Job(self._connection, self._connection.send(calls.curate(path, asked)).job)
