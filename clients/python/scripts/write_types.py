"""Writes the types of answers and options from the OpenAPI document of the service.

python3 clients/python/scripts/write_types.py            # after `npm run openapi`
python3 clients/python/scripts/write_types.py --check    # ends with 1 when the types are out of date
"""

from __future__ import annotations

import json
import keyword
import re
import sys
import textwrap
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = ROOT / "services/api/openapi/openapi.json"
PACKAGE = Path(__file__).resolve().parents[1] / "src/kindred_client"
WIDTH = 110

# Shapes that are handed on as they came: they have no fields that a program would look at.
AS_THEY_CAME = {"ColumnMap": "dict[str, Any]", "ValueType": "object"}
# Answers that have no name in the document.
ANSWER_NAMES = {
    "sampleDrops": "DuplicateAuditSample",
    "deleteResult": "ResultDeleted",
    "getAccess": "AccessReport",
    "listTokenizers": "TokenizerList",
}
# Names of classes that would be called by the path to their first use.
NAMES = {
    "AuditedPairDropped": "AuditedTexts",
    "CheckedRowApart": "ApartFrom",
    "CheckedRowDifference": "WordDifference",
    "CorpusDetailSource": "SourceCount",
    "CorpusListCorpora": "CorpusSize",
    "DeduplicateReportLossBySource": "GroupLosses",
    "DemonstrationsResponseConsidered": "ConsideredRecords",
    "DemonstrationsResponseTimingMs": "TimingMs",
    "DuplicateAuditLexical": "AuditedShare",
    "DuplicateAuditSampleDrops": "DropCounts",
    "EmbeddingFileLineError": "EmbeddingFailed",
    "EmbeddingFileLineVector": "EmbeddedRow",
    "ErrorBodyError": "ErrorDetail",
    "FacetsFacet": "Facet",
    "FacetsFacetValue": "FacetValue",
    "IngestionReportNotRead": "NotRead",
    "IngestionReportNotReadField": "FieldNotRead",
    "KindListKind": "KindCount",
    "SearchResponseHit": "SearchHit",
    "TaskListTask": "TaskCount",
}
# Answers that are not JSON, or are of no use to a program.
LEFT_OUT = {"metrics", "openapi"}
# What is sent in the path, or is a parameter of its own of the methods of the client.
PARAMETERS = {
    "findDemonstrations": {"corpora", "instruction"},
    "startIngestion": {"path", "file_name", "columns"},
    "inspectFile": {"file_name", "columns"},
    "embedFile": {"file_name", "columns", "space", "encoding_format"},
    "createEmbeddings": {"encoding_format", "user"},
    "searchRecords": {"text"},
    "countFacets": {"filter"},
    "listRecords": {"after"},
    "getRecord": {"by"},
}


def pascal(name: str) -> str:
    """`not_read` as `NotRead`, `findDemonstrations` as `FindDemonstrations`."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", name))


def field_name(name: str) -> str:
    """The name of a field in Python: `from` is `from_`."""
    return name + "_" if keyword.iskeyword(name) else name


def docstring(text: str, indent: str, fallback: str) -> list[str]:
    """A docstring of a description, wrapped."""
    said = (text or fallback).replace("\\", "\\\\").replace('"""', "'''").strip()
    first, _, rest = said.partition("\n")
    paragraphs = textwrap.wrap(first, WIDTH - len(indent))
    if len(paragraphs) == 1 and not rest:
        return [f'{indent}"""{paragraphs[0]}"""']
    lines = [f'{indent}"""{paragraphs[0]}', *(indent + line for line in paragraphs[1:])]
    for line in rest.split("\n") if rest else []:
        lines += [indent + part for part in textwrap.wrap(line, WIDTH - len(indent))] or [""]
    return [*lines, f'{indent}"""']


