"""The files that a recipe reads, found and named as the command line does."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_ABOUT_DATA = re.compile(
    r"^(readme|license|licence|copying|notice|citation|changelog|contributing|requirements|croissant|dataset_infos?"
    r"|dataset_dict|state)([-_.].*)?$",
    re.IGNORECASE,
)
"""Files beside the rows that describe them."""
_CACHE = re.compile(r"^cache-[0-9a-f]+.*\.arrow$")
_TEXTS = (".json", ".jsonl", ".ndjson", ".yaml", ".yml", ".csv", ".tsv")
_ENDINGS = (*_TEXTS, ".parquet", ".arrow", ".feather", ".ipc", ".arrows", ".txt", ".text", ".md")
_COMPRESSED = re.compile(r"\.(gz(ip)?|zstd?)$", re.IGNORECASE)
_PARTITION = re.compile(r"^[^=]+=")
_PATTERN = re.compile(r"[*?\[\]{}]")
_UNKNOWN_PATTERN = re.compile(r"[@+!?*]\(")
_LISTED = 3


@dataclass(frozen=True)
class FoundFile:
    """A file that is to be read."""

    path: Path
    name: str
    """The name that its records keep, with the folders below the one that was named."""
    split: str | None = None
    """The split that the folder of a saved data set says."""


def find_files(arguments: list[str]) -> tuple[list[FoundFile], list[str]]:
    """The files that whole paths, folders and patterns name, in the order of their names, and what was left out.

    :raises FileNotFoundError: when one names nothing that can be read
    """
    files: list[FoundFile] = []
    notes: list[str] = []
    for argument in arguments:
        found, left = _find_one(argument)
        files += found
        notes += left
    return files, notes


def _find_one(argument: str) -> tuple[list[FoundFile], list[str]]:
    path = Path(argument)
    if path.is_dir():
        return _chosen(path, _below(path, hidden=True))
    if path.exists():
        return [FoundFile(path, _with_partitions(path))], []
    if _PATTERN.search(argument):
        return _of_pattern(argument)
    raise FileNotFoundError(f'There is no file "{argument}".')


def _with_partitions(path: Path) -> str:
    """A file named by itself is known by its own name, after folders that are columns."""
    folders: list[str] = []
    for folder in path.parents:
        if not _PARTITION.match(folder.name):
            break
        folders.insert(0, folder.name)
    return "/".join([*folders, path.name])


def _below(folder: Path, *, hidden: bool) -> Iterator[str]:
    for where, folders, names in os.walk(folder, followlinks=True):
        if not hidden:
            folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if hidden or not name.startswith("."):
                yield (Path(where) / name).relative_to(folder).as_posix()


def _of_pattern(pattern: str) -> tuple[list[FoundFile], list[str]]:
    if _UNKNOWN_PATTERN.search(pattern):
        raise ValueError(f'The pattern "{pattern}": only *, **, ?, [...] and {{...}} are known.')
    parts = pattern.replace(os.sep, "/").split("/")
    first = next(index for index, part in enumerate(parts) if _PATTERN.search(part))
    folder = Path("/".join(parts[:first]) or ("/" if pattern.startswith("/") else "."))
    matcher = re.compile(_translated("/".join(parts[first:])))
    names = [name for name in _below(folder, hidden=True) if matcher.fullmatch(name)]
    if not names:
        raise FileNotFoundError(f'No file fits the pattern "{pattern}".')
    return _chosen(folder, iter(names))


def _translated(pattern: str) -> str:
    """A pattern as a regular expression. What begins with a dot is met by a pattern that says the dot alone."""
    made = ""
    index = 0
    depth = 0
    while index < len(pattern):
        rest = pattern[index:]
        at_start = index == 0 or pattern[index - 1] == "/"
        visible = r"(?!\.)" if at_start else ""
        if at_start and re.match(r"\*\*(/|$)", rest):
            made += r"(?:(?!\.)[^/]+/)*" if rest.startswith("**/") else r"(?:(?!\.)[^/]+/)*(?!\.)[^/]+"
            index += 3
            continue
        character = rest[0]
        bracket = re.match(r"\[([!^]?)(\]?[^\]/]*)\]", rest)
        if character == "*":
            made += f"{visible}[^/]*"
        elif character == "?":
            made += f"{visible}[^/]"
        elif bracket is not None:
            made += f"{visible}(?!/)[{'^' if bracket[1] else ''}{re.escape(bracket[2]).replace(chr(92) + '-', '-')}]"
            index += len(bracket[0]) - 1
        elif character == "{" or (character == "}" and depth > 0):
            depth += 1 if character == "{" else -1
            made += "(?:" if character == "{" else ")"
        elif character == "," and depth > 0:
            made += "|"
        else:
            made += re.escape(character)
        index += 1
    return made


def _saved_splits(folder: Path) -> set[str]:
    """The folders that a saved `DatasetDict` lists, each a split."""
    try:
        splits = json.loads((folder / "dataset_dict.json").read_text(encoding="utf-8")).get("splits")
    except (OSError, ValueError, AttributeError):
        return set()
    return {one for one in splits if isinstance(one, str)} if isinstance(splits, list) else set()


def _chosen(folder: Path, names: Iterator[str]) -> tuple[list[FoundFile], list[str]]:
    splits = _saved_splits(folder)
    files: list[FoundFile] = []
    left: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda one: one.encode("utf-16-be", "surrogatepass")):
        reason = _why_left_out(name)
        if reason is None:
            first = name.split("/")[0]
            files.append(FoundFile(folder / name, name, first if first in splits else None))
        else:
            left.setdefault(reason, []).append(name)
    notes = [_left_out(folder, those, reason) for reason, those in left.items()]
    if not files:
        raise FileNotFoundError(" ".join([f'"{folder}" has no file whose name ends in {", ".join(_ENDINGS)}.', *notes]))
    return files, notes


def _why_left_out(name: str) -> str | None:
    """Why a file of a folder is not read; None for one that is. Whoever names a file by itself reads it."""
    *folders, file = name.split("/")
    if any(part.startswith((".", "_")) for part in (*folders, file)):
        return "hidden"
    if _ABOUT_DATA.match(file):
        return "about the data"
    if _CACHE.match(file):
        return "a cache of datasets"
    known = _COMPRESSED.sub("", file).lower().endswith(tuple(_ENDINGS))
    return None if known else "of no known ending"


def _left_out(folder: Path, names: list[str], reason: str) -> str:
    some = ", ".join(names[:_LISTED])
    more = ", …" if len(names) > _LISTED else ""
    return f"Left out of {folder}, {len(names):,} file{'' if len(names) == 1 else 's'} {reason}: {some}{more}."
