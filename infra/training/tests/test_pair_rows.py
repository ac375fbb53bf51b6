"""The committed groups of requests: their form, and that an epoch draws what they say."""

import json
import random
from pathlib import Path
from typing import Any

from data import fold
from pair_rows import Group, all_pairs, drawn_pairs, epoch, is_held_out

FOLDER = Path(__file__).parents[1] / "pairs/groups"
GROUP = Group("a", ("b", "c", "d"), ("e", "f", "g", "h"))


def rows() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{path.name}:{number}", json.loads(line))
        for path in sorted(FOLDER.glob("*.jsonl"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
    ]


def test_every_group_has_a_base_three_the_same_and_four_others_all_of_them_different_texts() -> None:
    found = rows()
    assert len(found) > 2500
    for place, row in found:
        assert set(row) == {"lang", "base", "same", "different"}, place
        requests = [row["base"], *row["same"], *row["different"]]
        assert len(row["same"]) == 3, place
        assert len(row["different"]) == 4, place
        assert all(request["instruction"].strip() for request in requests), place


def test_no_request_has_two_groups() -> None:
    bases = [fold(json.dumps(row["base"], ensure_ascii=False)) for _, row in rows()]
    assert len(bases) == len(set(bases))


def test_pairs_of_two_others_are_never_drawn_for_they_may_be_the_same() -> None:
    pairs = all_pairs(GROUP)
    assert len(pairs) == 6 + 16
    assert not any({pair.left, pair.right} <= set(GROUP.different) for pair in pairs)
    assert all(pair.same == ({pair.left, pair.right} <= {"a", "b", "c", "d"}) for pair in pairs)


def test_an_epoch_draws_from_every_group_and_is_the_same_for_the_same_seed() -> None:
    assert set(drawn_pairs(GROUP, random.Random(1))) <= set(all_pairs(GROUP))
    other = Group("x", ("y", "z", "w"), ("p", "q", "r", "s"))
    one = epoch([GROUP, other], [], 7)
    assert one == epoch([GROUP, other], [], 7)
    assert {text for pair in one for text in pair[:2]} & {"a", "x"} == {"a", "x"}
    assert 0.3 < sum(pair.same for pair in one) / len(one) < 0.6


def test_a_twelfth_of_all_texts_is_held_out() -> None:
    held = sum(is_held_out(f"text {number}") for number in range(6000))
    assert 400 < held < 600
