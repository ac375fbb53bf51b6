"""What the reference is given, and what is kept of its ids."""

from typing import Any


def readable(text: str) -> str:
    """As the service reads it: pairs of surrogates joined, lone ones replaced."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def within(ids: list[int], descriptor: dict[str, Any]) -> list[int]:
    """The ids that are read of a text that is too long; the reference itself can leave out nothing but an end."""
    most = descriptor["max_tokens"]
    last = most // 2 if descriptor.get("left_out") == "middle" else 1
    return ids if len(ids) <= most else ids[: most - last] + ids[-last:]
