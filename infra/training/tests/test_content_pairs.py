"""Pairs of requests: what is drawn, and that a near request costs when it comes nearer than the same one."""

import torch

from content_pairs import Pair, PairSampler, pairs_found

PAIRS = [Pair(f"request {number}", f"same {number}", f"near {number}") for number in range(6)]


def test_a_batch_holds_different_pairs_and_either_request_asks() -> None:
    sampler = PairSampler(PAIRS, 1, 4)
    batches = [sampler.batch() for _ in range(20)]
    assert all(len({pair.near for pair in batch}) == 4 for batch in batches)
    asking = {pair.request.split()[0] for batch in batches for pair in batch}
    assert asking == {"request", "same"}
    assert all({pair.request, pair.same, pair.near} == {*PAIRS[int(pair.near[5:])]} for b in batches for pair in b)


def test_the_loss_asks_for_the_same_request_before_the_near_one() -> None:
    request, other = torch.eye(6).chunk(2)
    found = pairs_found(torch.cat([request, request, other]), 0.05)
    missed = pairs_found(torch.cat([request, other, request]), 0.05)
    assert found < 0.01 < 10 < missed
