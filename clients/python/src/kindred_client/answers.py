"""Answers of the service.

Written by clients/python/scripts/write_types.py from the OpenAPI document; do not change it here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias


LayoutName: TypeAlias = Literal["alpaca", "dolly", "sharegpt", "messages", "query-response", "text", "columns"]
"""The layout of a row. `columns` needs a column map."""


Strategy: TypeAlias = Literal["balanced", "fit", "dpp", "coverage", "topk", "mmr", "hybrid", "bm25", "random"]
"""`balanced`: likely to fit, different from each other in content, and with the words of the query. `fit`: the
likeliest to fit. `dpp`: likely to fit and different from each other as a set (a determinantal point process).
`coverage`: those that fit, so that together they have most of the words of the query. `topk`: the nearest in
task. `mmr`: maximal marginal relevance in task. `hybrid`: by task and by words, with their ranks fused (RRF,
k = 60). `bm25`: by words alone, a baseline. `random`: drawn with `seed`, another baseline.
"""


DuplicateReason: TypeAlias = Literal["exact", "lexical", "paraphrase"]
"""`exact`: the same request and answer, apart from case, white space and punctuation of prose. `lexical`: nearly
the same letters. `paraphrase`: similar content. Records of the latter two reasons ask for the same by their
words, and are of the same kind of task.
"""


KeepRule: TypeAlias = Literal["longest", "quality", "newest", "first", "random"]
"""Which of several duplicates stays. `longest`: the longest answer, then the longest request. `quality`: the
highest number in `quality_key`. `newest`: the latest date in `date_key`; of dates such as 03/04/2024 another
one of the field must show whether the day stands first. Records without such a value come last. `first`: the
earliest line in its file, with files in the order of their names; records whose line is not known are
compared by the id that they had in their file. `random`: drawn with `seed`. Ties are decided by the id of the
record.
"""


LeakVerdict: TypeAlias = Literal["exact", "near", "soft", "same_task_only", "clean"]


FileFormat: TypeAlias = Literal["json", "jsonl", "yaml", "csv", "tsv", "parquet", "arrow", "text"]


ResultFileName: TypeAlias = Literal["report.json", "marks.jsonl", "drops.jsonl", "pairs.jsonl", "conflicts.jsonl", "audit.json", "decisions.jsonl", "tasks.jsonl", "manifest.json", "coverage.svg", "predictor.json", "bench.jsonl", "heatmap.svg", "heatmap.png", "rows.jsonl", "groups.jsonl", "suspects.jsonl", "map.bin", "colours-kind.bin", "colours-label.bin", "colours-source.bin", "colours-language.bin", "spaces.png", "export.json", "export.json.gz", "export.jsonl", "export.jsonl.gz", "export.csv", "export.csv.gz", "export.tsv", "export.tsv.gz", "export.parquet", "not-expressible.jsonl"]


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What the service tells as `Turn`."""

    role: Literal["system", "user", "assistant", "tool"]
    """Who speaks."""

    content: str
    """What is said."""


@dataclass(frozen=True, kw_only=True)
class TaskLabel:
    """What the service tells as `TaskLabel`."""

    name: str
    """The task as `verb|noun`, as in IEB, in the language of the instruction: `rewrite|sentence`, or in
    simplified Chinese `写|诗`. Instructions in other languages than English and Chinese have one of the
    encoder, or none.
    """

    confidence: float
    """How often a label that was found in the same way was acceptable to a reader, from 0 to 1; of a label
    `from` neighbours the calibrated chance that it is right.
    """

    from_: Literal["neighbours"] | None = None
    """Where the label is from when not from the words of the instruction: `neighbours`, the labelled direction
    of the encoder that is nearest. A record that moves to another encoder gets that of the new one.
    """


@dataclass(frozen=True, kw_only=True)
class KindLabel:
    """What the service tells as `KindLabel`."""

    name: str
    """The kind of work, one of those of the encoder, for example `write-poem`."""

    confidence: float
    """The calibrated chance that the kind is right, from 0 to 1."""