class Writer:
    """Turns schemas of the document into classes, and keeps the text of those that were needed."""

    def __init__(self, document: dict[str, Any]) -> None:
        """Starts with no class written."""
        self.schemas: dict[str, Any] = document["components"]["schemas"]
        self.written: dict[str, list[str]] = {}
        self.shapes: dict[str, str] = {}

    def named(self, name: str) -> str:
        """The type of a schema that has a name in the document."""
        if name in AS_THEY_CAME:
            return AS_THEY_CAME[name]
        if name not in self.written:
            self.written[name] = []  # where a schema contains itself
            schema = self.schemas[name]
            if "properties" in schema:
                self.dataclass(name, schema)
            else:
                made = self.type_of(schema, name)
                self.written.pop(name)
                self.written[name] = alias(name, made, schema.get("description", ""))
        return name

    def type_of(self, schema: object, name: str) -> str:
        """The type of a value; `name` is what a class would be called that has no name in the document."""
        if not isinstance(schema, dict):
            return "object"
        if "$ref" in schema:
            return self.named(schema["$ref"].rsplit("/", 1)[-1])
        for many in ("anyOf", "oneOf"):
            if many in schema and "properties" not in schema:
                return union(
                    [
                        self.type_of(one, f"{name}{pascal(kind_of(one, index))}")
                        for index, one in enumerate(schema[many])
                    ]
                )
        if "enum" in schema or "const" in schema:
            return literal(schema)
        kinds = schema.get("type", "any")
        return union([self.simple(kind, schema, name) for kind in ([kinds] if isinstance(kinds, str) else kinds)])

    def simple(self, kind: str, schema: dict[str, Any], name: str) -> str:
        """The type of a value of one JSON type."""
        if kind == "array" and "prefixItems" in schema:
            return "tuple[" + ", ".join(self.type_of(one, name) for one in schema["prefixItems"]) + "]"
        if kind == "array":
            return f"list[{self.type_of(schema.get('items'), singular(name))}]"
        if kind == "object":
            return self.mapping(schema, name)
        return {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}.get(
            kind, "object"
        )

    def mapping(self, schema: dict[str, Any], name: str) -> str:
        """The type of an object: a class when its fields are known."""
        if "properties" not in schema:
            values = schema.get("additionalProperties", True)
            keys = self.type_of(schema.get("propertyNames", {"type": "string"}), name + "Key")
            return f"dict[{keys}, {'Any' if values in (True, {}) else self.type_of(values, name)}]"
        shape = json.dumps(schema["properties"], sort_keys=True)
        same = [
            one for one, known in self.schemas.items() if json.dumps(known.get("properties"), sort_keys=True) == shape
        ]
        if same:
            return self.named(same[0])
        if shape not in self.shapes:
            self.shapes[shape] = NAMES.get(name, name)
            self.dataclass(self.shapes[shape], schema, name)
        return self.shapes[shape]

    def dataclass(self, name: str, schema: dict[str, Any], path: str | None = None) -> None:
        """Writes a class for an object; `path` is what classes of its fields are called by, if not the name."""
        lines = ["@dataclass(frozen=True, kw_only=True)", f"class {name}:"]
        lines += docstring(schema.get("description", ""), "    ", f"What the service tells as `{name}`.")
        required = set(schema.get("required", []))
        fields = [
            (key, self.type_of(one, (path or name) + pascal(key)), one) for key, one in schema["properties"].items()
        ]
        for key, made, one in fields:
            lines += [""] if lines[-1].endswith('"""') else []
            lines.append(f"    {field_name(key)}: " + (made if key in required else union([made, "None"]) + " = None"))
            said = one.get("description", "") if isinstance(one, dict) else ""
            lines += docstring(said, "    ", "") if said else []
        self.written.pop(name, None)
        self.written[name] = lines


def alias(name: str, made: str, said: str) -> list[str]:
    """A name for a type."""
    return [f"{name}: TypeAlias = {made}", *(docstring(said, "", "") if said else [])]


def place(lines: list[str]) -> int:
    """Where in the module a class or a name stands: a union is made when the module is read, below its classes."""
    return 1 if lines[0].startswith("@") else 0 if "= Literal[" in lines[0] else 2


def literal(schema: dict[str, Any]) -> str:
    """The type of an enumeration or a constant."""
    values = schema["enum"] if "enum" in schema else [schema["const"]]
    return "Literal[" + ", ".join(json.dumps(one) if isinstance(one, str) else repr(one) for one in values) + "]"


def kind_of(schema: object, index: int) -> str:
    """What tells the alternatives of a union apart in the names of their classes."""
    only = isinstance(schema, dict) and [key for key in schema.get("properties", {}) if key in ("vector", "error")]
    return only[0] if only else "" if index == 0 else str(index)


def singular(name: str) -> str:
    """The name of one of many."""
    return (
        name[:-3] + "y"
        if name.endswith("ies")
        else name[:-1]
        if name.endswith("s") and not name.endswith("ss")
        else name
    )


def union(types: list[str]) -> str:
    """One of several types, `None` last."""
    parts = list(dict.fromkeys(part for made in types for part in split_union(made)))
    return " | ".join([part for part in parts if part != "None"] + (["None"] if "None" in parts else []))


def split_union(made: str) -> list[str]:
    """The alternatives of a union, without those inside of brackets."""
    return re.split(r" \| (?![^\[]*\])", made)


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    """All operations of the service, in the order of the document."""
    methods = {"get", "put", "post", "patch", "delete"}
    return [one for path in document["paths"].values() for method, one in path.items() if method in methods]


def answers(document: dict[str, Any]) -> str:
    """The module of answers."""
    writer = Writer(document)
    for operation in operations(document):
        for status, response in operation["responses"].items():
            schema = response.get("content", {}).get("application/json", {}).get("schema")
            name = operation["operationId"]
            if (
                status.startswith("2")
                and schema is not None
                and name not in LEFT_OUT
                and schema.get("format") != "binary"
            ):
                writer.type_of(schema, ANSWER_NAMES.get(name, pascal(name) + "Answer"))
    for name in ("EmbeddingFileLine", "ErrorBody", "LeakPair", "TaskGap", "TaskChange", "AuditedPair"):
        writer.named(name)
    blocks = sorted(writer.written.items(), key=lambda one: place(one[1]))
    body = [line for _, lines in blocks for line in ["", "", *lines]]
    names = sorted(writer.written)
    return module(
        "Answers of the service.",
        ["from dataclasses import dataclass", "from typing import Any, Literal, TypeAlias"],
        [*body, "", "", "__all__ = [", *(f'    "{name}",' for name in names), "]"],
    )


