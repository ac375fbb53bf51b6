"""Shows how far a job is: a bar of tqdm where that is installed, in notebooks too, and otherwise a line of text."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

    from kindred_client.answers import JobReport


class _Bar(Protocol):
    def show(self, report: JobReport) -> None: ...

    def close(self) -> None: ...


class Progress:
    """Shows reports as they come, and nothing when it is off."""

    def __init__(self, wanted: bool | None) -> None:
        """`wanted` is None to show it to people only: in a terminal and in notebooks."""
        is_wanted = _someone_looks() if wanted is None else wanted
        self._bar = _new_bar() if is_wanted else None

    def __enter__(self) -> Self:
        """Begins."""
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        """Ends the line."""
        if self._bar is not None:
            self._bar.close()

    def show(self, report: JobReport) -> None:
        """Shows a report."""
        if self._bar is not None:
            self._bar.show(report)


def title_of(report: JobReport) -> str:
    """What a job does, and on what."""
    return f"{getattr(report, 'operation', None) or report.name} {report.corpus}: {report.stage}"


def _someone_looks() -> bool:
    return sys.stderr.isatty() or "ipykernel" in sys.modules


def _new_bar() -> _Bar:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return _Line()
    return _Tqdm(tqdm(unit=" rows", leave=True))


class _Tqdm:
    def __init__(self, bar: Any) -> None:  # noqa: ANN401
        self._bar = bar

    def show(self, report: JobReport) -> None:
        self._bar.total = report.total
        self._bar.set_description_str(title_of(report), refresh=False)
        self._bar.update(report.done - self._bar.n)
        self._bar.refresh()

    def close(self) -> None:
        self._bar.close()


class _Line:
    """One line that is written over, or in a file a line for each stage."""

    def __init__(self) -> None:
        self._last = ""

    def show(self, report: JobReport) -> None:
        of = "" if report.total is None else f" of {'about ' if report.total_is_estimate else ''}{report.total}"
        left = "" if not report.eta_seconds else f", {report.eta_seconds:.0f} s left"
        text = f"{title_of(report)}, {report.done}{of} rows{left}"
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{text}\x1b[K")
            sys.stderr.flush()
        elif report.stage != self._last:
            print(text, file=sys.stderr)
        self._last = report.stage

    def close(self) -> None:
        if self._last and sys.stderr.isatty():
            sys.stderr.write("\n")