@dataclass(frozen=True, kw_only=True)
class RowOrigin:
    """What the service tells as `RowOrigin`."""

    file: str
    """The name of the file as it was sent."""

    line: int
    """The line in the file, or the number of the row when the format has no lines."""

    row_in_line: int | None = None
    """Which of the rows that begin in this line it is, from 1, as in an array without line feeds. Absent where
    the line alone says it, and of the first row of a line outside an array.
    """

    part: int | None = None
    """Which record of the row it is, from 1, when one row holds several."""

    split: str | None = None
    """The part of a data set that the row belongs to, such as `train` or `validation`."""

    layout: LayoutName
    fields: list[str]
    """The names of the fields of the row, in their order."""

    values: dict[str, Any] | None = None
    """The original values of the fields that would otherwise be written differently, such as null for a missing
    text.
    """

    types: dict[str, object] | None = None
    """By JSON Pointer into the row: the types that its values had in the file where JSON does not tell them,
    such as `timestamp[us]`.
    """

    columns: dict[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class InstructionRecord:
    """What the service tells as `InstructionRecord`."""

    instruction: str
    input: str
    output: str
    system: str
    history: list[Turn]
    """The turns of the conversation before the instruction, oldest first."""

    source: str | None
    """The source that the row names; null when it names none."""

    user_id: str | None
    """The id that the row had in its file; null when it had none."""

    metadata: dict[str, Any]
    """All fields of the row that its layout does not name."""

    exact: dict[str, str] | None = None
    """By JSON Pointer into the row: the values that JSON cannot hold as they were. `number`: the text is a
    number with digits that a double lacks; `nan`: null is NaN; `-0.0`: 0 is -0.0; `bytes`: the text is
    base64; `text` with a JSON text: the text held NUL or half of a surrogate pair, or the name of the field
    did, where the pointer follows `#`. Part of what is compared.
    """

    id: str
    """The id of the record: a UUIDv5 of the corpus and the whole content of the row."""

    corpus: str
    """The name of a corpus."""

    text_hash: str
    """The first 128 bits of the SHA-256 of the embedded text. Records with equal texts share it."""

    label: TaskLabel | None
    """The task that is asked for; null when no verb or noun was found and the encoder told none."""

    kind: KindLabel | None = None
    """The kind of work that the encoder told. Absent when it has no kinds, or had none when the record was
    stored. A field `kind` that the row had itself is in `metadata`.
    """

    origin: RowOrigin | None = None
    """The original form of the row in its file. Of rows that are equal in everything, that of the one stored
    first.
    """


@dataclass(frozen=True, kw_only=True)
class DemonstrationScores:
    """What the service tells as `DemonstrationScores`."""

    fit: float | None = None
    """The calibrated chance that the demonstration fits: that it asks for the same kind of work, and that the
    query asks for anything. Absent when the encoder tells none.
    """

    parts: dict[Literal["kind", "task"], float] | None = None
    """What makes that chance: what each part adds to its log-odds, against a common pair of requests. `kind`:
    whether both are of one kind of work, by the shares that the encoder gives to all its kinds; `task`: how
    near they are in the task space.
    """

    task: float
    """Cosine similarity to the query in the task space."""

    content: float
    """Cosine similarity to the query in the content space."""

    redundancy: float
    """The largest content similarity to a demonstration that was chosen before."""

    coverage: float
    """The share of the query’s words, weighted by rarity, that this demonstration has and none chosen before it."""

    total: float
    """The score by which the strategy chose this demonstration."""


@dataclass(frozen=True, kw_only=True)
class Demonstration:
    """What the service tells as `Demonstration`."""

    record: InstructionRecord
    scores: DemonstrationScores
    rank: int
    """The place in the order of choice, from 1."""

    position: int
    """The place in the prompt, from 1."""

    tokens: int
    """What it adds to the tokens of the prompt."""


@dataclass(frozen=True, kw_only=True)
class StablePrefix:
    """What the service tells as `StablePrefix`."""

    group: str
    """The kind of work whose queries have this beginning."""

    demonstrations: int
    """How many demonstrations it has."""

    length: int
    """How much of the prompt it is: so many turns, or so many characters of a text (UTF-16 code units)."""

    tokens: int
    """The tokens of its demonstrations."""

    fingerprint: str
    """A hash of it: prompts with the same one begin with the same text, byte for byte."""


@dataclass(frozen=True, kw_only=True)
class ConsideredRecords:
    """What the service tells as `ConsideredRecords`."""

    candidates: int
    near_copies: int
    """Candidates that were left out as near copies of the query."""

    without_answer: int
    """Candidates that were left out because they have no answer."""

    repeated: int
    """Candidates that were left out because an equal one was there already."""

    below_threshold: int
    below_fit: int
    """Candidates that were left out as unlikely to fit."""

    same_group: int
    """Candidates that were left out since a likelier one has the same value of `group_by`, or since they have
    none.
    """

    too_long: int
    """Candidates that were skipped because they did not fit into `max_tokens` or `max_prompt_tokens`."""

    refused: int
    """Candidates that were skipped because the chat template of `tokenizer` does not take their turns."""


@dataclass(frozen=True, kw_only=True)
class TimingMs:
    """Milliseconds. Many queries are embedded together: `embed` and `total` then have the time of all of them."""

    embed: float
    search: float
    choose: float
    total: float


@dataclass(frozen=True, kw_only=True)
class DemonstrationsResponse:
    """What the service tells as `DemonstrationsResponse`."""

    demonstrations: list[Demonstration]
    """The demonstrations in the order in which they stand in the prompt."""

    prompt: list[Turn] | str
    """The prompt: a list of messages, or a text for the formats `alpaca`, `text` and `chat`."""

    prompt_tokens: int | None
    """The tokens of the whole prompt, counted by `tokenizer`: exactly those of its text, or of the text that its
    chat template makes of the messages. Null when no tokenizer was named, and for messages when it has no
    chat template.
    """

    prefix: StablePrefix | None
    """The beginning of the prompt that is the same for all queries of one kind of work; null when no `backbone`
    was asked for, when the query asks for nothing, or when no record of its kind fits.
    """

    abstained: bool
    """True when no demonstration is good enough. The prompt then has none."""

    reason: str | None
    """The reason why there are no demonstrations or fewer than asked for."""

    strategy: Strategy
    min_fit: float | None
    """The lowest chance of fitting that was allowed; null when none was asked for."""

    asks: float | None
    """The chance that the query asks for anything that a demonstration could help with; null when the encoder
    tells none.
    """

    score_threshold: float | None
    """The threshold that was applied; null when none was."""

    tokens: int
    """The tokens of all demonstrations together, each counted by itself."""

    considered: ConsideredRecords
    timing_ms: TimingMs
    """Milliseconds. Many queries are embedded together: `embed` and `total` then have the time of all of them."""


@dataclass(frozen=True, kw_only=True)
class ManyDemonstrationsResponse:
    """What the service tells as `ManyDemonstrationsResponse`."""

    answers: list[DemonstrationsResponse]
    """What was found for each query, in their order."""


@dataclass(frozen=True, kw_only=True)
class TokenizerListTokenizer:
    """What the service tells as `TokenizerListTokenizer`."""

    name: str
    has_template: bool
    """Whether it has a chat template, which the format `chat` needs."""


@dataclass(frozen=True, kw_only=True)
class TokenizerList:
    """What the service tells as `TokenizerList`."""

    tokenizers: list[TokenizerListTokenizer]
    """Sorted by name; empty when the operator has configured none (KINDRED_TOKENIZERS)."""


@dataclass(frozen=True, kw_only=True)
class IngestionAccepted:
    """What the service tells as `IngestionAccepted`."""

    job: str
    """The id of the job, which GET /v1/jobs/{id} reports on."""

    corpus: str
    bytes: int


@dataclass(frozen=True, kw_only=True)
class InspectFileAnswerRow:
    """What the service tells as `InspectFileAnswerRow`."""

    instruction: str
    input: str
    output: str
    system: str
    history: list[Turn]
    """The turns of the conversation before the instruction, oldest first."""

    source: str | None
    """The source that the row names; null when it names none."""

    user_id: str | None
    """The id that the row had in its file; null when it had none."""

    line: int
    """The line in the file, or the number of the row when the format has no lines."""

    row_in_line: int | None = None
    """Which of the rows that begin in this line it is, from 1, as in an array without line feeds. Absent where
    the line alone says it, and of the first row of a line outside an array.
    """

    layout: Literal["alpaca", "dolly", "sharegpt", "messages", "query-response", "text", "columns"]
    """The layout of a row. `columns` needs a column map."""

    columns: dict[str, Any] | None
    """The columns from which it is read, where they were found or given; null for a layout with fields of its
    own.
    """

    fields: list[str]
    """The names of the fields of the row, in their order."""

    metadata: list[str]
    """The names of those that go to the metadata."""

    unread: list[str]
    """Those of them that look like a text of a request or an answer, of which nothing is read."""


@dataclass(frozen=True, kw_only=True)
class Rejection:
    """What the service tells as `Rejection`."""

    line: int
    """The line in the file, or the number of the row when the format has no lines."""

    reason: str
    excerpt: str
    """The first 200 characters of the row."""


@dataclass(frozen=True, kw_only=True)
class InspectFileAnswerNotReadField:
    """What the service tells as `InspectFileAnswerNotReadField`."""

    name: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class InspectFileAnswerNotRead:
    """What the service tells as `InspectFileAnswerNotRead`."""

    without_output: int
    """The rows that were read and have no answer."""

    fields: list[InspectFileAnswerNotReadField]
    """The fields that look like a text of a request or an answer and went to the metadata unread, each with the
    number of its rows; the first 20.
    """

    notes: list[str]
    """Sentences on parts of the file that were not read as rows."""


@dataclass(frozen=True, kw_only=True)
class InspectFileAnswer:
    """What the service tells as `InspectFileAnswer`."""

    format: Literal["json", "jsonl", "yaml", "csv", "tsv", "parquet", "arrow", "text"]
    layout: Literal["alpaca", "dolly", "sharegpt", "messages", "query-response", "text", "columns"] | None
    """The layout of the rows; null when none fits."""

    map: str | None
    """The column map by which the rows were told."""

    looked_at: int
    """The rows that were looked at: the first 1,000."""

    has_more: bool
    rejected: int
    rows: list[InspectFileAnswerRow]
    """The first rows that can be read. Texts are cut after 2,000 characters, turns after the first 20."""

    rejections: list[Rejection]
    """The first ten rows that cannot be read."""

    not_read: InspectFileAnswerNotRead


@dataclass(frozen=True, kw_only=True)
class CorpusSize:
    """What the service tells as `CorpusSize`."""

    name: str
    """The name of a corpus."""

    records: int


@dataclass(frozen=True, kw_only=True)
class CorpusList:
    """What the service tells as `CorpusList`."""

    corpora: list[CorpusSize]
    total: int
    """The number of corpora, of which `corpora` has the largest."""


@dataclass(frozen=True, kw_only=True)
class SourceCount:
    """What the service tells as `SourceCount`."""

    value: str
    count: int


@dataclass(frozen=True, kw_only=True)
class CorpusDetail:
    """What the service tells as `CorpusDetail`."""

    name: str
    """The name of a corpus."""

    records: int
    labels: int
    """The number of different task labels."""

    unlabelled: int
    """The number of records in which no task was found."""

    kinds: int
    """The number of different kinds of work."""

    without_kind: int
    """The number of records whose kind of work the encoder has not told."""

    sources: list[SourceCount]
    """The 100 most frequent sources."""

    sources_total: int
    """The number of different sources."""

    space_id: str
    """The id of the encoder that computed the vectors."""


@dataclass(frozen=True, kw_only=True)
class CorpusDeleted:
    """What the service tells as `CorpusDeleted`."""

    name: str
    """The name of a corpus."""

    deleted: int


@dataclass(frozen=True, kw_only=True)
class ReembeddingAccepted:
    """What the service tells as `ReembeddingAccepted`."""

    job: str
    """The id of the job, which GET /v1/jobs/{id} reports on."""

    corpus: str
    space_id: str
    """The id of the encoder whose vectors are being computed."""


@dataclass(frozen=True, kw_only=True)
class RecordPage:
    """What the service tells as `RecordPage`."""

    records: list[InstructionRecord]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class RecordWrittenError:
    """What the service tells as `RecordWrittenError`."""

    code: Literal["invalid_request", "conflict"]
    field: str | None
    """The field of the record that is wrong."""

    message: str


@dataclass(frozen=True, kw_only=True)
class RecordWritten:
    """What the service tells as `RecordWritten`."""

    index: int
    """The place of the record in the request, from 0."""

    status: Literal["created", "replaced", "unchanged", "failed"]
    """`created`: it is new. `replaced`: it took the place of the records in `replaced`. `unchanged`: it was
    there as it is. `failed`: `error` says why.
    """

    id: str | None
    """The id of the record, which follows from its content; null when it failed."""

    replaced: list[str]
    """The ids of the records with the same `user_id` that are gone."""

    error: RecordWrittenError | None


@dataclass(frozen=True, kw_only=True)
class RecordsWritten:
    """What the service tells as `RecordsWritten`."""

    corpus: str
    """The name of a corpus."""

    created: int
    replaced: int
    unchanged: int
    failed: int
    records: list[RecordWritten]
    """What became of each record, in the order of the request."""


@dataclass(frozen=True, kw_only=True)
class RecordChanged:
    """What the service tells as `RecordChanged`."""

    status: Literal["replaced", "unchanged"]
    record: InstructionRecord
    """The record as it is now. Its id follows from its content, and is another one."""

    replaced: list[str]
    """The id that it had before; empty when nothing changed."""


@dataclass(frozen=True, kw_only=True)
class RecordsDeleted:
    """What the service tells as `RecordsDeleted`."""

    corpus: str
    """The name of a corpus."""

    deleted: int
    """How many records were deleted."""

    missing: list[str]
    """Those of the keys under which the corpus has no record."""


@dataclass(frozen=True, kw_only=True)
class RecordsFound:
    """What the service tells as `RecordsFound`."""

    records: list[InstructionRecord]
    """In the order of the keys."""

    missing: list[str]
    """Those of the keys under which the corpus has no record."""

    rest: list[str]
    """The keys that are left for a further request, since an answer ends after 8 MiB."""


@dataclass(frozen=True, kw_only=True)
class SearchScores:
    """What the service tells as `SearchScores`."""

    task: float | None = None
    """Cosine similarity in the task space."""

    content: float | None = None
    """Cosine similarity in the content space."""

    words: float | None = None
    """The BM25 score; absent of a record that is not among the best by words."""

    total: float | None = None
    """The score by which records are in this order."""


@dataclass(frozen=True, kw_only=True)
class SearchHit:
    """What the service tells as `SearchHit`."""

    record: InstructionRecord
    scores: SearchScores


@dataclass(frozen=True, kw_only=True)
class SearchResponse:
    """What the service tells as `SearchResponse`."""

    hits: list[SearchHit]
    """The records, the nearest first; without text and like those that pass the filter, in the order of their
    ids, without scores.
    """

    next: str | None
    """The `after` of the next page; null on the last one."""


@dataclass(frozen=True, kw_only=True)
class FacetValue:
    """What the service tells as `FacetValue`."""

    value: str | float | bool
    count: int


@dataclass(frozen=True, kw_only=True)
class Facet:
    """What the service tells as `Facet`."""

    field: str
    values: list[FacetValue]
    """The most frequent values, each with the number of its records. Of a list each element counts; texts above
    1,000 characters, objects and null do not.
    """

    distinct: int
    """How many different values there are."""

    without: int
    """How many of the records have none."""


@dataclass(frozen=True, kw_only=True)
class Facets:
    """What the service tells as `Facets`."""

    records: int
    """How many records pass the filter."""

    facets: list[Facet]


@dataclass(frozen=True, kw_only=True)
class TaskCount:
    """What the service tells as `TaskCount`."""

    label: str
    count: int
    examples: list[str]


@dataclass(frozen=True, kw_only=True)
class TaskList:
    """What the service tells as `TaskList`."""

    tasks: list[TaskCount]
    total: int
    """The number of different labels in the corpus."""

    unlabelled: int
    from_neighbours: int | None = None
    """The number of records whose label is that of the nearest labelled direction of the encoder. Absent when
    none has such a label.
    """


@dataclass(frozen=True, kw_only=True)
class KindCount:
    """What the service tells as `KindCount`."""

    kind: str
    count: int
    examples: list[str]


@dataclass(frozen=True, kw_only=True)
class KindList:
    """What the service tells as `KindList`."""

    kinds: list[KindCount]
    total: int
    """The number of different kinds in the corpus."""

    without_kind: int


@dataclass(frozen=True, kw_only=True)
class CurationAccepted:
    """What the service tells as `CurationAccepted`."""

    job: str
    """The id of the job. Its report and files are below /v1/jobs/{id}."""

    corpora: list[str]
    """The corpora that the operation reads."""

    operation: str


@dataclass(frozen=True, kw_only=True)
class WordDifference:
    """What the service tells as `WordDifference`."""

    removed: list[str]
    """Words that only the record in question has."""

    added: list[str]
    """Words that only the other record has."""

    exchanged: list[tuple[str, str]]
    """Pairs of words that count as the same: forms of one word, and synonyms."""


@dataclass(frozen=True, kw_only=True)
class ApartFrom:
    """What the service tells as `ApartFrom`."""

    id: str
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class CheckedRow:
    """What the service tells as `CheckedRow`."""

    row: int
    """The place of the row in the request, from 0."""

    status: Literal["new", "duplicate", "conflict"]
    """`conflict` means that the corpus has the same request with another answer."""

    id: str | None
    """The stored record that the row duplicates or contradicts; null for a new row."""

    reason: DuplicateReason | None
    content: float | None
    task: float | None
    lexical: float | None
    chance: float | None
    """The chance that both ask for the same, by reading both token by token; null where words alone decide,
    where one of them is too long for that, and with an encoder that cannot.
    """

    difference: WordDifference | None
    apart: ApartFrom | None
    """Of a new row: a record with the same instruction and input that is another request, and the fields in
    which it differs.
    """


@dataclass(frozen=True, kw_only=True)
class DuplicatesCheckResponse:
    """What the service tells as `DuplicatesCheckResponse`."""

    corpus: str
    new: int
    duplicates: int
    conflicts: int
    rows: list[CheckedRow]


@dataclass(frozen=True, kw_only=True)
class DropCounts:
    """How many records the job dropped. Exact copies are not drawn: they are right by construction."""

    exact: int
    lexical: int
    paraphrase: int


@dataclass(frozen=True, kw_only=True)
class AuditedTexts:
    """What the service tells as `AuditedTexts`."""

    instruction: str
    input: str
    output: str


@dataclass(frozen=True, kw_only=True)
class AuditedPair:
    """What the service tells as `AuditedPair`."""

    id: str
    """The dropped record."""

    duplicate_of: str
    """The record that stands for it."""

    reason: Literal["lexical", "paraphrase"]
    content: float
    task: float
    lexical: float
    difference: str
    dropped: AuditedTexts | None
    """Null when the record is not stored any more."""

    kept: AuditedTexts | None
    """Null when the record is not stored any more."""

    right: None
    """Where a judge writes whether the kept record may stand for the dropped one."""


@dataclass(frozen=True, kw_only=True)
class DuplicateAuditSample:
    """What the service tells as `DuplicateAuditSample`."""

    job: str
    seed: int
    size: int
    """The number of pairs: fewer than were asked for where there are no more."""

    drops: DropCounts
    """How many records the job dropped. Exact copies are not drawn: they are right by construction."""

    pairs: list[AuditedPair]
    """In random order, so that the pairs judged so far are a sample too."""


@dataclass(frozen=True, kw_only=True)
class AuditedShare:
    """What the service tells as `AuditedShare`."""

    drops: int
    """The number of drops that this is about."""

    judged: int
    right: int
    precision: float | None
    """The share of the judged drops that are right; null when none was judged."""

    interval: tuple[float, float] | None
    """The interval of Wilson at 95 %. It is wider than need be where a large part of all drops was judged."""


@dataclass(frozen=True, kw_only=True)
class DuplicateAudit:
    """What the service tells as `DuplicateAudit`."""

    job: str
    seed: int
    size: int
    """The number of pairs of the sample."""

    judged_at: str
    lexical: AuditedShare
    paraphrase: AuditedShare
    near: AuditedShare
    """Both together."""

    all: AuditedShare
    """All drops, exact copies among them, which count as right and as judged."""


@dataclass(frozen=True, kw_only=True)
class DropPageHeldAt:
    """What the service tells as `DropPageHeldAt`."""

    threshold: float
    drops: int


@dataclass(frozen=True, kw_only=True)
class DropPageDropDecision:
    """What the service tells as `DropPageDropDecision`."""

    decision: Literal["same", "different", "swap"]
    """`same`: both ask for the same, and the drop stands, whatever the threshold. `different`: both records
    stay. `swap`: the dropped record stays, and the one that stood for it goes. One record stays for all that
    were dropped for the same one: of several swaps among them the last holds, and the others count as `same`.
    """

    by: str
    """The name of the key that was sent; `local` where no keys are asked for."""

    key: str
    """The id of that key."""

    at: str


@dataclass(frozen=True, kw_only=True)
class DropPageDrop:
    """What the service tells as `DropPageDrop`."""

    id: str
    """The dropped record."""

    duplicate_of: str
    """The record that stands for it."""

    reason: DuplicateReason
    content: float
    task: float
    lexical: float
    chance: float | None
    """The chance that both ask for the same, by reading both token by token; null where words alone decide,
    where one of them is too long for that, and with an encoder that cannot.
    """

    source: str | None
    """The source of the dropped record."""

    kept_source: str | None
    """The source of the record that stands for it."""

    decision: DropPageDropDecision | None
    """What was decided, by whom and when; null when nobody did."""

    dropped: AuditedTexts | None
    """Null when the record is not stored any more."""

    kept: AuditedTexts | None
    """Null when the record is not stored any more."""


@dataclass(frozen=True, kw_only=True)
class DuplicateDecisionsThreshold:
    """What the service tells as `DuplicateDecisionsThreshold`."""

    value: float
    by: str
    """The name of the key that was sent; `local` where no keys are asked for."""

    key: str
    """The id of that key."""

    at: str


@dataclass(frozen=True, kw_only=True)
class DuplicateDecisions:
    """What the service tells as `DuplicateDecisions`."""

    job: str
    drops: int
    """How many records the job dropped."""

    same: int
    """How many drops were confirmed."""

    different: int
    """How many of the dropped records stay, since they ask for something else."""

    swap: int
    """How many stay in the place of the record that stood for them."""

    threshold: DuplicateDecisionsThreshold | None
    """The raised threshold; null when that of the job holds."""

    by_threshold: int
    """How many of the dropped records stay because of it. Those that were decided on are not counted."""

    left_out: int
    """How many records an export leaves out that applies the marks of the job."""


@dataclass(frozen=True, kw_only=True)
class DropPage:
    """What the service tells as `DropPage`."""

    job: str
    threshold: float
    """The threshold of the job."""

    total: int
    """How many drops pass all filters."""

    held_at: list[DropPageHeldAt]
    """How many of the drops that pass the filters `source` and `reason` other thresholds make too, by their
    scores: nothing is computed again. A new run with such a threshold may drop a few more, for records that
    then stay.
    """

    drops: list[DropPageDrop]
    """The most doubtful first: by the chance that both ask for the same, where they were read token by token,
    else by their similarity. Exact copies come last.
    """

    next: int | None
    """The `after` of the next page; null on the last one."""

    decisions: DuplicateDecisions


@dataclass(frozen=True, kw_only=True)
class NeighboursReportNearest:
    """What the service tells as `NeighboursReportNearest`."""

    p05: float
    p50: float
    p95: float


@dataclass(frozen=True, kw_only=True)
class NeighboursReport:
    """What the service tells as `NeighboursReport`."""

    kind: Literal["neighbours"]
    marks_corpus: str | None
    """The corpus whose records `marks.jsonl` has a line for; null when there is no such file."""

    corpora: list[str]
    neighbour_recall: float | None = None
    """The share of the true nearest neighbours that the graph has, measured on 1,024 records. Left out where
    every record was compared with every other one, as it is up to 250,000 of them.
    """

    rows: int
    space: Literal["task", "content"]
    k: int
    """The number of neighbours of each record, which in a small corpus is less than asked for."""

    nearest: NeighboursReportNearest | None
    """Quantiles of the similarity of a record to its nearest neighbour; null with fewer than two records."""


@dataclass(frozen=True, kw_only=True)
class DeduplicateReportKeptApart:
    """Pairs that reach a threshold and are still no duplicates: `other_slot` counts the same task on something
    else, `other_task` another task.
    """

    other_slot: int
    other_task: int


@dataclass(frozen=True, kw_only=True)
class DeduplicateReportConflicts:
    """The number of requests that records answer differently, and of these records. They are flagged and never
    merged.
    """

    requests: int
    records: int


@dataclass(frozen=True, kw_only=True)
class GroupLoss:
    """What the service tells as `GroupLoss`."""

    name: str | None
    """The source or the kind of work; null for the records without one."""

    rows: int
    """The number of its records."""

    dropped: int
    """How many of them are dropped, for whatever reason."""

    share: float
    """The share of its records that are dropped."""

    exact: int
    """How many are dropped as exact copies."""

    near: int
    """How many are dropped as near copies and paraphrases."""

    near_share: float
    """`near` among the records that are no dropped exact copies. `max_loss` is about this share."""


@dataclass(frozen=True, kw_only=True)
class GroupLosses:
    """By the `source` of records."""

    groups: list[GroupLoss]
    """Those that lose the most records come first; at most 50."""

    further: int
    """How many the list leaves out."""

    further_rows: int
    """The number of their records."""

    further_dropped: int
    """How many of these are dropped."""


@dataclass(frozen=True, kw_only=True)
class DeduplicateReportLoss:
    """What each source and each kind of work loses. Absent in reports of earlier versions."""

    by_source: GroupLosses
    """By the `source` of records."""

    by_kind: GroupLosses
    """By the `kind` of records; without groups where no record has one."""


@dataclass(frozen=True, kw_only=True)
class TakenField:
    """What the service tells as `TakenField`."""

    field: str
    """The names of the field from the outermost to its own, joined by dots."""

    part: Literal["task", "answer", "bookkeeping"]
    """Part of the request, part of the answer, or neither, as an id, a date or a score is."""

    by: Literal["option", "name", "values", "unknown"]
    """How that was told. `unknown`: it was not, and then the field counts as part of the request."""

    rows: int
    """The number of records of the corpus with a value."""

    apart: int
    """The number of records of the corpus that differ in this field from another one which is otherwise asked
    (or answered) the same. They are no duplicates of it. A field that only repeats the texts of its record
    keeps none apart.
    """


@dataclass(frozen=True, kw_only=True)
class DeduplicateReportPreambles:
    """Whole sentences or lines with which at least five different requests begin: the letters of a record are
    compared without them. Absent in reports of earlier versions.
    """

    count: int
    """The number of such beginnings."""

    rows: int
    """The number of records that begin with one."""


@dataclass(frozen=True, kw_only=True)
class DeduplicateReportRankedBy:
    """What the service tells as `DeduplicateReportRankedBy`."""

    field: str
    read_as: Literal["numbers", "dates", "texts"]
    """What most of its values are."""

    rows: int
    """The number of records with a value that can be used. The others come last."""

    without: int
    """The number of records without such a value."""

    unread: int
    """The number of these that have a value, which is no number or no date that can be told."""

    examples: list[str]
    """A few of the values that were not used."""

    note: str | None


@dataclass(frozen=True, kw_only=True)
class DeduplicateReportRead:
    """What reading pairs token by token did. Absent in reports of earlier versions."""

    pairs: int
    """The number of pairs that were read token by token."""

    unread: int
    """The number of further pairs that words leave open; of these the words decided, which drop too little."""

    dropped: int
    """The number of records that are dropped by such a pair."""

    right: float | None
    """The share of these drops that is expected to be right, which is the mean of their chances."""


@dataclass(frozen=True, kw_only=True)
class DeduplicateReportAtThreshold:
    """What the service tells as `DeduplicateReportAtThreshold`."""

    threshold: float
    filtered: int


@dataclass(frozen=True, kw_only=True)
class DuplicateExample:
    """What the service tells as `DuplicateExample`."""

    id: str
    duplicate_of: str
    reason: DuplicateReason
    content: float
    """The cosine similarity in the content space."""

    task: float
    """The cosine similarity in the task space."""

    lexical: float
    """The Jaccard similarity of the character 5-grams."""

    chance: float | None = None
    """The chance that both ask for the same, by reading both token by token; null where words alone decide,
    where one of them is too long for that, and with an encoder that cannot.
    """

    text: str
    kept_text: str
    difference: str
    """The differences word by word: words of the dropped record alone as [-this-], of the kept one alone as
    {+that+}.
    """


@dataclass(frozen=True, kw_only=True)
class DeduplicateReportConflictExample:
    """What the service tells as `DeduplicateReportConflictExample`."""

    ids: list[str]
    """The ids of two records."""

    text: str
    """The request of both."""

    outputs: list[str]
    """The answer of each."""


@dataclass(frozen=True, kw_only=True)
class DeduplicateReport:
    """What the service tells as `DeduplicateReport`."""

    kind: Literal["deduplicate"]
    marks_corpus: str | None
    """The corpus whose records `marks.jsonl` has a line for; null when there is no such file."""

    corpora: list[str]
    neighbour_recall: float | None = None
    """The share of the true nearest neighbours that the graph has, measured on 1,024 records. Left out where
    every record was compared with every other one, as it is up to 250,000 of them.
    """

    against: str | None
    rows: int
    """The number of records of the corpus."""

    selected: int
    """The number of records that stay."""

    filtered: int
    """The number of records that are dropped, because another record stands for them."""

    duplicate_ratio: float
    """Share of the records that are dropped."""

    exact_duplicate_ratio: float
    """Share of the records that are dropped as exact duplicates."""

    reasons: DropCounts
    kept_apart: DeduplicateReportKeptApart
    """Pairs that reach a threshold and are still no duplicates: `other_slot` counts the same task on something
    else, `other_task` another task.
    """

    conflicts: DeduplicateReportConflicts
    """The number of requests that records answer differently, and of these records. They are flagged and never
    merged.
    """

    max_loss: float | None = None
    """As it was asked for. Absent in reports of earlier versions."""

    loss: DeduplicateReportLoss | None = None
    """What each source and each kind of work loses. Absent in reports of earlier versions."""

    fields: list[TakenField]
    """What the fields of the metadata were taken for, those that keep most records apart first; at most 50."""

    further_fields: int
    """The number of fields that the list leaves out."""

    preambles: DeduplicateReportPreambles | None = None
    """Whole sentences or lines with which at least five different requests begin: the letters of a record are
    compared without them. Absent in reports of earlier versions.
    """

    threshold: float
    threshold_explanation: str
    jaccard_threshold: float
    keep: KeepRule | Literal["rank_by"]
    ranked_by: list[DeduplicateReportRankedBy]
    """The fields of the metadata by which records were ranked, and how their values were read."""

    read: DeduplicateReportRead | None = None
    """What reading pairs token by token did. Absent in reports of earlier versions."""

    expected_precision: float | None = None
    """Of the near copies and paraphrases that are dropped, the share that is right by the chances of their
    pairs, which were learnt from judged pairs. Null where none is dropped or the encoder tells no chances.
    Absent in reports of earlier versions.
    """

    at_thresholds: list[DeduplicateReportAtThreshold]
    """How many records other thresholds would drop."""

    examples: list[DuplicateExample]
    conflict_examples: list[DeduplicateReportConflictExample]
    audit: DuplicateAudit | None = None
    """How many of the drops are right, by pairs that were judged since; absent while none were."""


@dataclass(frozen=True, kw_only=True)
class CoveragePoint:
    """What the service tells as `CoveragePoint`."""

    budget: int
    """How many rows from the beginning of the ranking this point is about."""

    coverage: float
    """How well these rows cover the rows that are to be covered, by similarity along the graph. 1 is as well as
    all rows.
    """

    tasks: int
    """The number of distinct tasks among these rows, as `by` of the selection says."""


@dataclass(frozen=True, kw_only=True)
class SelectReportEnough:
    """What the service tells as `SelectReportEnough`."""

    share: float
    budget: int


@dataclass(frozen=True, kw_only=True)
class SelectReportQuality:
    """What the service tells as `SelectReportQuality`."""

    key: str
    missing: int
    """The number of rows without a number in the field."""

    mean: float | None
    """The mean over the corpus; null when no row has a number."""

    mean_selected: float | None


@dataclass(frozen=True, kw_only=True)
class QuotaReportWithoutGroup:
    """The rows without a value, which are in no group: no minimum or maximum holds for them, and with `power`
    they have the share of the budget that they have of the corpus. Absent in reports of earlier versions.
    """

    rows: int
    selected: int


@dataclass(frozen=True, kw_only=True)
class QuotaGroup:
    """What the service tells as `QuotaGroup`."""

    group: str | None
    """The value of the field; null, for the rows without one, in reports of earlier versions only."""

    rows: int
    """The number of rows that could be taken."""

    selected: int
    minimum: int
    maximum: int | None
    wanted: float | None
    """The exact share of the budget, in rows; null without `power`."""


@dataclass(frozen=True, kw_only=True)
class QuotaReport:
    """What the service tells as `QuotaReport`."""

    by: str
    groups: int
    without_group: QuotaReportWithoutGroup | None = None
    """The rows without a value, which are in no group: no minimum or maximum holds for them, and with `power`
    they have the share of the budget that they have of the corpus. Absent in reports of earlier versions.
    """

    largest: list[QuotaGroup]
    """The 50 largest groups."""

    unfilled: list[QuotaGroup]
    """Groups that stay below their minimum, or below their share by a row or more, because they have no more
    rows.
    """

    unfilled_groups: int
    """The number of such groups. `unfilled` has the first 100."""


@dataclass(frozen=True, kw_only=True)
class VanishingRows:
    """A language or source of which the selection took a third of its share or less. The language is the field
    `language` or `lang`, or else told from the letters of the instruction.
    """

    field: Literal["language", "source"]
    value: str
    rows: int
    """The number of rows that could be taken."""

    selected: int
    expected: float
    """Their share of the selected rows, if as many as in the corpus were taken."""


@dataclass(frozen=True, kw_only=True)
class SelectReportTarget:
    """What the service tells as `SelectReportTarget`."""

    corpus: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class SelectionManifestOperationInitialSubset1:
    """What the service tells as `SelectionManifestOperationInitialSubset1`."""

    job: str


@dataclass(frozen=True, kw_only=True)
class SelectionManifestOperationQuotasGroups:
    """What the service tells as `SelectionManifestOperationQuotasGroups`."""

    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, kw_only=True)