def options(document: dict[str, Any]) -> str:
    """The module of options: what may be left out in a request."""
    lines: list[str] = []
    names = ["RecordFilter"]
    for operation in operations(document):
        name = operation["operationId"]
        fields = open_fields(operation, document["components"]["schemas"])
        fields = {key: one for key, one in fields.items() if key not in PARAMETERS.get(name, set())}
        if not fields:
            continue
        title = pascal(name) + "Options"
        names.append(title)
        lines += [
            "",
            "",
            f"class {title}(TypedDict, total=False):",
            f'    """{operation["summary"]}: what may be left out."""',
        ]
        for index, (key, one) in enumerate(fields.items()):
            lines += [""] if index == 0 else []
            lines.append(f"    {key}: {option_type(one)}")
            said = said_of(one)
            lines += docstring(said, "    ", "") if said else []
    return module(
        "What may be left out in requests.",
        ["from collections.abc import Mapping, Sequence", "from typing import Any, Literal, TypeAlias, TypedDict"],
        [
            "",
            'RecordFilter: TypeAlias = "Mapping[str, Sequence[Mapping[str, Any]]]"',
            '"""Conditions under `must`, `should` and `must_not`, as in Qdrant."""',
            *lines,
            "",
            "",
            "__all__ = [",
            *(f'    "{name}",' for name in sorted(names)),
            "]",
        ],
    )


def open_fields(operation: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The fields of the query and the JSON body that are not required."""
    fields = {
        one["name"]: one.get("schema") or one["content"]["application/json"]["schema"]
        for one in operation.get("parameters", [])
        if one["in"] == "query" and not one.get("required")
    }
    for one in operation.get("parameters", []):
        if one["name"] in fields and "description" in one:
            fields[one["name"]] = {**fields[one["name"]], "description": one["description"]}
    body = operation.get("requestBody", {}).get("content", {})
    if set(body) == {"application/json"}:
        schema = body["application/json"]["schema"]
        schema = schemas[schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema
        required = schema.get("required", [])
        fields |= {key: resolved(one, schemas) for key, one in schema["properties"].items() if key not in required}
    return fields


def resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """A schema without a reference at its top."""
    return {**schemas[schema["$ref"].rsplit("/", 1)[-1]], **schema} if "$ref" in schema else schema


def said_of(schema: dict[str, Any]) -> str:
    """The description of an option with its default."""
    said = schema.get("description", "").strip()
    default = schema.get("default")
    told = f"Default: {json.dumps(default, ensure_ascii=False)}." if default not in (None, [], {}, "") else ""
    return f"{said} {told}".strip() if said.endswith(".") or not said else f"{said}. {told}".strip()


def option_type(schema: object) -> str:
    """The type that an option takes: wide, since the service says what is wrong with a value."""
    if not isinstance(schema, dict):
        return "object"
    if {"must", "should"} <= set(schema.get("properties", {})):
        return "RecordFilter"
    for many in ("anyOf", "oneOf"):
        if many in schema:
            return union([option_type(one) for one in schema[many]])
    if "enum" in schema or "const" in schema:
        return literal(schema)
    kinds = schema.get("type", "any")
    simple = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
    return union(
        [simple.get(kind) or container(kind, schema) for kind in ([kinds] if isinstance(kinds, str) else kinds)]
    )


def container(kind: str, schema: dict[str, Any]) -> str:
    """The type of an option that is a list or an object."""
    if kind == "array":
        return f"Sequence[{option_type(schema.get('items'))}]"
    values = schema.get("additionalProperties")
    return f"Mapping[str, {option_type(values)}]" if isinstance(values, dict) and values else "Mapping[str, Any]"


def module(title: str, imports: list[str], body: list[str]) -> str:
    """The text of a module that this script writes."""
    written = "Written by clients/python/scripts/write_types.py from the OpenAPI document; do not change it here."
    return (
        "\n".join([f'"""{title}', "", written, '"""', "", "from __future__ import annotations", "", *imports, *body])
        + "\n"
    )


def main() -> int:
    """Writes or compares both modules."""
    document = json.loads(DOCUMENT.read_text())
    texts = {"answers.py": answers(document), "options.py": options(document)}
    if "--check" in sys.argv:
        stale = [name for name, text in texts.items() if (PACKAGE / name).read_text() != text]
        if stale:
            print(f"{', '.join(stale)}: out of date, run clients/python/scripts/write_types.py", file=sys.stderr)
        return 1 if stale else 0
    for name, text in texts.items():
        (PACKAGE / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
