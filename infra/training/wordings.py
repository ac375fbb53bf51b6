"""The words around a kind of work: openings, details, marks of a passage, cues. The data are in `wordings.json`."""

from dataclasses import dataclass, fields
from pathlib import Path

from data_files import BadDataError, check_placeholders, fields_of, read_object, texts_of

FILE = Path(__file__).with_name("wordings.json")
PLACEHOLDERS = {  # what is put in for them by batches.py; the other lists have none
    "openings": ("do", "Do", "ask", "on"),
    "details": ("out",),
    "wrappers": ("",),
}


@dataclass(frozen=True)
class WordLists:
    """Alternatives, of which one is drawn at a time. One that stands twice in its list is drawn twice as often."""

    languages: tuple[str, ...]  # for {language} in kinds.json
    programming: tuple[str, ...]  # for {programming}
    authors: tuple[str, ...]  # for {author}
    openings: tuple[str, ...]  # {do} the imperative, {Do} with a capital, {ask} the question, {on} what is given
    details: tuple[str, ...]  # further sentences of a request; {out} the form of the answer
    marks: tuple[str, ...]  # what stands before a passage
    cues: tuple[str, ...]  # what stands at the end, where the answer begins
    wrappers: tuple[str, ...]  # common phrases around an instruction of the corpora, which stands for {}


def read_word_lists(path: Path = FILE) -> WordLists:
    """The checked lists of a file."""
    names = [field.name for field in fields(WordLists)]
    value = fields_of(read_object(path), names, path.name)
    lists = {}
    for name in names:
        where = f'{path.name}: "{name}"'
        lists[name] = texts_of(value[name], where, empty=name in ("marks", "cues"))
        check_placeholders(lists[name], PLACEHOLDERS.get(name, ()), where)
    for wrapper in lists["wrappers"]:
        if wrapper.count("{}") != 1:
            raise BadDataError(f'{path.name}: "wrappers": {wrapper!r} has to have one {{}}')
    return WordLists(**lists)


WORD_LISTS = read_word_lists()