class SelectionManifestOperationQuotas:
    """What the service tells as `SelectionManifestOperationQuotas`."""

    by: str
    """`task` (what `by` of the selection says), `label`, `kind`, `group`, `source`, `language` (the field
    `language` or `lang`, or else the letters of the instruction) or a metadata field, which `metadata.NAME`
    names too. Rows without a value are in no group.
    """

    minimum: int | None = None
    """The fewest rows that each group gets, unless it has fewer."""

    maximum: int | None = None
    """The most rows that each group gets."""

    power: float | None = None
    """Shares of the groups in proportion to their size raised to this power: 1 as in the corpus, 0.5 flatter, 0
    all equal.
    """

    groups: dict[str, SelectionManifestOperationQuotasGroups] | None = None
    """Other limits for single groups, by their names."""


@dataclass(frozen=True, kw_only=True)
class SelectionFingerprint:
    """What the service tells as `SelectionFingerprint`."""

    corpus_hash: str
    """SHA-256 of the ids of all rows, in order, each followed by a line feed."""

    target_hash: str | None
    """The same hash for the target; null without one."""

    space_id: str
    selected_hash: str
    """The SHA-256 of the ids of the ranking, in its order, in the same form."""


@dataclass(frozen=True, kw_only=True)
class SelectionManifestOperation:
    """The operation. Sent again with the fingerprint in `replays`, it selects the same rows."""

    kind: Literal["select"]
    method: Literal["facility_location", "round_robin", "k_center", "k_means", "threshold", "random"] | None = None
    """`facility_location` takes the rows that best stand for all rows. With a `target`, `round_robin` lets each
    of its rows in turn take the nearest row that is not taken yet. `k_center` takes the row farthest from
    those already taken, which favours rare tasks. `k_means` takes the row nearest to the centre of each
    cluster. `threshold` takes the best rows by `quality_key` that are not near a row already taken. `random`
    is the baseline.
    """

    budget: int | float
    """How many rows to take: a number of rows, or below 1 a share of all rows."""

    space: Literal["task", "content"] | None = None
    """The space whose similarities count."""

    k: int | None = None
    """The number of neighbours of each record in the graph."""

    seed: int | None = None
    """The seed of `k_means`, of `random` and of the baseline."""

    quality_key: str | None = None
    """For the methods `facility_location` and `threshold`: a metadata field with a number that is higher for
    better rows. Rows without it count as the lowest.
    """

    alpha: float | None = None
    """The weight of coverage in `facility_location` with a `quality_key`. Quality has the weight 1 - `alpha`."""

    threshold: float | None = None
    """For the method `threshold`: rows that are more similar than this to a row already taken are left out."""

    initial_subset: list[str] | SelectionManifestOperationInitialSubset1 | None = None
    """Rows that count as taken already: for coverage and for quotas, but not for the budget. `{"job"}` names the
    rows that this job keeps.
    """

    exclude: list[str] | SelectionManifestOperationInitialSubset1 | None = None
    """Rows that are never taken and need not be covered. `{"job"}` names the rows that this job does not keep,
    for example duplicates.
    """

    by: Literal["label", "kind", "group"] | None = None
    """What counts as the task of a row: its `label`, its `kind` of work, or the `group` of `group-tasks` that
    its kind or label is in. Rows without one have no task: they are counted apart, and never taken together
    for a task.
    """

    quotas: SelectionManifestOperationQuotas | None = None
    target: str | None = None
    """Rows whose tasks are similar to those of this corpus are taken."""

    relevance: float | None = None
    """With `target` and `facility_location`: the weight of similarity to it in addition to covering it (eta of
    FLQMI).
    """

    vector_field: str | None = None
    """For the method `round_robin`: a metadata field of both corpora with a vector of your own as a list of 2 to
    4096 numbers, for example a gradient or a state of the model that is to be trained. They count instead of
    those of the encoder.
    """

    replays: SelectionFingerprint | None = None
    """The fingerprint of an earlier selection. The job fails unless corpus, encoder and result are the same."""


