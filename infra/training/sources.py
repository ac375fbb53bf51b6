"""Which sources may be trained on: those with a licence for everybody, and what the project wrote itself."""

from collections.abc import Collection, Iterable
from pathlib import Path

from data_files import BadDataError, read_object

FILE = Path(__file__).with_name("sources.json")


def read_sources(path: Path = FILE) -> dict[str, str]:
    """Sources and their licences; a source without one is refused."""
    sources = read_object(path)
    for name, licence in sources.items():
        if not isinstance(licence, str) or not licence.strip():
            raise BadDataError(f'{path.name}: "{name}": {licence!r} is no licence')
    return sources


SOURCES = read_sources()


def check_sources(used: Iterable[str], allowed: Collection[str] = SOURCES) -> None:
    """Ends the run when a row is of a source that is not listed with its licence."""
    others = sorted(set(used) - set(allowed))
    if others:
        raise SystemExit(f"not to be trained on, because {FILE.name} does not list them: {', '.join(others)}")
