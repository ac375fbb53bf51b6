"""Which parts of a long text are read where what asks least is left out: the reference of the service's tokenizer."""

import re
from collections.abc import Callable

from tokenizers import Tokenizer

from asking import SPACE, Asking, Clause, clauses_of, units

LOOKED_AT, CLAUSES_LOOKED_AT = 32_000, 4_096
MARGIN, MOST_CLAUSES, MOST_TRIED, SURE = 2, 6, 24, 0.5
SHARE_OF_AN_EDGE = 1 / 16
BLANK = re.compile(rf"[{SPACE}\r\n\v\f\u0085\u2028\u2029]*")


def paired(part: str) -> str:
    """Units cut out of a text, without halves of pairs at either end."""
    first = "\ufffd" + part[1:] if "\udc00" <= part[0] <= "\udfff" else part
    return first[:-1] + "\ufffd" if "\ud800" <= first[-1] <= "\udbff" else first


def clauses_looked_at(text: str) -> list[Clause]:
    """The clauses of both ends of a text of UTF-16 units, or all of one that is short enough."""
    if len(text) <= LOOKED_AT:
        clauses = clauses_of(text)
    else:
        half, moved = LOOKED_AT // 2, len(text) - LOOKED_AT // 2
        end = clauses_of(paired(text[moved:]))
        clauses = clauses_of(paired(text[:half]))
        clauses += [Clause(one.start + moved, one.text, one.before, one.after) for one in end]
    if len(clauses) <= CLAUSES_LOOKED_AT:
        return clauses
    return clauses[: CLAUSES_LOOKED_AT // 2] + clauses[-CLAUSES_LOOKED_AT // 2 :]


def asking_parts(
    text: str, asking: Asking, size: Callable[[str], int], room: int
) -> tuple[list[tuple[int, int]], bool]:
    """Begin and end of the parts that ask most, in their order, and whether the first choice surely asks."""
    clauses = clauses_looked_at(text)
    scores = asking.scores(clauses)
    order = sorted(range(len(clauses)), key=lambda index: -scores[index])
    taken: list[Clause] = []
    left = room
    tried: set[str] = set()
    for index in order:
        clause = clauses[index]
        done = len(taken) == MOST_CLAUSES or len(tried) == MOST_TRIED
        if scores[index] < scores[order[0]] - MARGIN or done:
            break
        if clause.text in tried:
            continue  # what a text repeats is read once
        tried.add(clause.text)
        needed = size(clause.text)
        if needed <= left or not taken:
            left = max(0, left - needed)
            taken.append(clause)
    parts: list[tuple[int, int]] = []
    for clause in sorted(taken, key=lambda one: one.start):
        if parts and BLANK.fullmatch(text[parts[-1][1] : clause.start]):
            parts[-1] = (parts[-1][0], clause.end)
        else:
            parts.append((clause.start, clause.end))
    return parts, bool(order) and scores[order[0]] >= SURE


def read_ids(text: str, encode: Callable[[str], list[int]], room: int, asking: Asking) -> list[int]:
    """The ids that are read of a text, without special tokens; `encode` gives those of a whole text."""
    whole = encode(text)
    if len(whole) <= room:
        return whole
    found = units(text)

    def encoded(piece: str) -> list[int]:
        return encode(piece.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))

    smallest = int(room * SHARE_OF_AN_EDGE)
    parts, sure = asking_parts(found, asking, lambda piece: len(encoded(piece)), room - 2 * smallest)
    if not parts:
        return whole[: room - room // 2] + whole[len(whole) - room // 2 :]
    ids = [one for start, end in parts for one in encoded(found[start:end])][: room - 2 * smallest]
    edge = smallest if sure else (room - len(ids)) // 2
    last = encoded(found[parts[-1][1] :])
    return encoded(found[: parts[0][0]])[:edge] + ids + last[max(0, len(last) - edge) :]


def framed_ids(text: str, tokenizer: Tokenizer, most: int, asking: Asking) -> list[int]:
    """At most `most` ids that are read of a text, one special token at each end among them."""
    whole: list[int] = tokenizer.encode(text).ids
    if len(whole) <= most:
        return whole

    def encode(part: str) -> list[int]:
        return tokenizer.encode(part, add_special_tokens=False).ids

    return [whole[0], *read_ids(text, encode, most - 2, asking), whole[-1]]