@dataclass(frozen=True, kw_only=True)
class SelectionManifest:
    """What the service tells as `SelectionManifest`."""

    corpus_hash: str
    """SHA-256 of the ids of all rows, in order, each followed by a line feed."""

    target_hash: str | None
    """The same hash for the target; null without one."""

    space_id: str
    selected_hash: str
    """The SHA-256 of the ids of the ranking, in its order, in the same form."""

    corpora: list[str]
    rows: int
    selected: int
    operation: SelectionManifestOperation
    """The operation. Sent again with the fingerprint in `replays`, it selects the same rows."""


@dataclass(frozen=True, kw_only=True)
class SelectReport:
    """What the service tells as `SelectReport`."""

    kind: Literal["select"]
    marks_corpus: str | None
    """The corpus whose records `marks.jsonl` has a line for; null when there is no such file."""

    corpora: list[str]
    neighbour_recall: float | None = None
    """The share of the true nearest neighbours that the graph has, measured on 1,024 records. Left out where
    every record was compared with every other one, as it is up to 250,000 of them.
    """

    rows: int
    method: Literal["facility_location", "round_robin", "k_center", "k_means", "threshold", "random"]
    """`facility_location` takes the rows that best stand for all rows. With a `target`, `round_robin` lets each
    of its rows in turn take the nearest row that is not taken yet. `k_center` takes the row farthest from
    those already taken, which favours rare tasks. `k_means` takes the row nearest to the centre of each
    cluster. `threshold` takes the best rows by `quality_key` that are not near a row already taken. `random`
    is the baseline.
    """

    space: Literal["task", "content"]
    budget: int
    """The number of rows that was asked for."""

    selected: int
    """The number of rows that were taken. It is less than `budget` when no more rows may be taken."""

    initial: int
    excluded: int
    ignored_ids: int
    """Ids in `initial_subset` and `exclude` that the corpus does not have."""

    by: Literal["label", "kind", "group"] | None = None
    """What counted as a task; absent in reports of earlier versions."""

    tasks: int
    """The number of distinct tasks in the corpus, as `by` says."""

    covered: CoveragePoint
    """What the selected rows cover."""

    random: CoveragePoint
    """What as many random rows would cover."""

    knee: CoveragePoint | None
    """Where the coverage curve bends most; null when it does not bend."""

    enough: list[SelectReportEnough]
    """For several shares of the selection’s coverage, the smallest budget that reaches it."""

    curve: list[CoveragePoint]
    random_curve: list[CoveragePoint]
    quality: SelectReportQuality | None
    quotas: QuotaReport | None
    vanishing: list[VanishingRows] | None = None
    """Languages and sources that nearly vanish, the largest first; absent in reports of earlier versions."""

    target: SelectReportTarget | None
    manifest: SelectionManifest


