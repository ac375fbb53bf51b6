"""The kinds of work on a text, each in many wordings written for this project. The data are in `kinds.json`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data_files import BadDataError, check_placeholders, fields_of, label_of, read_object, texts_of
from passages import FORMS

FILE = Path(__file__).with_name("kinds.json")
FIELDS = ("label", "on", "passages", "do", "ask", "out")
PLACEHOLDERS = ("language", "programming", "author")  # wordings.json lists what is put in for them


@dataclass(frozen=True)
class Kind:
    """One kind of work. All fields but the label are alternatives, of which one is drawn at a time."""

    label: str  # the label that instructions of the corpora for the same work have
    on: tuple[str, ...]  # what is worked on: "a product review"
    passages: tuple[str, ...]  # forms of `passages.py` that suit it
    do: tuple[str, ...]  # the work as an imperative
    ask: tuple[str, ...]  # the work as a question
    out: tuple[str, ...]  # the form of the answer


def kind_of(value: Any, where: str) -> Kind:  # noqa: ANN401
    """One checked entry of the file."""
    fields = fields_of(value, FIELDS, where)
    texts = {name: texts_of(fields[name], f'{where}: "{name}"') for name in FIELDS if name != "label"}
    for form in texts["passages"]:
        if form not in FORMS:
            raise BadDataError(f'{where}: "passages": {form!r} is no form of passages.py')
    check_placeholders(texts["on"], (), f'{where}: "on"')
    for name in ("do", "ask", "out"):
        check_placeholders(texts[name], PLACEHOLDERS, f'{where}: "{name}"')
    return Kind(label=label_of(fields["label"], f'{where}: "label"'), **texts)


def read_kinds(path: Path = FILE) -> dict[str, Kind]:
    """Every kind of a file by its name, in the order of the file, which random choices depend on."""
    return {name: kind_of(value, f'{path.name}: "{name}"') for name, value in read_object(path).items()}


KINDS = read_kinds()
