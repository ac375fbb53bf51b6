"""A habit that no rule of ruff forbids: two calls in one statement, with a comma between them."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FILES = sorted(path for folder in (".ci", "infra", "tests") for path in (ROOT / folder).rglob("*.py"))


def tuple_statements(source: str) -> list[int]:
    """Lines of statements that are nothing but a tuple."""
    nodes = ast.walk(ast.parse(source))
    return [node.lineno for node in nodes if isinstance(node, ast.Expr) and isinstance(node.value, ast.Tuple)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_statement_is_a_tuple(path: Path) -> None:
    assert tuple_statements(path.read_text("utf-8")) == []


def test_a_tuple_that_is_a_statement_is_found() -> None:
    assert tuple_statements("a = 1, 2\nfor x in a:\n    print(x), print(a)\n") == [3]