@dataclass(frozen=True, kw_only=True)
class CompressionCheck:
    """What the service tells as `CompressionCheck`."""

    name: str
    """The metadata field, or `scores` for the scores in the request."""

    scored_rows: int
    scored_representatives: int
    estimate: float | None
    """The estimated mean score of all rows: the weighted mean over the representatives."""

    margin: float | None
    """Half the width of the 95 % interval; null with fewer than two representatives."""

    full: float | None
    """The true mean over all rows; null unless every row has a score."""

    error: float | None
    """`estimate` minus `full`; null when one of them is null."""

    random_error: float | None
    """For comparison, the root mean square error of the mean over as many random rows."""

    outside: Literal["above", "below", "misfit"] | None = None
    """With the method disagreement: in which way the model lies outside the others; null when it does not."""


@dataclass(frozen=True, kw_only=True)
class CompressReportPredictorError:
    """What the service tells as `CompressReportPredictorError`."""

    models: int
    """The number of models whose results were learnt from."""

    unfinished: int
    """The number of models without a score on some row, which were left out."""

    error: float
    """The mean error with which each model is told by the others."""

    inside: float
    """The share of the models whose score lies in the 95 % interval that the others give it."""


@dataclass(frozen=True, kw_only=True)
class CompressReport:
    """What the service tells as `CompressReport`."""

    kind: Literal["compress"]
    marks_corpus: str | None
    """The corpus whose records `marks.jsonl` has a line for; null when there is no such file."""

    corpora: list[str]
    rows: int
    method: Literal["stratified", "k_means", "disagreement"]
    """`stratified` divides the benchmark into cells of equal size and draws one row of each, which gives
    estimates without bias. `k_means` takes the row nearest to the centre of each cluster, as the paper does.
    These rows are typical, and therefore often easier than others. `disagreement` takes the rows on which
    models with known results (`score_fields` or `metric`) disagree most, and leaves `predictor.json`, which
    tells the score of a later model from its results on these rows.
    """

    space: Literal["task", "content"]
    seed: int
    representatives: int
    least_weight: float
    """The smallest number of rows that a representative stands for, itself included."""

    greatest_weight: float
    checks: list[CompressionCheck]
    """One for each model. With the method disagreement each is told by the others, as if it came after them."""

    predictor: CompressReportPredictorError | None = None
    """What the predictor was made of, with the method disagreement, else null; absent in reports of earlier
    versions.
    """


@dataclass(frozen=True, kw_only=True)
class ContaminationReportRows:
    """What the service tells as `ContaminationReportRows`."""

    train: int
    bench: int


@dataclass(frozen=True, kw_only=True)
class ContaminationReportVerdicts:
    """What the service tells as `ContaminationReportVerdicts`."""

    bench_rows: int
    train_rows: int | None
    """The number of training rows with this verdict; null for verdicts that are no leak."""

    definition: str


@dataclass(frozen=True, kw_only=True)
class ContaminationReportBaseRate:
    """What the service tells as `ContaminationReportBaseRate`."""

    pairs: int
    median: float
    p90: float
    p99: float
    level: float
    """The similarity that one such pair in 30,000 reaches."""


@dataclass(frozen=True, kw_only=True)
class ContaminationReportByDefinition:
    """How many rows of the benchmark two known definitions call contaminated, whatever their verdict here."""

    any_13_gram: int
    """The rule of Brown et al. 2020 (GPT-3): at least one of the row’s own 13-grams is in the training data."""

    most_8_grams: int
    """The rule of Chowdhery et al. 2022 (PaLM): at least 70% of the row’s own 8-grams are in the training data,
    in whatever rows.
    """

    without_8_grams: int
    """Rows that neither rule can judge: they have fewer than 8 words, or only words that belong to the form of
    the benchmark.
    """


@dataclass(frozen=True, kw_only=True)
class ContaminationReportField:
    """What the service tells as `ContaminationReportField`."""

    field: str
    train_rows: int
    bench_texts: int


@dataclass(frozen=True, kw_only=True)
class ContaminationReportExample:
    """The clearest pairs of each verdict."""

    verdict: LeakVerdict
    bench_id: str
    train_id: str
    bench_rows: int
    """The number of benchmark rows with this text. `bench_id` names the first of them."""

    train_rows: int
    """The number of training rows with this text. `train_id` names the first of them."""

    field: str
    """The field of the training row in which the text is: `instruction` (with the input), `output`, `system`,
    `history[0]`, or a path in the metadata such as `rejected` or `messages[1].content`.
    """

    difference: list[str]
    """Of two questions with the same words: the fields in which they differ, such as their choices."""

    content: float | None
    """Similarity in the content space; null in other fields than the instruction, which have no vectors."""

    task: float | None
    """Similarity in the task space; null like `content`."""

    level: float | None
    """The content similarity from which a shared task alone does not explain the pair."""

    ngram_8: float | None
    """The share of the benchmark row’s own 8-grams of words that the training row has too; null when it has
    none.
    """

    ngram_13: float | None
    word_ratio: float
    """2 × the words in common and in order, divided by the words of both rows. Words that differ by a typing
    error count as equal.
    """

    bench_text: str
    train_text: str


@dataclass(frozen=True, kw_only=True)
class ContaminationReport:
    """What the service tells as `ContaminationReport`."""

    kind: Literal["contamination"]
    marks_corpus: str | None
    """The corpus whose records `marks.jsonl` has a line for; null when there is no such file."""

    train: str
    bench: str
    rows: ContaminationReportRows
    verdicts: dict[LeakVerdict, ContaminationReportVerdicts]
    """Each row of the benchmark counts once, with its worst verdict."""

    base_rate: ContaminationReportBaseRate | None
    """The content similarity of pairs that share a task but no words that suggest a leak; null when there are
    too few pairs.
    """

    threshold: Literal["auto"] | float
    by_definition: ContaminationReportByDefinition
    """How many rows of the benchmark two known definitions call contaminated, whatever their verdict here."""

    fields: list[ContaminationReportField]
    """In which fields of training rows texts of the benchmark are."""

    examples: list[ContaminationReportExample]


@dataclass(frozen=True, kw_only=True)
class CorrelationReport:
    """What the service tells as `CorrelationReport`."""

    kind: Literal["correlation"]
    marks_corpus: str | None
    """The corpus whose records `marks.jsonl` has a line for; null when there is no such file."""

    corpora: list[str]
    rows: list[int]
    """The number of rows of each corpus."""

    space: Literal["task"]
    normalize: Literal["l2", "paper_sum"]
    mean_max_cosine: list[list[float]]
    """[from][to]: the mean, over the rows of `from`, of the cosine similarity to the most similar row of `to`.
    It tells how well `to` covers what `from` asks for, and is not symmetric.
    """

    mean_wasserstein: list[list[float]]
    """The mean, over the dimensions, of the 1-Wasserstein distance between the values of both corpora. It is
    symmetric, and 0 for corpora with the same distribution.
    """

    by: Literal["label", "kind", "group"] | None = None
    """What counted as a task; absent when that was not asked for."""

    shared_tasks: list[list[float]] | None = None
    """[from][to]: the share of the rows of `from`, of those that have a task, whose task `to` has too. It is not
    symmetric; a corpus in which no row has a task shares none. Absent without `by`.
    """

    without_task: list[int] | None = None
    """The number of rows of each corpus that have no task. Absent without `by`."""

    turned: list[int]
    """The number of rows of each corpus whose vectors `paper_sum` reversed, because their components have a
    negative sum.
    """


@dataclass(frozen=True, kw_only=True)
class GapsReportRows:
    """What the service tells as `GapsReportRows`."""

    train: int
    target: int
    pool: int | None


@dataclass(frozen=True, kw_only=True)
class GapsReportWithoutTask:
    """The number of rows that have no task and are not similar to any row with one. They are in no task, and
    count in no share of one.
    """

    train: int
    target: int


@dataclass(frozen=True, kw_only=True)
class GapsReportTasks:
    """What the service tells as `GapsReportTasks`."""

    missing: int
    thin: int
    covered: int


