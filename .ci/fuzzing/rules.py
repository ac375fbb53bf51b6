"""One check of our own, and the few answers that a check of Schemathesis takes for faults and that are none."""

import re
from typing import Any

import schemathesis
from schemathesis import Case, CheckContext, HookContext, Response
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.openapi.checks import RejectedPositiveData, UseAfterFree

ERROR_FIELDS = {"code": str, "message": str, "field": (str, type(None)), "retryable": bool, "request_id": str}


@schemathesis.check
def documented_error_shape(ctx: CheckContext, response: Response, case: Case) -> None:
    """Every error, of whatever status, has the one shape, a message and the request id of its header."""
    if response.status_code < 400 or case.method == "HEAD":
        return
    # Not ready is an answer of /readyz, with a shape of its own.
    if case.path == "/readyz" and response.status_code == 503:
        return
    try:
        error = response.json()["error"]
        fits = set(error) == set(ERROR_FIELDS) and all(isinstance(error[name], of) for name, of in ERROR_FIELDS.items())
    except (ValueError, KeyError, TypeError):
        fits = False
    if not fits or error["message"] == "" or [error["request_id"]] != response.headers.get("x-request-id"):
        raise Failure(operation=case.operation.label, title="Error in another shape", message=response.text[:500])


@schemathesis.hook
def filter_failure(context: HookContext, failure: Failure, case: Case, response: Response) -> bool:
    """False drops the failure."""
    return not any(is_none(failure, case, response) for is_none in RULES)


def of_the_installation(failure: Failure, case: Case, response: Response) -> bool:
    """The number of dimensions is the encoder's, and what token ids mean a tokenizer's: the schemas know neither."""
    if not isinstance(failure, RejectedPositiveData):
        return False
    error = error_of(response)
    is_token_id = "token ids" in error["message"]
    operation = case.operation.definition.raw["operationId"]
    return operation == "createEmbeddings" and (error["field"] == "dimensions" or is_token_id)


def no_such_file(failure: Failure, case: Case, response: Response) -> bool:
    """JSON Schema cannot say of bytes that they are a readable file, nor of a path that a file is there."""
    if not isinstance(failure, RejectedPositiveData):
        return False
    operation = case.operation.definition.raw["operationId"]
    error = error_of(response)
    # Which maps there are, the installation says, and none goes with a column map. The schema of a column map
    # describes its value, and cannot bound the text of which the value is read.
    too_long = error["field"] == "columns" and error["message"].startswith("columns: Too big")
    if operation in ("embedFile", "inspectFile", "startIngestion") and (error["field"] == "map" or too_long):
        return True
    if operation in ("embedFile", "inspectFile"):
        unreadable = error["code"] in ("unsupported_format", "nothing_readable")
        return unreadable or error["field"] == "columns" or error["message"].startswith("Nothing was uploaded")
    return operation == "startIngestion" and (error["field"] == "path" or error["message"].startswith("Nothing was"))


def kept_report(failure: Failure, case: Case, response: Response) -> bool:
    """DELETE on a job cancels it; its report stays."""
    job = re.fullmatch("/v1/jobs/[^/]+(/events)?", case.formatted_path)
    return isinstance(failure, UseAfterFree) and job is not None


# Fields of an operation that another field rules out, or needs: JSON Schema says it of no value but of their relation.
OF_SOME_STRATEGIES = {"diversity", "fetch_k", "group_by", "lambda_mult", "seed"}
TOGETHER = {
    "findContamination": {"bench"},
    "compressBenchmark": {"method", "space"},
    "findGaps": {"target", "pool", "per_task"},
    "findDiff": {"new"},
    "deduplicate": {"against", "date_key", "keep", "quality_key", "rank_by", "seed", "threshold"},
    "startExport": {
        "apply",
        "format",
        "gzip",
        "layout",
        "columns",
        "plain",
        "ranking",
        "lossy",
        "with_metadata",
        "without_marks",
        "escape_formulas",
        "space",
    },
    "findDemonstrations": {"tokenizer", "max_prompt_tokens", *OF_SOME_STRATEGIES},
    "findManyDemonstrations": {"tokenizer", "max_prompt_tokens", *OF_SOME_STRATEGIES},
    "searchRecords": {"unlike", "space"},
    "selectRecords": {"alpha", "quality_key", "quotas", "relevance", "space", "target", "threshold", "vector_field"},
}


def fields_together(failure: Failure, case: Case, response: Response) -> bool:
    """A corpus beside itself, or options that do not go together."""
    operation = case.operation.definition.raw["operationId"]
    return isinstance(failure, RejectedPositiveData) and error_of(response)["field"] in TOGETHER.get(operation, set())


def minimum_above_maximum(failure: Failure, case: Case, response: Response) -> bool:
    """JSON Schema says no relation between the two limits of a group."""
    operation = case.operation.definition.raw["operationId"]
    if not isinstance(failure, RejectedPositiveData) or operation != "selectRecords":
        return False
    error = error_of(response)
    return str(error["field"]).startswith("quotas.") and "is above the maximum" in error["message"]


def last_turn_of_user(failure: Failure, case: Case, response: Response) -> bool:
    """JSON Schema says nothing of the last item of a list: that of a conversation must be the user's."""
    if not isinstance(failure, RejectedPositiveData):
        return False
    return re.fullmatch(r"(queries\.\d+\.)?messages", str(error_of(response)["field"])) is not None


def condition_of_filter(failure: Failure, case: Case, response: Response) -> bool:
    """JSON Schema says no relation between a field and its range, nor between two bounds, nor which days there are."""
    if not isinstance(failure, RejectedPositiveData):
        return False
    return (
        re.search(r"(^|\.)(must|should|must_not)\.\d+\.(key|range(\.[a-z]+)?)$", str(error_of(response)["field"]))
        is not None
    )


def given_by_a_job(failure: Failure, case: Case, response: Response) -> bool:
    """Which pairs a sample has, and which records a job dropped, only that job says."""
    if not isinstance(failure, RejectedPositiveData):
        return False
    return re.fullmatch(r"(judgements|decisions)\.\d+\.id", str(error_of(response)["field"])) is not None


def given_by_a_page(failure: Failure, case: Case, response: Response) -> bool:
    """Where a page of a search ended, only the page before says."""
    operation = case.operation.definition.raw["operationId"]
    return (
        isinstance(failure, RejectedPositiveData)
        and operation == "searchRecords"
        and error_of(response)["field"] == "after"
    )


def too_long_address(failure: Failure, case: Case, response: Response) -> bool:
    """A wrong column map in an address above the limit is refused for its length, before it is looked at."""
    return isinstance(failure, AcceptedNegativeData) and response.status_code == 431


def id_or_key(failure: Failure, case: Case, response: Response) -> bool:
    """The id of a record is a UUID, a key of the user any text: JSON Schema says no relation between `id` and `by`."""
    operation = case.operation.definition.raw["operationId"]
    of_a_record = operation in ("getRecord", "patchRecord", "deleteRecord")
    return isinstance(failure, RejectedPositiveData) and of_a_record and error_of(response)["field"] == "id"


RULES = (
    id_or_key,
    too_long_address,
    of_the_installation,
    no_such_file,
    kept_report,
    fields_together,
    minimum_above_maximum,
    last_turn_of_user,
    condition_of_filter,
    given_by_a_job,
    given_by_a_page,
)


def error_of(response: Response) -> dict[str, Any]:
    return response.json()["error"]
