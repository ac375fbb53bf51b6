"""What may be left out in requests.

Written by clients/python/scripts/write_types.py from the OpenAPI document; do not change it here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias, TypedDict

RecordFilter: TypeAlias = "Mapping[str, Sequence[Mapping[str, Any]]]"
"""Conditions under `must`, `should` and `must_not`, as in Qdrant."""


class FindDemonstrationsOptions(TypedDict, total=False):
    """Find demonstrations that fit an instruction: what may be left out."""

    input: str
    """What the instruction is about, where that is a text of its own. Default: `""`."""
    system: str
    """What the answerer is told to be or to heed. It stands in the prompt and is not searched by. Default: `""`."""
    history: Sequence[Mapping[str, Any]]
    """The turns of the conversation before the instruction, oldest first. They stand in the prompt and are not
    searched by. Default: `[]`.
    """
    messages: Sequence[Mapping[str, Any]]
    """A conversation instead of an instruction, as chat models take it. Its last turn, of the user, is the
    instruction; system turns at its beginning are `system`, and what stands between is `history`.
    """
    k: int
    """How many demonstrations are wanted. Default: `4`."""
    strategy: Literal["balanced", "fit", "dpp", "coverage", "topk", "mmr", "hybrid", "bm25", "random"]
    """Default: `"balanced"`."""
    fetch_k: int
    """How many candidates are considered. Default: the larger of 50 and 10 k."""
    lambda_mult: float
    """The weight of nearness to the query against difference from each other; with 1 only nearness counts.
    Default: 0.5.
    """
    diversity: float
    """The same weight as 1 - `lambda_mult`. Only one of the two may be given."""
    filter: RecordFilter
    group_by: str
    """At most one demonstration for each value of this field, so that as many values as there are demonstrations
    are covered. Of `label`, `kind` and `source` the 100 most frequent values are looked up, each by itself;
    of `metadata.<key>` those among the `fetch_k` (1,000 when left out) nearest records.
    """
    min_fit: float
    """The lowest chance of fitting that a demonstration may have, see `scores.fit`. Default: 0.5, and none for
    `bm25`, `random` and encoders that tell no chance. 0 allows any.
    """
    score_threshold: float
    """The lowest task similarity that a demonstration may have. Default: none; with an encoder that tells no
    chance of fitting, the level that was measured for unrelated instructions. -1 allows any similarity.
    """
    allow_near: bool
    """Whether near copies of the query (content similarity of 0.95 or more) may be demonstrations. Default:
    `false`.
    """
    max_tokens: int
    """The most tokens that all demonstrations may have together, counted by `tokenizer`, or by that of the
    encoder when none is named. A demonstration that does not fit is skipped.
    """
    max_prompt_tokens: int
    """The most tokens that the whole prompt may have, as `prompt_tokens` counts them: demonstrations and query,
    with all that the chat template adds. A query that alone has more is given without demonstrations, and
    `reason` says so. It needs `tokenizer`, and goes with no `backbone`, which would then depend on the length
    of the query.
    """
    tokenizer: str
    """The tokenizer of the model that the prompt is for, by its name in the folder that the operator has
    configured (KINDRED_TOKENIZERS). Tokens are then those of this model, those of its chat template included
    when the prompt consists of turns. An unknown name is answered with a list of those there are.
    """
    backbone: int
    """How many demonstrations stand before the `k` others as a stable beginning of the prompt, for the caches of
    models: records of the kind of work that is asked for, the same ones in the same order for every query of
    this kind as long as the corpora are what they are. They count towards `max_tokens`, before the others,
    and are chosen without a look at the query: `min_fit`, `allow_near` and `strategy` are for the others.
    Default: `0`.
    """
    order: Literal["near_last", "near_first", "alternate"]
    """Default: `"near_last"`."""
    format: Literal["messages", "alpaca", "text", "chat"]
    """Default: `"messages"`."""
    seed: int
    """The seed of the strategy `random`. Default: `42`."""


class FindManyDemonstrationsOptions(TypedDict, total=False):
    """Find demonstrations for up to 256 queries: what may be left out."""

    corpora: Sequence[str]
    """The corpora to search; all when left out."""
    k: int
    """How many demonstrations each query gets. Default: `4`."""
    strategy: Literal["balanced", "fit", "dpp", "coverage", "topk", "mmr", "hybrid", "bm25", "random"]
    """Default: `"balanced"`."""
    fetch_k: int
    """How many candidates are considered. Default: the larger of 50 and 10 k."""
    lambda_mult: float
    """The weight of nearness to the query against difference from each other; with 1 only nearness counts.
    Default: 0.5.
    """
    diversity: float
    """The same weight as 1 - `lambda_mult`. Only one of the two may be given."""
    filter: RecordFilter
    group_by: str
    """At most one demonstration for each value of this field, so that as many values as there are demonstrations
    are covered. Of `label`, `kind` and `source` the 100 most frequent values are looked up, each by itself;
    of `metadata.<key>` those among the `fetch_k` (1,000 when left out) nearest records.
    """
    min_fit: float
    """The lowest chance of fitting that a demonstration may have, see `scores.fit`. Default: 0.5, and none for
    `bm25`, `random` and encoders that tell no chance. 0 allows any.
    """
    score_threshold: float
    """The lowest task similarity that a demonstration may have. Default: none; with an encoder that tells no
    chance of fitting, the level that was measured for unrelated instructions. -1 allows any similarity.
    """
    allow_near: bool
    """Whether near copies of the query (content similarity of 0.95 or more) may be demonstrations. Default:
    `false`.
    """
    max_tokens: int
    """The most tokens that all demonstrations may have together, counted by `tokenizer`, or by that of the
    encoder when none is named. A demonstration that does not fit is skipped.
    """
    max_prompt_tokens: int
    """The most tokens that the whole prompt may have, as `prompt_tokens` counts them: demonstrations and query,
    with all that the chat template adds. A query that alone has more is given without demonstrations, and
    `reason` says so. It needs `tokenizer`, and goes with no `backbone`, which would then depend on the length
    of the query.
    """
    tokenizer: str
    """The tokenizer of the model that the prompt is for, by its name in the folder that the operator has
    configured (KINDRED_TOKENIZERS). Tokens are then those of this model, those of its chat template included
    when the prompt consists of turns. An unknown name is answered with a list of those there are.
    """
    backbone: int
    """How many demonstrations stand before the `k` others as a stable beginning of the prompt, for the caches of
    models: records of the kind of work that is asked for, the same ones in the same order for every query of
    this kind as long as the corpora are what they are. They count towards `max_tokens`, before the others,
    and are chosen without a look at the query: `min_fit`, `allow_near` and `strategy` are for the others.
    Default: `0`.
    """
    order: Literal["near_last", "near_first", "alternate"]
    """Default: `"near_last"`."""
    format: Literal["messages", "alpaca", "text", "chat"]
    """Default: `"messages"`."""
    seed: int
    """The seed of the strategy `random`. Default: `42`."""


class StartIngestionOptions(TypedDict, total=False):
    """Ingest a file into a corpus: what may be left out."""

    format: Literal["json", "jsonl", "yaml", "csv", "tsv", "parquet", "arrow", "text"]
    """The format of the file; detected when left out."""
    layout: Literal["alpaca", "dolly", "sharegpt", "messages", "query-response", "text", "columns"]
    """The layout of the rows; detected when left out."""
    map: str
    """The name of a column map that Kindred ships, such as `lm-eval`."""
    rows: str
    """The list that holds the rows of a JSON file, as a dotted path such as `data.items`; found when left out."""
    source: str
    """The source of the rows that name none."""
    split: str
    """The split of the rows of the file; told by the file when left out."""


class InspectFileOptions(TypedDict, total=False):
    """Show how a file would be read: what may be left out."""

    format: Literal["json", "jsonl", "yaml", "csv", "tsv", "parquet", "arrow", "text"]
    """The format of the file; detected when left out."""
    layout: Literal["alpaca", "dolly", "sharegpt", "messages", "query-response", "text", "columns"]
    """The layout of the rows; detected when left out."""
    map: str
    """The name of a column map that Kindred ships, such as `lm-eval`."""
    rows: str
    """The list that holds the rows of a JSON file, as a dotted path such as `data.items`; found when left out."""
    source: str
    """The source of the rows that name none."""
    split: str
    """The split of the rows of the file; told by the file when left out."""
    show: int
    """How many rows are shown. Default: 3."""


class ListCorporaOptions(TypedDict, total=False):
    """List corpora: what may be left out."""

    limit: int
    """Default: 1000."""


class ListRecordsOptions(TypedDict, total=False):
    """Page through the records of a corpus: what may be left out."""

    limit: int
    """Default: 50."""
    label: str
    kind: str
    """The kind of work."""
    source: str
    file: str
    """The file that the records came from."""
    split: str
    """The part of a data set that the row belongs to, such as `train` or `validation`."""


class PutRecordsOptions(TypedDict, total=False):
    """Write records: what may be left out."""

    wait: Literal["true"]
    """The answer comes when the records are found: by searches, as demonstrations, in counts. There is no other
    way. Default: "true".
    """


class PatchRecordOptions(TypedDict, total=False):
    """Change some fields of a record: what may be left out."""

    by: Literal["id", "user_id"]
    """Whether `id` is the id of the record, or the id that its row had in its file. Default: "id"."""
    instruction: str
    """What is asked for."""
    input: str
    """What the instruction is about, where that is a text of its own."""
    output: str
    """The answer."""
    system: str
    """What the answerer is told to be or to heed."""
    history: Sequence[Mapping[str, Any]]
    """The turns of the conversation before the instruction, oldest first."""
    source: str | None
    """Where the record is from."""
    user_id: str | None
    """Your own key of the record."""
    metadata: Mapping[str, Any]
    """The fields that change: they are set, those that are null are removed, and all others stay."""


class DeleteRecordOptions(TypedDict, total=False):
    """Delete a record: what may be left out."""

    by: Literal["id", "user_id"]
    """Whether `id` is the id of the record, or the id that its row had in its file. Default: "id"."""


class GetRecordsOptions(TypedDict, total=False):
    """Several records: what may be left out."""

    ids: Sequence[str]
    """The ids of records. This or `user_ids` is given."""
    user_ids: Sequence[str]
    """Your own keys of records."""


class DeleteRecordsOptions(TypedDict, total=False):
    """Delete several records: what may be left out."""

    ids: Sequence[str]
    """The ids of records. This or `user_ids` is given."""
    user_ids: Sequence[str]
    """Your own keys of records."""


class SearchRecordsOptions(TypedDict, total=False):
    """Search the records of a corpus: what may be left out."""

    like: Sequence[str]
    """The ids of records, of any corpus, that those looked for are like. They are not found themselves."""
    unlike: Sequence[str]
    """The ids of records that those looked for are unlike: what is looked for moves away from them as far as it
    was from them. They are not found themselves.
    """
    space: Literal["fused", "task", "content", "words"]
    """Default: `"fused"`."""
    filter: RecordFilter
    limit: int
    """How many records a page has. Default: `10`."""
    after: str
    """The value of `next` on the page before, with the same request otherwise."""


class CountFacetsOptions(TypedDict, total=False):
    """The values of fields, with counts: what may be left out."""

    limit: int
    """How many values of each field are named. Default: 20."""


class ListTasksOptions(TypedDict, total=False):
    """The tasks in a corpus: what may be left out."""

    limit: int
    """Default: 50."""
    examples: int
    """Default: 3."""


class ListKindsOptions(TypedDict, total=False):
    """The kinds of work in a corpus: what may be left out."""

    limit: int
    """Default: 50."""
    examples: int
    """Default: 3."""


class FindNeighboursOptions(TypedDict, total=False):
    """Compute the neighbours of every record: what may be left out."""

    space: Literal["task", "content"]
    """The space whose distances count. Default: "task"."""
    k: int
    """The number of neighbours of each record. Default: 32."""


class DeduplicateOptions(TypedDict, total=False):
    """Find duplicates: what may be left out."""

    threshold: float | Literal["auto"]
    """The content similarity from which a record whose words ask for the same is a paraphrase. Where one of the
    two has additional terms, it is at least 0.9. `auto`: the lowest from which nine in ten paraphrases are
    right by their chances, explained in the report. Default: 0.9.
    """
    target_rows: int | float | None
    """How many records are to stay, or below 1 which share of them: `threshold` is then moved, from 0.7 to 1,
    until no more stay. Nothing is dropped that is no duplicate: where too few are, more records stay, and the
    report says so.
    """
    jaccard_threshold: float
    """The share of common character 5-grams from which a record whose words ask for the same is a near copy.
    Default: 0.7.
    """
    read_pairs: bool
    """Whether pairs that words leave open are read token by token, where the encoder can. Of a pair that is
    found the same in this way the content may be less similar than `threshold` by 0.2, above 0.9 by twice
    what is left below 1. Default: true.
    """
    keep: Literal["longest", "quality", "newest", "first", "random"]
    """Which of several duplicates stays. `longest`: the longest answer, then the longest request. `quality`: the
    highest number in `quality_key`. `newest`: the latest date in `date_key`; of dates such as 03/04/2024
    another one of the field must show whether the day stands first. Records without such a value come last.
    `first`: the earliest line in its file, with files in the order of their names; records whose line is not
    known are compared by the id that they had in their file. `random`: drawn with `seed`. Ties are decided by
    the id of the record. Default: "longest".
    """
    quality_key: str
    """The metadata field that `keep: quality` reads. Default: "quality"."""
    date_key: str
    """The metadata field that `keep: newest` reads. Default: "date"."""
    rank_by: Sequence[Mapping[str, Any]]
    """Fields that decide instead of `keep` which record stays. A later field decides ties of those before."""
    seed: int
    """The seed of `keep: random`. Default: 42."""
    against: str | None
    """Another corpus: records that it has already are dropped. Records of the corpus itself are then not
    compared with each other, and `keep` and `rank_by` have nothing to decide.
    """
    max_loss: float | None
    """The largest share of a source, or of a kind of work, that may be dropped as near copies and paraphrases.
    Above it the job fails with `loss_above_limit` and leaves no marks, where at least 20 rows are concerned.
    Exact copies are not counted, neither among what is lost nor among the rows: nothing is lost with them.
    Null: any share. Default: 0.5.
    """
    task_fields: Sequence[str]
    """Fields of the metadata, by path or last name, that are part of the request: records that differ in one are
    never duplicates. What the others are is told by their names and values; the report lists it.
    """
    answer_fields: Sequence[str]
    """Fields of the metadata, by path or last name, that are part of the answer: records that differ in one are
    a conflict. What the others are is told by their names and values; the report lists it.
    """
    ignore_fields: Sequence[str]
    """Fields of the metadata, by path or last name, that are neither: records that differ in one may be
    duplicates. What the others are is told by their names and values; the report lists it.
    """


class SelectRecordsOptions(TypedDict, total=False):
    """Take a part of a corpus that stands for the whole: what may be left out."""

    method: Literal["facility_location", "round_robin", "k_center", "k_means", "threshold", "random"]
    """`facility_location` takes the rows that best stand for all rows. With a `target`, `round_robin` lets each
    of its rows in turn take the nearest row that is not taken yet. `k_center` takes the row farthest from
    those already taken, which favours rare tasks. `k_means` takes the row nearest to the centre of each
    cluster. `threshold` takes the best rows by `quality_key` that are not near a row already taken. `random`
    is the baseline. Default: "facility_location".
    """
    space: Literal["task", "content"]
    """The space whose similarities count. Default: "task"."""
    k: int
    """The number of neighbours of each record in the graph. Default: 32."""
    seed: int
    """The seed of `k_means`, of `random` and of the baseline. Default: 42."""
    quality_key: str
    """For the methods `facility_location` and `threshold`: a metadata field with a number that is higher for
    better rows. Rows without it count as the lowest.
    """
    alpha: float
    """The weight of coverage in `facility_location` with a `quality_key`. Quality has the weight 1 - `alpha`.
    Default: 0.7.
    """
    threshold: float
    """For the method `threshold`: rows that are more similar than this to a row already taken are left out.
    Default: 0.9.
    """
    initial_subset: Sequence[str] | Mapping[str, Any]
    """Rows that count as taken already: for coverage and for quotas, but not for the budget. `{"job"}` names the
    rows that this job keeps.
    """
    exclude: Sequence[str] | Mapping[str, Any]
    """Rows that are never taken and need not be covered. `{"job"}` names the rows that this job does not keep,
    for example duplicates.
    """
    by: Literal["label", "kind", "group"]
    """What counts as the task of a row: its `label`, its `kind` of work, or the `group` of `group-tasks` that
    its kind or label is in. Rows without one have no task: they are counted apart, and never taken together
    for a task. Default: "label".
    """
    quotas: Mapping[str, Any]
    target: str
    """Rows whose tasks are similar to those of this corpus are taken."""
    relevance: float
    """With `target` and `facility_location`: the weight of similarity to it in addition to covering it (eta of
    FLQMI). Default: 1.
    """
    vector_field: str
    """For the method `round_robin`: a metadata field of both corpora with a vector of your own as a list of 2 to
    4096 numbers, for example a gradient or a state of the model that is to be trained. They count instead of
    those of the encoder.
    """
    replays: Mapping[str, Any]
    """The fingerprint of an earlier selection. The job fails unless corpus, encoder and result are the same."""


class CompressBenchmarkOptions(TypedDict, total=False):
    """Pick rows that stand for a whole benchmark: what may be left out."""

    method: Literal["stratified", "k_means", "disagreement"]
    """`stratified` divides the benchmark into cells of equal size and draws one row of each, which gives
    estimates without bias. `k_means` takes the row nearest to the centre of each cluster, as the paper does.
    These rows are typical, and therefore often easier than others. `disagreement` takes the rows on which
    models with known results (`score_fields` or `metric`) disagree most, and leaves `predictor.json`, which
    tells the score of a later model from its results on these rows. Default: "stratified".
    """
    space: Literal["task", "content"]
    """The space in which the distances between rows count; not for the method disagreement. Default: "task"."""
    seed: int
    """Default: 42."""
    score_fields: Sequence[str]
    """Metadata fields with the score of each row, one field for each model. The method disagreement chooses by
    them; the estimates of the others are checked against them.
    """
    metric: str
    """Every metadata field `MODEL/METRIC` with this metric counts as a score field, as `kindred merge-scores`
    names them.
    """
    scores: Mapping[str, float]
    """The scores of all rows or of the representatives, by the id of the record or the id that the row had in
    its file.
    """


class FindContaminationOptions(TypedDict, total=False):
    """Find rows of a benchmark in training data: what may be left out."""

    threshold: Literal["auto"] | float
    """The content similarity from which a row in other words says the same. `auto` derives it for each row from
    the similarity that rows of the same task reach; it is at least 0.85. Default: "auto".
    """
    same_task_from: float
    """The similarity in the task space from which two rows ask for the same kind of work, whatever their labels.
    Default: 0.7.
    """


class CorrelateCorporaOptions(TypedDict, total=False):
    """Tell how corpora relate: what may be left out."""

    normalize: Literal["l2", "paper_sum"]
    """How vectors are scaled: `l2` to length 1, `paper_sum` by the sum of their components, as the code of the
    paper does. `paper_sum` reverses the direction of vectors with a negative sum. Default: "l2".
    """
    by: Literal["label", "kind", "group"]
    """Compares the corpora by what counts as a task too, in `shared_tasks`: by labels, kinds of work or groups
    of tasks.
    """


class FindGapsOptions(TypedDict, total=False):
    """Find the tasks that training data lack: what may be left out."""

    pool: str | None
    """A corpus whose rows may fill the gaps."""
    per_task: int
    """The most rows of the pool that are chosen for one task. Default: 20."""
    by: Literal["label", "kind", "group"]
    """What counts as the task of a row: its `label`, its `kind` of work, or the `group` of `group-tasks` that
    its kind or label is in. Rows without one have no task: they are counted apart, and never taken together
    for a task. Default: "label".
    """
    same_task_from: float
    """The similarity in the task space from which two rows ask for the same kind of work, whatever their labels.
    Default: 0.7.
    """


class FindDiffOptions(TypedDict, total=False):
    """Tell what changed from one corpus to another: what may be left out."""

    by: Literal["label", "kind", "group"]
    """What counts as the task of a row: its `label`, its `kind` of work, or the `group` of `group-tasks` that
    its kind or label is in. Rows without one have no task: they are counted apart, and never taken together
    for a task. Default: "label".
    """
    same_task_from: float
    """The similarity in the task space from which two rows ask for the same kind of work, whatever their labels.
    Default: 0.7.
    """


class GroupTasksOptions(TypedDict, total=False):
    """Group the records of a corpus by task: what may be left out."""

    merge_at: float
    """How similar two labels must be to become one group. At 1 their records can’t be told apart. Default: 0.85."""
    min_size: int
    """Groups with fewer records are dissolved. When it is not given, groups of labels or neighbours need 5
    records, and a kind of work is a group of any size.
    """
    examples: int
    """The number of examples for each group. Default: 4."""


class ProjectCorpusOptions(TypedDict, total=False):
    """Draw the map of a corpus: what may be left out."""

    neighbours: int
    """How many nearest rows pull at each row. Few show small groups, many the large picture. Default: 15."""
    seed: int
    """The same records and seed give the same map, byte for byte, when it is made anew. Default: 42."""
    anew: bool
    """Whether the last map of the corpus is not the start of this one. It is otherwise, so that known rows stay
    near their places. Default: false.
    """


class StartExportOptions(TypedDict, total=False):
    """Write a corpus into a file: what may be left out."""

    format: Literal["json", "jsonl", "csv", "tsv", "parquet", "atlas"]
    """Default: "jsonl"."""
    gzip: bool
    """Whether the file is gzipped. Refused for Parquet, which is compressed in any case. Default: false."""
    layout: Literal["alpaca", "sharegpt", "messages", "prompt-completion", "prompt-only", "preference", "kto", "dolly", "query-response", "text", "columns"] | None
    """The layout of all rows; null to write each row as it came, field by field."""
    plain: bool
    """Whether prompts and answers are texts instead of lists of turns, in `prompt-completion`, `prompt-only`,
    `preference`, `kto`. Default: false.
    """
    ranking: bool | None
    """Whether a file in `alpaca`, `sharegpt` is one of preference pairs. Null: it is when every record is a
    pair. False: the chosen answers alone are written.
    """
    lossy: bool
    """Whether records that the layout for trainers cannot hold whole are written in part. Default: false."""
    with_metadata: bool
    """Whether rows for trainers have the other fields of their records, and marks, as further columns. Default:
    false.
    """
    filter: RecordFilter | None
    """Which records are written; null for all."""
    escape_formulas: bool
    """Whether texts that spreadsheets would run as formulas get an apostrophe in front, in CSV and TSV. A file
    that is read again keeps the apostrophes. Default: false.
    """
    columns: Mapping[str, Any] | None
    """The column map for the layout `columns`."""
    marks: Sequence[str]
    """The jobs whose marks are written beside the rows."""
    apply: bool
    """Whether records are left out when marks say that they are not kept. Default: false."""
    without_marks: bool
    """Whether the marks decide what is left out and are not written beside the rows; with `apply`. Default:
    false.
    """
    space: Literal["task", "content"]
    """The space that the format `atlas` shows. Default: "task"."""


class CheckDuplicatesOptions(TypedDict, total=False):
    """Tell which rows are new: what may be left out."""

    threshold: float
    """The content similarity from which a row whose words ask for the same is a paraphrase. Default: `0.9`."""
    jaccard_threshold: float
    """The share of common character 5-grams from which a row whose words ask for the same is a near copy.
    Default: `0.7`.
    """
    task_fields: Sequence[str]
    """Fields of the metadata, by path or last name, that are part of the request: records that differ in one are
    never duplicates. What the others are is told by their names and values; the report lists it. Default:
    `[]`.
    """
    answer_fields: Sequence[str]
    """Fields of the metadata, by path or last name, that are part of the answer: records that differ in one are
    a conflict. What the others are is told by their names and values; the report lists it. Default: `[]`.
    """
    ignore_fields: Sequence[str]
    """Fields of the metadata, by path or last name, that are neither: records that differ in one may be
    duplicates. What the others are is told by their names and values; the report lists it. Default: `[]`.
    """


class SampleDropsOptions(TypedDict, total=False):
    """Draw dropped duplicates to judge: what may be left out."""

    size: int
    """How many pairs are drawn. Default: 100."""
    seed: int
    """What is drawn: the same seed gives the same pairs, and a smaller sample is the beginning of a larger one.
    Default: 42.
    """


class ListDropsOptions(TypedDict, total=False):
    """Page through dropped duplicates: what may be left out."""

    limit: int
    """Default: 20."""
    after: int
    """The value of `next` on the page before. Default: 0."""
    threshold: float
    """Only drops that this threshold makes too. One below that of the job leaves nothing out."""
    source: str
    """Only records of this source that were dropped."""
    reason: Literal["exact", "lexical", "paraphrase"]
    """`exact`: the same request and answer, apart from case, white space and punctuation of prose. `lexical`:
    nearly the same letters. `paraphrase`: similar content. Records of the latter two reasons ask for the same
    by their words, and are of the same kind of task.
    """
    decision: Literal["same", "different", "swap", "open"]
    """Only drops that were decided so; `open`: those that nobody decided."""
    order: Literal["doubtful", "surest"]
    """Which come first: the most doubtful, or the surest, which is the same list from its end. Default:
    "doubtful".
    """


class DecideDropsOptions(TypedDict, total=False):
    """Decide on dropped duplicates: what may be left out."""

    decisions: Sequence[Mapping[str, Any]]
    threshold: float | None
    """A threshold above that of the job: drops that it would not make are taken back, unless they were
    confirmed. Null goes back to that of the job; left out, it stays as it is.
    """


class ListJobsOptions(TypedDict, total=False):
    """List jobs: what may be left out."""

    limit: int
    """Default: 20."""
    kind: Literal["ingest-corpus", "reembed-corpus", "neighbours", "deduplicate", "select", "compress", "contamination", "correlation", "gaps", "diff", "group-tasks", "project", "export"]
    """Only jobs of this kind, for example `ingest-corpus` or `deduplicate`."""
    corpus: str
    """Only jobs that read or fill this corpus."""


class CreateEmbeddingsOptions(TypedDict, total=False):
    """Embed texts: what may be left out."""

    tokenizer: str
    """Whose token ids `input` holds, by its name in the folder of the operator (KINDRED_TOKENIZERS). Default:
    `cl100k_base`, the encoding by which LangChain counts for models that it does not know. Of no use with
    texts.
    """
    dimensions: int
    """Only the number of dimensions that the encoder has is accepted."""


class EmbedFileOptions(TypedDict, total=False):
    """Embed every row of a file: what may be left out."""

    format: Literal["json", "jsonl", "yaml", "csv", "tsv", "parquet", "arrow", "text"]
    """The format of the file; detected when left out."""
    layout: Literal["alpaca", "dolly", "sharegpt", "messages", "query-response", "text", "columns"]
    """The layout of the rows; detected when left out."""
    map: str
    """The name of a column map that Kindred ships, such as `lm-eval`."""
    rows: str
    """The list that holds the rows of a JSON file, as a dotted path such as `data.items`; found when left out."""
    source: str
    """The source of the rows that name none."""
    split: str
    """The split of the rows of the file; told by the file when left out."""


__all__ = [
    "CheckDuplicatesOptions",
    "CompressBenchmarkOptions",
    "CorrelateCorporaOptions",
    "CountFacetsOptions",
    "CreateEmbeddingsOptions",
    "DecideDropsOptions",
    "DeduplicateOptions",
    "DeleteRecordOptions",
    "DeleteRecordsOptions",
    "EmbedFileOptions",
    "FindContaminationOptions",
    "FindDemonstrationsOptions",
    "FindDiffOptions",
    "FindGapsOptions",
    "FindManyDemonstrationsOptions",
    "FindNeighboursOptions",
    "GetRecordsOptions",
    "GroupTasksOptions",
    "InspectFileOptions",
    "ListCorporaOptions",
    "ListDropsOptions",
    "ListJobsOptions",
    "ListKindsOptions",
    "ListRecordsOptions",
    "ListTasksOptions",
    "PatchRecordOptions",
    "ProjectCorpusOptions",
    "PutRecordsOptions",
    "RecordFilter",
    "SampleDropsOptions",
    "SearchRecordsOptions",
    "SelectRecordsOptions",
    "StartExportOptions",
    "StartIngestionOptions",
]