@dataclass(frozen=True, kw_only=True)
class ExampleRow:
    """What the service tells as `ExampleRow`."""

    id: str
    text: str
    """The instruction and the input, cut when they are long."""


@dataclass(frozen=True, kw_only=True)
class GapsReportGap:
    """What the service tells as `GapsReportGap`."""

    task: str | None
    """The name of the task, as `by` says; null in reports of earlier versions only."""

    kind: Literal["missing", "thin", "covered"]
    target_rows: int
    expected_rows: float
    """The training rows that the task would have if its share were that in the target."""

    found_rows: int
    lacking_rows: int
    """The rows that have to be added to reach that share."""

    covered_share: float
    """The share of the task’s rows in the target that have a similar training row of the same task."""

    filled_rows: int | None
    """The number of rows of the pool that were chosen; null without a pool."""

    examples: list[ExampleRow]
    fillers: list[ExampleRow]


@dataclass(frozen=True, kw_only=True)
class GapsReport:
    """What the service tells as `GapsReport`."""

    kind: Literal["gaps"]
    marks_corpus: str | None
    """The corpus whose records `marks.jsonl` has a line for; null when there is no such file."""

    train: str
    target: str
    pool: str | None
    rows: GapsReportRows
    by: Literal["label", "kind", "group"] | None = None
    """What counted as a task; absent in reports of earlier versions."""

    without_task: GapsReportWithoutTask | None = None
    """The number of rows that have no task and are not similar to any row with one. They are in no task, and
    count in no share of one.
    """

    tasks: GapsReportTasks
    covered_share: float
    """The share of all rows of the target that have a similar training row of the same task."""

    filled_rows: int | None
    gaps: list[GapsReportGap]
    """The largest gaps. `tasks.jsonl` has every task."""


@dataclass(frozen=True, kw_only=True)
class DiffReportRows:
    """What the service tells as `DiffReportRows`."""

    old: int
    new: int


@dataclass(frozen=True, kw_only=True)
class DiffReportTexts:
    """The number of different texts (instruction and input): in both corpora, only in the new one, only in the
    old one.
    """

    same: int
    added: int
    removed: int
    other_answer: int
    """The number of texts in both corpora that have an answer in one which they have not in the other.
    `rows.jsonl` has the rows of the new corpus whose own answer the old one has not: several of one text, or
    none where an answer only went.
    """


@dataclass(frozen=True, kw_only=True)
class DiffReportTasks:
    """The number of tasks by how they changed. A rare task may come or go by chance: `clearly_added` and
    `clearly_lost` count those where chance does not explain it. Tasks that have `grown` or `shrunk` all did
    so clearly.
    """

    added: int
    lost: int
    grown: int
    shrunk: int
    same: int
    clearly_added: int
    clearly_lost: int


@dataclass(frozen=True, kw_only=True)
class DiffReportChange:
    """What the service tells as `DiffReportChange`."""

    task: str | None
    """The name of the task, as `by` says; null in reports of earlier versions only."""

    kind: Literal["added", "lost", "grown", "shrunk", "same"]
    old_rows: int
    new_rows: int
    old_share: float
    new_share: float
    z: float
    """The signed root of the log likelihood ratio (Dunning 1993), above 0 when the share has grown."""

    q: float
    """The expected share of false findings among the changes that are at least as clear (Benjamini and Hochberg
    1995).
    """

    examples: list[ExampleRow]


@dataclass(frozen=True, kw_only=True)
class DiffReport:
    """What the service tells as `DiffReport`."""

    kind: Literal["diff"]
    marks_corpus: str | None
    """The corpus whose records `marks.jsonl` has a line for; null when there is no such file."""

    old: str
    new: str
    rows: DiffReportRows
    texts: DiffReportTexts
    """The number of different texts (instruction and input): in both corpora, only in the new one, only in the
    old one.
    """

    tasks: DiffReportTasks
    """The number of tasks by how they changed. A rare task may come or go by chance: `clearly_added` and
    `clearly_lost` count those where chance does not explain it. Tasks that have `grown` or `shrunk` all did
    so clearly.
    """

    by: Literal["label", "kind", "group"] | None = None
    """What counted as a task; absent in reports of earlier versions."""

    without_task: DiffReportRows | None = None
    """The number of rows that have no task and are not similar to any row with one. They are in no task, and
    count in no share of one.
    """

    distance: float
    """The share of the rows with a task that would have to change their task to turn one corpus into the other."""

    changes: list[DiffReportChange]
    """The largest changes of each kind. `tasks.jsonl` has every task."""


@dataclass(frozen=True, kw_only=True)
class TaskGroupLabel:
    """What the service tells as `TaskGroupLabel`."""

    label: str
    count: int


@dataclass(frozen=True, kw_only=True)
class TaskGroupKind:
    """What the service tells as `TaskGroupKind`."""

    kind: str
    count: int


@dataclass(frozen=True, kw_only=True)
class TaskGroupExample:
    """What the service tells as `TaskGroupExample`."""

    id: str
    instruction: str
    similarity: float
    """The similarity to the centre of the group."""


@dataclass(frozen=True, kw_only=True)
class TaskGroup:
    """What the service tells as `TaskGroup`."""

    group: int
    """The number of the group, from 1 for the largest."""

    title: str
    """The group in plain words, from the kinds of work and the labels of its records, and of a template in the
    words that at least ten of its records begin with. No two groups share a title.
    """

    kind: str | None = None
    """The kind of work that the group is, or is a part of; absent for groups of records without a sure kind."""

    size: int
    cohesion: float
    """The mean similarity of two records of the group in the task space."""

    labels: list[TaskGroupLabel]
    """The five most frequent labels."""

    kinds: list[TaskGroupKind] | None = None
    """The five most frequent kinds of work; absent when no record has one."""

    centre: str
    """The id of the record nearest to the centre."""

    examples: list[TaskGroupExample]
    """Examples from the centre outwards, the record nearest to it first."""

    outliers: list[TaskGroupExample]
    """Up to five records that lie conspicuously far from the centre."""

    outlier_count: int


@dataclass(frozen=True, kw_only=True)
class LabelSuspect:
    """What the service tells as `LabelSuspect`."""

    id: str
    instruction: str
    label: str
    suggested_label: str
    """The label for which most of the neighbours vote."""

    confidence: float
    """The share of the vote for that label."""


@dataclass(frozen=True, kw_only=True)
class GroupTasksReport:
    """What the service tells as `GroupTasksReport`."""

    kind: Literal["group-tasks"]
    marks_corpus: str | None
    """The corpus whose records `marks.jsonl` has a line for; null when there is no such file."""

    corpora: list[str]
    neighbour_recall: float | None = None
    """The share of the true nearest neighbours that the graph has, measured on 1,024 records. Left out where
    every record was compared with every other one, as it is up to 250,000 of them.
    """

    rows: int
    groups: int
    """The number of groups. `groups.jsonl` has them all."""

    ungrouped: int
    """The number of records that are near to no group."""

    outliers: int
    suspects: int
    """The number of records whose label their neighbours contradict. `suspects.jsonl` has them all."""

    largest: list[TaskGroup]
    """The 100 largest groups."""

    surest: list[LabelSuspect]
    """The 50 suspects with the highest confidence."""


@dataclass(frozen=True, kw_only=True)
class ProjectReportSpacesTask:
    """What the service tells as `ProjectReportSpacesTask`."""

    neighbours_kept: float
    """The share of the 15 nearest rows in the space that are among the 150 nearest rows on the map, in a sample
    of rows.
    """


@dataclass(frozen=True, kw_only=True)
class ProjectReportSpaces:
    """What the service tells as `ProjectReportSpaces`."""

    task: ProjectReportSpacesTask
    content: ProjectReportSpacesTask


@dataclass(frozen=True, kw_only=True)
class ProjectReport:
    """What the service tells as `ProjectReport`."""

    kind: Literal["project"]
    marks_corpus: str | None
    """The corpus whose records `marks.jsonl` has a line for; null when there is no such file."""

    corpora: list[str]
    rows: int
    landmarks: int
    """The number of rows that UMAP has placed. The others stand where their nearest landmarks are."""

    known: int
    """The number of rows whose places on the map before were the start."""

    kept_by_chance: float
    """What `neighbours_kept` would be on a map at random."""

    spaces: ProjectReportSpaces | None
    """How well the map of each space keeps neighbours; null with fewer than two rows."""


@dataclass(frozen=True, kw_only=True)
class ExportReportDecisions:
    """What the service tells as `ExportReportDecisions`."""

    same: int
    """How many drops were confirmed."""

    different: int
    """How many of the dropped records stay, since they ask for something else."""

    swap: int
    """How many stay in the place of the record that stood for them."""

    by_threshold: int
    """How many of the dropped records stay because of it. Those that were decided on are not counted."""


@dataclass(frozen=True, kw_only=True)
class ExportReportReplaced:
    """How many values the format could not carry, and what stands in their place."""

    numbers: int
    """NaN and infinities: null, or an empty cell."""

    bytes: int
    """Bytes: base64."""

    texts: int
    """Texts with NUL or half of a surrogate pair: U+FFFD in its place."""


@dataclass(frozen=True, kw_only=True)
class ExportReportUnwrittenPart:
    """What the service tells as `ExportReportUnwrittenPart`."""

    part: Literal["input", "output", "system", "history"]
    records: int


@dataclass(frozen=True, kw_only=True)
class ExportReportUnwritten:
    """What the layout of all rows has no place for, such as answers in `text`: it is not in the file. `trainers`
    says it of the layouts for trainers. Reports of earlier versions lack it.
    """

    records: int
    """The number of records that have such a part."""

    parts: list[ExportReportUnwrittenPart]


@dataclass(frozen=True, kw_only=True)
class TrainerFindingsReason:
    """What the service tells as `TrainerFindingsReason`."""

    reason: Literal["no_answer", "bad_answer", "no_rejected", "no_label", "order_of_turns", "history", "system", "tools", "media", "unreadable"]
    """Why: `no_answer`; `bad_answer`, one that is marked as bad; `no_rejected` answer for a pair; `no_label`
    that says whether the answer is good; `order_of_turns`, one that the layout does not allow; `history`,
    earlier turns that it has no place for; `system`, a system prompt, likewise; `tools` and their calls;
    `media`, images, sound or other parts that are no text; `unreadable`, turns that are not understood.
    """

    records: int
    example: str


@dataclass(frozen=True, kw_only=True)
class TrainerFindingsOmittedField:
    """What the service tells as `TrainerFindingsOmittedField`."""

    field: str
    records: int


@dataclass(frozen=True, kw_only=True)
class TrainerFindingsSource:
    """What the service tells as `TrainerFindingsSource`."""

    source: str | None
    rows: int


