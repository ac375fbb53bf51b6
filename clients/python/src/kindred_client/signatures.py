"""Shows the options of a method one by one where people ask for help: in notebooks, editors and `help`."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def takes(options: type) -> Callable[[F], F]:
    """Names the keys of a TypedDict in the signature of a method that takes them as `**options`."""

    def named(method: F) -> F:
        signature = inspect.signature(method)
        fixed = [one for one in signature.parameters.values() if one.kind is not inspect.Parameter.VAR_KEYWORD]
        further = [
            # The service has the defaults.
            inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, default=..., annotation=getattr(kind, "__forward_arg__", kind)
            )
            for name, kind in inspect.get_annotations(options).items()
        ]
        method.__signature__ = signature.replace(parameters=[*fixed, *further])  # type: ignore[attr-defined]
        return method

    return named
