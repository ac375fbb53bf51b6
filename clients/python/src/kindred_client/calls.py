"""Every route of the service as a `Call`. Both clients send these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

from kindred_client import answers
from kindred_client.call import Call, path_of, reader
from kindred_client.following import read_job_report
from kindred_client.reading import read_any
from kindred_client.rows import File, plain

Options: TypeAlias = Mapping[str, Any]

_read_operation_report = read_any(answers.OperationReport)


def _get(path: str, query: Options = MappingProxyType({})) -> dict[str, Any]:
    return {"method": "GET", "path": path, "query": query}


def corpora(options: Options) -> Call[answers.CorpusList]:
    """All corpora, the largest first."""
    return Call(**_get("/v1/corpora", options), read=reader(answers.CorpusList))


def corpus(name: str) -> Call[answers.CorpusDetail]:
    """What a corpus holds."""
    return Call(**_get(path_of("corpora", name)), read=reader(answers.CorpusDetail))


def delete_corpus(name: str) -> Call[answers.CorpusDeleted]:
    """Deletes a corpus."""
    return Call("DELETE", path_of("corpora", name), reader(answers.CorpusDeleted))


def ingest(name: str, file: File, options: Options) -> Call[answers.IngestionAccepted]:
    """Sends a file that becomes part of a corpus."""
    path = path_of("corpora", name, "ingestions")
    return Call("POST", path, reader(answers.IngestionAccepted), query=_file_query(file, options), body=file.body)


def inspect(file: File, options: Options) -> Call[answers.InspectFileAnswer]:
    """Sends a file to see how its first rows would be read."""
    query = _file_query(file, options)
    return Call("POST", "/v1/inspections", reader(answers.InspectFileAnswer), query=query, body=file.body)


def _file_query(file: File, options: Options) -> Options:
    given = {key: value for key, value in options.items() if key != "name"}
    return {"split": file.split, **given, "file_name": options.get("name") or file.name}


def embed_file(file: File, space: str, options: Options) -> Call[None]:
    """Sends a file for whose rows vectors come back, as lines of JSON."""
    query = {**_file_query(file, options), "space": space, "encoding_format": "float"}
    return Call("POST", path_of("embeddings", "files"), _nothing, query=query, body=file.body)


def _nothing(_: object) -> None:
    return None


def reembed(name: str) -> Call[answers.ReembeddingAccepted]:
    """Starts to embed a corpus with the next encoder."""
    return Call("POST", path_of("corpora", name, "reembed"), reader(answers.ReembeddingAccepted))


def records(name: str, after: str | None, options: Options) -> Call[answers.RecordPage]:
    """A page of the records of a corpus."""
    query = {**options, "after": after}
    return Call(**_get(path_of("corpora", name, "records"), query), read=reader(answers.RecordPage))


def record(name: str, record_id: str, by: str) -> Call[answers.InstructionRecord]:
    """A record."""
    path = path_of("corpora", name, "records", record_id)
    return Call(**_get(path, {"by": by}), read=reader(answers.InstructionRecord))


def search(name: str, text: str | None, options: Options) -> Call[answers.SearchResponse]:
    """A page of the records near to a text or to records."""
    asked = {**options} if text is None else {"text": text, **options}
    path = path_of("corpora", name, "search")
    return Call("POST", path, reader(answers.SearchResponse), json=asked, is_read=True)


def facets(name: str, fields: Sequence[str], options: Options) -> Call[answers.Facets]:
    """The values of fields with their counts."""
    query = {"fields": list(fields), **options}
    return Call(**_get(path_of("corpora", name, "facets"), query), read=reader(answers.Facets))


def tasks(name: str, options: Options) -> Call[answers.TaskList]:
    """The most frequent tasks of a corpus."""
    return Call(**_get(path_of("corpora", name, "tasks"), options), read=reader(answers.TaskList))


def kinds(name: str, options: Options) -> Call[answers.KindList]:
    """The most frequent kinds of work of a corpus."""
    return Call(**_get(path_of("corpora", name, "kinds"), options), read=reader(answers.KindList))


def check_duplicates(name: str, rows: Iterable[object], options: Options) -> Call[answers.DuplicatesCheckResponse]:
    """Which rows a corpus does not hold yet."""
    asked = {"rows": [plain(row) for row in rows], **options}
    path = path_of("corpora", name, "duplicates", "check")
    return Call("POST", path, reader(answers.DuplicatesCheckResponse), json=asked, is_read=True)


def demonstrations(instruction: str | None, options: Options) -> Call[answers.DemonstrationsResponse]:
    """Demonstrations for an instruction, or for a conversation when there is none."""
    asked = {**({} if instruction is None else {"instruction": instruction}), **options}
    return Call("POST", "/v1/demonstrations", reader(answers.DemonstrationsResponse), json=asked, is_read=True)


def embeddings(texts: str | Sequence[str], model: str, options: Options) -> Call[answers.EmbeddingsResponse]:
    """The vectors of texts."""
    asked = {"input": texts, "model": model, **options}
    return Call("POST", "/v1/embeddings", reader(answers.EmbeddingsResponse), json=asked, is_read=True)


def curate(path: str, options: Options) -> Call[answers.CurationAccepted]:
    """Starts an operation on whole corpora."""
    return Call("POST", path, reader(answers.CurationAccepted), json=dict(options))


def curate_corpus(name: str, route: str, options: Options) -> Call[answers.CurationAccepted]:
    """Starts an operation on one corpus."""
    return curate(path_of("corpora", name, route), options)


def job(job_id: str) -> Call[answers.JobReport]:
    """The report on a job."""
    return Call(**_get(path_of("jobs", job_id)), read=read_job_report)


def jobs(options: Options) -> Call[answers.JobList]:
    """The latest jobs, newest first."""
    return Call(**_get("/v1/jobs", options), read=reader(answers.JobList))


def job_events(job_id: str) -> Call[None]:
    """The reports on a job as server-sent events."""
    return Call(**_get(path_of("jobs", job_id, "events")), read=_nothing)


def cancel_job(job_id: str) -> Call[answers.JobCancelled]:
    """Cancels a job."""
    return Call("DELETE", path_of("jobs", job_id), reader(answers.JobCancelled))


def operation_report(job_id: str) -> Call[answers.OperationReport]:
    """What an operation found."""
    return Call(**_get(path_of("jobs", job_id, "report")), read=_read_operation_report)


def result_file(job_id: str, file: str) -> Call[None]:
    """A file that an operation made."""
    return Call(**_get(path_of("jobs", job_id, "files", file)), read=_nothing)


def delete_result(job_id: str) -> Call[answers.ResultDeleted]:
    """Removes the files of an operation."""
    return Call("DELETE", path_of("jobs", job_id, "result"), reader(answers.ResultDeleted))


def sample_drops(job_id: str, options: Options) -> Call[answers.DuplicateAuditSample]:
    """Dropped duplicates to judge."""
    return Call(**_get(path_of("jobs", job_id, "audit"), options), read=reader(answers.DuplicateAuditSample))


def judge_drops(job_id: str, size: int, seed: int, judgements: Mapping[str, bool]) -> Call[answers.DuplicateAudit]:
    """Sends judgements of dropped duplicates."""
    judged = [{"id": record_id, "right": right} for record_id, right in judgements.items()]
    asked = {"size": size, "seed": seed, "judgements": judged}
    return Call("POST", path_of("jobs", job_id, "audit"), reader(answers.DuplicateAudit), json=asked)


def access() -> Call[answers.AccessReport]:
    """Whether the service asks for a key, and what the one that was sent may do."""
    return Call(**_get("/v1/access"), read=reader(answers.AccessReport))


def tokenizers() -> Call[answers.TokenizerList]:
    """The tokenizers of models that the service has."""
    return Call(**_get("/v1/tokenizers"), read=reader(answers.TokenizerList))


def health() -> Call[answers.Health]:
    """Whether the process is alive."""
    return Call(**_get("/healthz"), read=reader(answers.Health))


def readiness() -> Call[answers.Readiness]:
    """Whether the service can work now. One that cannot answers 503, and is asked again."""
    return Call(**_get("/readyz"), read=reader(answers.Readiness))


def read_embedding_line(line: object) -> answers.EmbeddingFileLine:
    """A line of the answer to `embed_file`."""
    made: answers.EmbeddingFileLine = read_any(answers.EmbeddingFileLine)(line)
    return made