@dataclass(frozen=True, kw_only=True)
class TrainerFindingsAdvice:
    """What the service tells as `TrainerFindingsAdvice`."""

    trainer: Literal["any", "llama_factory", "axolotl"]
    text: str


@dataclass(frozen=True, kw_only=True)
class TrainerFindings:
    """What the service tells as `TrainerFindings`."""

    not_expressible: int
    """The number of records that the layout cannot hold whole. They are left out, or written in part where
    `lossy` asks for it. `not-expressible.jsonl` lists them.
    """

    reasons: list[TrainerFindingsReason]
    written_in_part: int
    """How many of them were written in part."""

    chosen_only: int
    """The number of preference pairs of which only the chosen answer was written."""

    omitted_fields: list[TrainerFindingsOmittedField]
    """Fields that the layout has no place for, and that were not written. `with_metadata` writes them."""

    sources: list[TrainerFindingsSource]
    llama_factory: object | None
    """Null when it has no such format."""

    axolotl: object | None
    """Null when it has no such format."""

    advice: list[TrainerFindingsAdvice]
    """What else is to be known to train with the file."""


@dataclass(frozen=True, kw_only=True)
class ExportReport:
    """What the service tells as `ExportReport`."""

    kind: Literal["export"]
    marks_corpus: str | None
    """The corpus whose records `marks.jsonl` has a line for; null when there is no such file."""

    corpora: list[str]
    neighbour_recall: float | None = None
    """The share of the true nearest neighbours that the graph has, measured on 1,024 records. Left out where
    every record was compared with every other one, as it is up to 250,000 of them.
    """

    file: Literal["export.json", "export.json.gz", "export.jsonl", "export.jsonl.gz", "export.csv", "export.csv.gz", "export.tsv", "export.tsv.gz", "export.parquet"]
    rows: int
    """The number of rows in the file."""

    bytes: int
    dropped: int
    """The number of records that were left out because marks say so."""

    stand_in_gone: int | None = None
    """The number of records that are in the file with `apply` although a deduplication dropped them, because the
    record that stood for them is no longer stored. Reports of earlier versions lack it.
    """

    not_taken: int | None = None
    """The number of records that were left out with `apply` because they came after a selection, a compression
    or a search for gaps, which has not taken them. Reports of earlier versions lack it, and had such records
    in the file.
    """

    unmarked: int
    """The number of records in the file for which some of the jobs have no mark, because they came later: the
    jobs have not looked at them.
    """

    decisions: ExportReportDecisions | None = None
    """What people decided about the marks; null when nobody did. Reports of earlier versions lack it."""

    replaced: ExportReportReplaced | None = None
    """How many values the format could not carry, and what stands in their place."""

    unwritten: ExportReportUnwritten | None = None
    """What the layout of all rows has no place for, such as answers in `text`: it is not in the file. `trainers`
    says it of the layouts for trainers. Reports of earlier versions lack it.
    """

    without_origin: int
    """The number of rows that came from no file (written as records), or were stored before Kindred kept the
    original form of rows. They are written in the layout `alpaca`.
    """

    escaped_cells: int | None = None
    """The number of texts, and names of columns, that got an apostrophe in front."""

    trainers: TrainerFindings | None = None
    """What is said of a file for trainers; null for other files. Reports of earlier versions lack it."""


@dataclass(frozen=True, kw_only=True)
class ResultDeleted:
    """What the service tells as `ResultDeleted`."""

    id: str
    deleted: bool
    bytes: int
    """The room that its files took."""


@dataclass(frozen=True, kw_only=True)
class IngestCorpusResult:
    """What the service tells as `IngestCorpusResult`."""

    rows: int
    """The rows of the batch."""

    stored: int
    """The rows that this job has stored."""

    skipped: int
    """The rows that were stored already."""

    embedded: int
    """The texts that the encoder has embedded."""

    reused: int
    """The rows whose text had vectors already."""

    truncated: int
    """The texts that were longer than the encoder reads."""

    inference_ms: float
    """The time for which the encoder computed, in milliseconds."""

    rejected: int
    not_read: InspectFileAnswerNotRead | None = None


@dataclass(frozen=True, kw_only=True)
class IngestionReport:
    """What the service tells as `IngestionReport`."""

    id: str
    corpus: str
    state: Literal["waiting", "delayed", "active", "waiting-children", "completed", "failed", "cancelled"]
    done: int
    """The rows that were stored or were stored already. For a curation, the rows done in the present stage."""

    total: int | None
    """The rows to be done in all. While a file is being read this is an estimate."""

    total_is_estimate: bool
    rate: float | None
    """Rows per second since the job started; null before a row is done."""

    eta_seconds: float | None
    error: str | None
    attempts: int
    created_at: str
    started_at: str | None
    finished_at: str | None
    name: Literal["ingest-corpus"]
    stage: Literal["waiting", "reading", "embedding", "indexing", "done"]
    file_name: str
    format: FileFormat | None
    layout: LayoutName | None
    map: str | None
    """The column map by which the rows were told: a shipped one, or `fields` for the usual names of fields."""

    rejected: int
    """The number of rows that could not be read."""

    rejections: list[Rejection]
    """The first 100 rows that could not be read."""

    not_read: InspectFileAnswerNotRead | None
    """What was not read of rows that were."""

    result: IngestCorpusResult | None


@dataclass(frozen=True, kw_only=True)
class ReembedCorpusResult:
    """What the service tells as `ReembedCorpusResult`."""

    rows: int
    """The rows of the batch."""

    stored: int
    """The rows that this job has stored."""

    skipped: int
    """The rows that were stored already."""

    embedded: int
    """The texts that the encoder has embedded."""

    reused: int
    """The rows whose text had vectors already."""

    truncated: int
    """The texts that were longer than the encoder reads."""

    inference_ms: float
    """The time for which the encoder computed, in milliseconds."""

    switched: bool
    """Whether the vectors of the new encoder answer now."""

    waiting_for: list[str]
    """The corpora that are not completely embedded with the new encoder yet. The switch waits for them."""


@dataclass(frozen=True, kw_only=True)
class ReembeddingReport:
    """What the service tells as `ReembeddingReport`."""

    id: str
    corpus: str
    state: Literal["waiting", "delayed", "active", "waiting-children", "completed", "failed", "cancelled"]
    done: int
    """The rows that were stored or were stored already. For a curation, the rows done in the present stage."""

    total: int | None
    """The rows to be done in all. While a file is being read this is an estimate."""

    total_is_estimate: bool
    rate: float | None
    """Rows per second since the job started; null before a row is done."""

    eta_seconds: float | None
    error: str | None
    attempts: int
    created_at: str
    started_at: str | None
    finished_at: str | None
    name: Literal["reembed-corpus"]
    stage: Literal["waiting", "reading", "embedding", "indexing", "switching", "done"]
    space_id: str
    """The id of the encoder whose vectors are being computed."""

    result: ReembedCorpusResult | None


@dataclass(frozen=True, kw_only=True)
class ResultFile:
    """What the service tells as `ResultFile`."""

    name: ResultFileName
    bytes: int


@dataclass(frozen=True, kw_only=True)
class CurateResult:
    """What the service tells as `CurateResult`."""

    rows: int
    """The number of records that were read."""

    files: list[ResultFile]
    kept_until: str | None = None
    """When the files are removed. Earlier only when somebody deletes them or a corpus that was read, or when all
    results together are above the limit of the service, and then the oldest go first.
    """


@dataclass(frozen=True, kw_only=True)
class CurationReport:
    """What the service tells as `CurationReport`."""

    id: str
    corpus: str
    state: Literal["waiting", "delayed", "active", "waiting-children", "completed", "failed", "cancelled"]
    done: int
    """The rows that were stored or were stored already. For a curation, the rows done in the present stage."""

    total: int | None
    """The rows to be done in all. While a file is being read this is an estimate."""

    total_is_estimate: bool
    rate: float | None
    """Rows per second since the job started; null before a row is done."""

    eta_seconds: float | None
    error: str | None
    attempts: int
    created_at: str
    started_at: str | None
    finished_at: str | None
    name: Literal["curate"]
    operation: str
    """The kind of the operation, for example `neighbours`."""

    corpora: list[str]
    """All corpora that are read. The first of them is `corpus`."""

    stage: str
    result: CurateResult | None
    """What the job has left; null until it has completed. Its files are below /v1/jobs/{id}/files/."""


@dataclass(frozen=True, kw_only=True)
class JobList:
    """What the service tells as `JobList`."""

    jobs: list[JobReport]


@dataclass(frozen=True, kw_only=True)
class JobCancelled:
    """What the service tells as `JobCancelled`."""

    id: str
    cancelled: bool


@dataclass(frozen=True, kw_only=True)
class EmbeddingsResponseData:
    """What the service tells as `EmbeddingsResponseData`."""

    object: Literal["embedding"]
    index: int
    embedding: list[float] | str


@dataclass(frozen=True, kw_only=True)
class EmbeddingsResponseUsage:
    """What the service tells as `EmbeddingsResponseUsage`."""

    prompt_tokens: int
    total_tokens: int


@dataclass(frozen=True, kw_only=True)
class EmbeddingsResponse:
    """What the service tells as `EmbeddingsResponse`."""

    object: Literal["list"]
    model: str
    data: list[EmbeddingsResponseData]
    usage: EmbeddingsResponseUsage
    truncated: int
    """The number of texts that are longer than the encoder reads. Their vectors are those of their beginning."""


@dataclass(frozen=True, kw_only=True)
class AccessReport:
    """What the service tells as `AccessReport`."""

    keys: bool
    """Whether the service asks for a key."""

    name: str | None
    """The name of the key that was sent; null without one, and of a key that is unknown."""

    scopes: list[Literal["read", "write", "admin", "metrics"]]
    """What the asker may do: all that the scopes of the key include. Empty without a key that is known."""

    corpora: list[str] | None
    """The only corpora that exist for the asker; null when all do."""


@dataclass(frozen=True, kw_only=True)
class Health:
    """What the service tells as `Health`."""

    status: Literal["ok"]


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """What the service tells as `Readiness`."""

    status: Literal["ready", "read_only", "not_ready", "stopping"]
    store: str
    queue: str
    encoder: str
    disk: str


@dataclass(frozen=True, kw_only=True)
class EmbeddedRow:
    """What the service tells as `EmbeddedRow`."""

    id: str | int
    """The id that the row has in its file, as a string; the number of its line when it has no id. Where a line
    has several rows, or a row several records, `1:3` is the third row of line 1 and `7.2` the second record
    of line 7.
    """

    vector: list[float] | str
    truncated: Literal[True] | None = None
    """Present only when the text was longer than the encoder reads. The vector is then that of its beginning."""


