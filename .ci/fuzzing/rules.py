"""One check of our own, and the few answers that a check of Schemathesis takes for faults and that are none."""

import re

import schemathesis
from schemathesis.core.failures import Failure
from schemathesis.openapi.checks import RejectedPositiveData, UseAfterFree

ERROR_FIELDS = {"code": str, "message": str, "field": (str, type(None)), "retryable": bool, "request_id": str}


@schemathesis.check
def documented_error_shape(ctx, response, case):
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
def filter_failure(context, failure, case, response):
    """False drops the failure."""
    return not any(is_none(failure, case, response) for is_none in RULES)


def other_dimensions(failure, case, response):
    """The number of dimensions belongs to the encoder of the installation: the schemas cannot name it."""
    return (
        isinstance(failure, RejectedPositiveData)
        and case.operation.definition.raw["operationId"] == "createEmbeddings"
        and error_of(response)["field"] == "dimensions"
    )


def no_such_file(failure, case, response):
    """JSON Schema cannot say of bytes that they are a readable file, nor of a path that a file is there."""
    if not isinstance(failure, RejectedPositiveData):
        return False
    operation = case.operation.definition.raw["operationId"]
    error = error_of(response)
    if operation == "embedFile":
        unreadable = error["code"] in ("unsupported_format", "nothing_readable")
        return unreadable or error["field"] == "columns" or re.match("Nothing was uploaded", error["message"])
    return operation == "startIngestion" and (error["field"] == "path" or re.match("Nothing was", error["message"]))


def kept_report(failure, case, response):
    """DELETE on a job cancels it; its report stays."""
    return isinstance(failure, UseAfterFree) and re.fullmatch("/v1/jobs/[^/]+(/events)?", case.formatted_path)


# Fields of an operation that another field rules out, or needs: JSON Schema says it of no value but of their relation.
TOGETHER = {
    "findContamination": {"bench"},
    "findGaps": {"target", "pool"},
    "findDiff": {"new"},
    "deduplicate": {"against"},
    "startExport": {"apply", "gzip", "layout", "columns"},
    "selectRecords": {"quality_key", "quotas", "target"},
}


def fields_together(failure, case, response):
    """A corpus beside itself, or options that do not go together."""
    operation = case.operation.definition.raw["operationId"]
    return isinstance(failure, RejectedPositiveData) and error_of(response)["field"] in TOGETHER.get(operation, set())


RULES = (other_dimensions, no_such_file, kept_report, fields_together)


def error_of(response):
    return response.json()["error"]
