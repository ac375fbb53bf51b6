"""Pairs of requests: what is drawn, and that a near request costs when it comes nearer than the same one."""

import torch

from content_pairs import Pair, PairSampler, pairs_found, texts_of

PAIRS = [Pair(f"request {number}", f"same {number}", f"near {number}") for number in range(6)]


def test_a_batch_holds_different_pairs_and_either_request_asks() -> None:
    sampler = PairSampler(PAIRS, 1, 4)
    batches = [sampler.batch() for _ in range(20)]
    assert all(len({pair.near for pair in batch}) == 4 for batch in batches)
    asking = {pair.request.split()[0] for batch in batches for pair in batch}
    assert asking == {"request", "same"}
    assert all({pair.request, pair.same, pair.near} == {*PAIRS[int(str(pair.near)[5:])]} for b in batches for pair in b)


def test_the_loss_asks_for_the_same_request_before_the_near_one() -> None:
    request, other = torch.eye(6).chunk(2)
    found = pairs_found(torch.cat([request, request, other]), 3, 0.05)
    missed = pairs_found(torch.cat([request, other, request]), 3, 0.05)
    assert found < 0.01 < 10 < missed


def test_pairs_without_a_near_request_are_compared_with_the_others_alone() -> None:
    assert texts_of([Pair("a", "A", None), Pair("b", "B", "c"), Pair("d", "D", None)]) == list("abdABDc")
    request = torch.eye(3)
    assert pairs_found(torch.cat([request, request]), 3, 0.05) < 0.01
    assert pairs_found(torch.cat([request, request.roll(1, 0)]), 3, 0.05) > 10