@dataclass(frozen=True, kw_only=True)
class EmbeddingFailed:
    """What the service tells as `EmbeddingFailed`."""

    id: None
    line: int
    """The line in the file, or the number of the row when the format has no lines."""

    error: str


@dataclass(frozen=True, kw_only=True)
class ErrorDetail:
    """What the service tells as `ErrorDetail`."""

    code: Literal["invalid_request", "unsupported_format", "nothing_readable", "loss_above_limit", "unauthenticated", "forbidden", "not_found", "method_not_allowed", "request_timeout", "conflict", "payload_too_large", "headers_too_large", "space_mismatch", "data_directory_busy", "rate_limited", "storage_full", "too_much_at_once", "overloaded", "store_unavailable", "queue_unavailable", "encoder_unavailable", "embedding_service_unavailable", "tokenizer_unavailable", "cancelled", "internal"]
    """`invalid_request`: The request, a command's options or the configuration do not have the form they need.
    `unsupported_format`: The file is in no format that Kindred reads, or is not the format that was named.
    `nothing_readable`: Not one row of the file can be read in the format and layout that were found or named.
    `loss_above_limit`: Deduplication would drop a larger share of a source or of a kind of work than
    `max_loss` allows, so the job left no marks.
    `unauthenticated`: This service asks for a key, and none was sent, or the key is unknown, was revoked or
    has expired.
    `forbidden`: The key lacks the scope or the corpus, or the request comes from another web site or to
    another host name.
    `not_found`: There is no such corpus, job, file, record or route, or the key may not see it.
    `method_not_allowed`: The route exists and does not take this HTTP method.
    `request_timeout`: The headers or the body of the request came too slowly.
    `conflict`: What is there already does not allow this: a job still runs, a port or folder is taken, two
    sides differ.
    `payload_too_large`: The body, the file or the list is above a limit.
    `headers_too_large`: The address and the headers together are above 64 KiB.
    `space_mismatch`: The stored vectors were made by another encoder than the one that is configured.
    `data_directory_busy`: Another process has the embedded data directory open, and only one may.
    `rate_limited`: This key has sent more requests a minute than it may.
    `storage_full`: The disk of the data directory has no room for new work. Questions are answered all the
    same.
    `too_much_at_once`: This key has as many requests, uploads, event streams or questions about whole corpora
    under way as it may, or they hold as many bytes as they may.
    `overloaded`: All requests together hold as many bytes in memory as they may.
    `store_unavailable`: The record store does not answer, is full, or is not what Kindred can use.
    `queue_unavailable`: The job queue does not answer.
    `encoder_unavailable`: The encoder cannot be opened, or its graph failed.
    `embedding_service_unavailable`: The embedding service of a remote encoder did not answer in several
    tries, or asks to wait.
    `tokenizer_unavailable`: A tokenizer of the folder KINDRED_TOKENIZERS cannot be read, or counting or its
    chat template took too long.
    `cancelled`: The caller or another user cancelled the work.
    `internal`: A fault of Kindred, or of the server behind it, that no other code describes.
    """

    message: str
    """A message for people: what is wrong, and what to do about it."""

    field: str | None
    """The path of the field that is wrong, with dots, for example `corpora.0`; null when no field is."""

    retryable: bool
    request_id: str | None


@dataclass(frozen=True, kw_only=True)
class ErrorBody:
    """What the service tells as `ErrorBody`."""

    error: ErrorDetail


@dataclass(frozen=True, kw_only=True)
class LeakPair:
    """What the service tells as `LeakPair`."""

    verdict: LeakVerdict
    bench_id: str
    train_id: str
    bench_rows: int
    """The number of benchmark rows with this text. `bench_id` names the first of them."""

    train_rows: int
    """The number of training rows with this text. `train_id` names the first of them."""

    field: str
    """The field of the training row in which the text is: `instruction` (with the input), `output`, `system`,
    `history[0]`, or a path in the metadata such as `rejected` or `messages[1].content`.
    """

    difference: list[str]
    """Of two questions with the same words: the fields in which they differ, such as their choices."""

    content: float | None
    """Similarity in the content space; null in other fields than the instruction, which have no vectors."""

    task: float | None
    """Similarity in the task space; null like `content`."""

    level: float | None
    """The content similarity from which a shared task alone does not explain the pair."""

    ngram_8: float | None
    """The share of the benchmark row’s own 8-grams of words that the training row has too; null when it has
    none.
    """

    ngram_13: float | None
    word_ratio: float
    """2 × the words in common and in order, divided by the words of both rows. Words that differ by a typing
    error count as equal.
    """


@dataclass(frozen=True, kw_only=True)
class TaskGap:
    """What the service tells as `TaskGap`."""

    task: str | None
    """The name of the task, as `by` says; null in reports of earlier versions only."""

    kind: Literal["missing", "thin", "covered"]
    target_rows: int
    expected_rows: float
    """The training rows that the task would have if its share were that in the target."""

    found_rows: int
    lacking_rows: int
    """The rows that have to be added to reach that share."""

    covered_share: float
    """The share of the task’s rows in the target that have a similar training row of the same task."""

    filled_rows: int | None
    """The number of rows of the pool that were chosen; null without a pool."""


@dataclass(frozen=True, kw_only=True)
class TaskChange:
    """What the service tells as `TaskChange`."""

    task: str | None
    """The name of the task, as `by` says; null in reports of earlier versions only."""

    kind: Literal["added", "lost", "grown", "shrunk", "same"]
    old_rows: int
    new_rows: int
    old_share: float
    new_share: float
    z: float
    """The signed root of the log likelihood ratio (Dunning 1993), above 0 when the share has grown."""

    q: float
    """The expected share of false findings among the changes that are at least as clear (Benjamini and Hochberg
    1995).
    """


OperationReport: TypeAlias = NeighboursReport | DeduplicateReport | SelectReport | CompressReport | ContaminationReport | CorrelationReport | GapsReport | DiffReport | GroupTasksReport | ProjectReport | ExportReport


JobReport: TypeAlias = IngestionReport | ReembeddingReport | CurationReport


EmbeddingFileLine: TypeAlias = EmbeddedRow | EmbeddingFailed


__all__ = [
    "AccessReport",
    "ApartFrom",
    "AuditedPair",
    "AuditedShare",
    "AuditedTexts",
    "CheckedRow",
    "CompressReport",
    "CompressReportPredictorError",
    "CompressionCheck",
    "ConsideredRecords",
    "ContaminationReport",
    "ContaminationReportBaseRate",
    "ContaminationReportByDefinition",
    "ContaminationReportExample",
    "ContaminationReportField",
    "ContaminationReportRows",
    "ContaminationReportVerdicts",
    "CorpusDeleted",
    "CorpusDetail",
    "CorpusList",
    "CorpusSize",
    "CorrelationReport",
    "CoveragePoint",
    "CurateResult",
    "CurationAccepted",
    "CurationReport",
    "DeduplicateReport",
    "DeduplicateReportAtThreshold",
    "DeduplicateReportConflictExample",
    "DeduplicateReportConflicts",
    "DeduplicateReportKeptApart",
    "DeduplicateReportLoss",
    "DeduplicateReportPreambles",
    "DeduplicateReportRankedBy",
    "DeduplicateReportRead",
    "Demonstration",
    "DemonstrationScores",
    "DemonstrationsResponse",
    "DiffReport",
    "DiffReportChange",
    "DiffReportRows",
    "DiffReportTasks",
    "DiffReportTexts",
    "DropCounts",
    "DropPage",
    "DropPageDrop",
    "DropPageDropDecision",
    "DropPageHeldAt",
    "DuplicateAudit",
    "DuplicateAuditSample",
    "DuplicateDecisions",
    "DuplicateDecisionsThreshold",
    "DuplicateExample",
    "DuplicateReason",
    "DuplicatesCheckResponse",
    "EmbeddedRow",
    "EmbeddingFailed",
    "EmbeddingFileLine",
    "EmbeddingsResponse",
    "EmbeddingsResponseData",
    "EmbeddingsResponseUsage",
    "ErrorBody",
    "ErrorDetail",
    "ExampleRow",
    "ExportReport",
    "ExportReportDecisions",
    "ExportReportReplaced",
    "ExportReportUnwritten",
    "ExportReportUnwrittenPart",
    "Facet",
    "FacetValue",
    "Facets",
    "FileFormat",
    "GapsReport",
    "GapsReportGap",
    "GapsReportRows",
    "GapsReportTasks",
    "GapsReportWithoutTask",
    "GroupLoss",
    "GroupLosses",
    "GroupTasksReport",
    "Health",
    "IngestCorpusResult",
    "IngestionAccepted",
    "IngestionReport",
    "InspectFileAnswer",
    "InspectFileAnswerNotRead",
    "InspectFileAnswerNotReadField",
    "InspectFileAnswerRow",
    "InstructionRecord",
    "JobCancelled",
    "JobList",
    "JobReport",
    "KeepRule",
    "KindCount",
    "KindLabel",
    "KindList",
    "LabelSuspect",
    "LayoutName",
    "LeakPair",
    "LeakVerdict",
    "ManyDemonstrationsResponse",
    "NeighboursReport",
    "NeighboursReportNearest",
    "OperationReport",
    "ProjectReport",
    "ProjectReportSpaces",
    "ProjectReportSpacesTask",
    "QuotaGroup",
    "QuotaReport",
    "QuotaReportWithoutGroup",
    "Readiness",
    "RecordChanged",
    "RecordPage",
    "RecordWritten",
    "RecordWrittenError",
    "RecordsDeleted",
    "RecordsFound",
    "RecordsWritten",
    "ReembedCorpusResult",
    "ReembeddingAccepted",
    "ReembeddingReport",
    "Rejection",
    "ResultDeleted",
    "ResultFile",
    "ResultFileName",
    "RowOrigin",
    "SearchHit",
    "SearchResponse",
    "SearchScores",
    "SelectReport",
    "SelectReportEnough",
    "SelectReportQuality",
    "SelectReportTarget",
    "SelectionFingerprint",
    "SelectionManifest",
    "SelectionManifestOperation",
    "SelectionManifestOperationInitialSubset1",
    "SelectionManifestOperationQuotas",
    "SelectionManifestOperationQuotasGroups",
    "SourceCount",
    "StablePrefix",
    "Strategy",
    "TakenField",
    "TaskChange",
    "TaskCount",
    "TaskGap",
    "TaskGroup",
    "TaskGroupExample",
    "TaskGroupKind",
    "TaskGroupLabel",
    "TaskLabel",
    "TaskList",
    "TimingMs",
    "TokenizerList",
    "TokenizerListTokenizer",
    "TrainerFindings",
    "TrainerFindingsAdvice",
    "TrainerFindingsOmittedField",
    "TrainerFindingsReason",
    "TrainerFindingsSource",
    "Turn",
    "VanishingRows",
    "WordDifference",
]
