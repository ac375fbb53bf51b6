"""What people do with a corpus, asked of the real service by both clients."""

from __future__ import annotations

import asyncio
from typing import Any

import datasets
import pandas as pd
import pytest

from conftest import Ask
from kindred_client import AsyncKindred, Kindred, KindredError, LocalService, answers, exact_metadata

AWKWARD: list[dict[str, Any]] = [
    {
        "instruction": "Write a poem about rain.",
        "output": "Drip\u2028drop 🌧\x00",
        "n": None,
        "big": 2**70,
        "deep": None,
    },
    {
        "instruction": "写一首关于雪的诗。",
        "output": "雪\u0085落",
        "n": 2**53 + 1,
        "big": -(2**65),
        "deep": [{"a": [None]}],
    },
    {
        "instruction": "Translate 'cat' into German.",
        "output": "",
        "n": 3,
        "big": 0,
        "deep": [{"a": [1], "b": "\ud83d"}],
    },
]
TALK: list[dict[str, Any]] = [
    {
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": f"Name a {what}."},
            {"role": "assistant", "content": "Yes: \u00fc", "note": None},
        ],
        "meta": {"tags": ["a", None], "at": None},
    }
    for what in ("river", "tree")
]


@pytest.fixture(scope="module")
def house(service: LocalService) -> str:
    """A corpus of six poems and two translations."""
    things = ["rain", "snow", "hail", "fog", "wind", "ice"]
    rows = [
        {"instruction": f"Write a poem about {thing}.", "output": "Soft.", "topic": thing, "id": thing}
        for thing in things
    ]
    rows += [
        {"instruction": f"Translate '{word}' into German.", "output": "Ja.", "topic": "words"}
        for word in ("cat", "dog")
    ]
    with Kindred(service.url) as client:
        client.corpus("house").ingest(rows, source="tests").wait()
    return "house"


def test_demonstrations_come_with_their_scores_and_a_prompt(service: LocalService, house: str, asking: Ask) -> None:
    found: answers.DemonstrationsResponse = asking(
        service.url, lambda client: client.corpus(house).demonstrations("Write a poem about dew.", k=2, strategy="mmr")
    )
    assert {one.rank for one in found.demonstrations} == {1, 2}
    assert all("poem" in one.record.instruction for one in found.demonstrations)
    assert found.prompt[-1] == answers.Turn(role="user", content="Write a poem about dew.")
    assert found.strategy == "mmr"


def test_demonstrations_of_several_corpora_are_asked_of_the_service(
    service: LocalService, house: str, asking: Ask
) -> None:
    found = asking(service.url, lambda client: client.demonstrations("Write a poem about dew.", [house], format="text"))
    assert "Write a poem about dew." in found.prompt


def test_history_may_be_turns_of_an_answer(kindred: Kindred, house: str) -> None:
    turn = answers.Turn(role="user", content="Hello.")
    found = kindred.corpus(house).demonstrations("Write a poem.", history=[turn], k=1)  # type: ignore[list-item]
    assert turn in found.prompt


def test_searching_goes_on_where_a_page_ended(kindred: Kindred, house: str) -> None:
    corpus = kindred.corpus(house)
    first = corpus.search("a poem about weather", space="task", limit=3)
    second = corpus.search("a poem about weather", space="task", limit=3, after=first.next or "")
    assert len({hit.record.id for hit in [*first.hits, *second.hits]}) == 6
    only = {"must": [{"key": "metadata.topic", "match": {"value": "snow"}}]}
    assert [hit.record.user_id for hit in corpus.search(filter=only).hits] == ["snow"]


def test_records_come_one_by_one_and_by_their_ids(service: LocalService, house: str) -> None:
    with Kindred(service.url) as client:
        records = list(client.corpus(house).records(limit=3))
        assert len(records) == 8
        assert client.corpus(house).record("fog", by="user_id") in records
        assert client.corpus(house).record(records[0].id) == records[0]

    async def ids() -> list[str]:
        async with AsyncKindred(service.url) as client:
            return [record.id async for record in client.corpus(house).records(limit=3)]

    assert asyncio.run(ids()) == [record.id for record in records]


def test_counts_are_typed(service: LocalService, house: str, asking: Ask) -> None:
    facets = asking(
        service.url,
        lambda client: client.corpus(house).facets(
            "source", "metadata.topic", filter={"must": [{"key": "metadata.topic", "exists": True}]}, limit=1
        ),
    )
    assert facets.facets[0].values == [answers.FacetValue(value="tests", count=8)]
    assert facets.facets[1].distinct == 7
    assert asking(service.url, lambda client: client.corpus(house).detail()).records == 8
    assert asking(service.url, lambda client: client.corpus(house).tasks(limit=1)).tasks[0].count == 6
    assert asking(service.url, lambda client: client.corpus(house).kinds(examples=0)).total >= 2
    assert house in [one.name for one in asking(service.url, lambda client: client.corpora()).corpora]


def test_rows_are_checked_before_they_are_ingested(service: LocalService, house: str, asking: Ask) -> None:
    rows = [
        {"instruction": "Write a poem about rain.", "output": "Soft.", "metadata": {"topic": "rain"}},
        {"instruction": "Bake a cake.", "output": "Flour."},
    ]
    checked = asking(service.url, lambda client: client.corpus(house).duplicates_check(rows))
    assert [row.status for row in checked.rows] == ["duplicate", "new"]


def test_vectors_of_texts_and_rows_are_the_same(service: LocalService) -> None:
    with Kindred(service.url) as client:
        [one] = client.embeddings(["Write a poem."]).data
        rows = list(client.embed_rows([{"instruction": "Write a poem."}]))
    assert isinstance(rows[0], answers.EmbeddedRow)
    assert rows[0].vector == pytest.approx(one.embedding, abs=1e-5)


def test_a_file_is_inspected_before_it_is_read(service: LocalService, asking: Ask) -> None:
    rows = [{"question": "Name a river.", "answer": "The Danube.", "level": 2}]
    found = asking(service.url, lambda client: client.inspect(rows, show=1))
    assert [(row.instruction, row.output, row.metadata) for row in found.rows] == [
        ("Name a river.", "The Danube.", ["level"])
    ]


def test_an_error_names_the_field(service: LocalService, asking: Ask) -> None:
    with pytest.raises(KindredError) as failed:
        asking(service.url, lambda client: client.corpus("house").search("x", space="nearby"))
    assert (failed.value.code, failed.value.field) == ("invalid_request", "space")
    with pytest.raises(KindredError, match="not_found: There is no corpus 'nobody'"):
        asking(service.url, lambda client: client.corpus("nobody").detail())


def test_the_service_tells_how_it_is(service: LocalService, asking: Ask) -> None:
    assert asking(service.url, lambda client: client.health()).status == "ok"
    assert asking(service.url, lambda client: client.readiness()).store == "ok"
    assert not asking(service.url, lambda client: client.access()).keys
    assert asking(service.url, lambda client: client.tokenizers()) == []


async def round_trip(url: str, rows: Any, name: str) -> tuple[pd.DataFrame, datasets.Dataset]:  # noqa: ANN401
    async with AsyncKindred(url) as client:
        corpus = client.corpus(name)
        await (await corpus.ingest(rows)).wait()
        back = await corpus.to_pandas(), await corpus.to_dataset()
        await corpus.delete()
        return back


@pytest.mark.parametrize("rows", [AWKWARD, TALK], ids=["awkward", "talks"])
def test_a_data_frame_comes_back_as_it_was(kindred: Kindred, rows: list[dict[str, Any]]) -> None:
    frame = pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=object) for name in rows[0]})
    corpus = kindred.corpus("frame")
    corpus.from_pandas(frame).wait()
    back = corpus.to_pandas()
    assert [{key: plain_of(value) for key, value in row.items()} for row in back.to_dict("records")] == rows
    corpus.delete()


def plain_of(value: Any) -> Any:  # noqa: ANN401
    return None if value is pd.NA else value


def test_both_clients_bring_the_same_tables(service: LocalService, kindred: Kindred) -> None:
    corpus = kindred.corpus("tables")
    corpus.ingest(AWKWARD).wait()
    frame, dataset = corpus.to_pandas(), corpus.to_dataset()
    corpus.delete()
    other_frame, other_dataset = asyncio.run(round_trip(service.url, AWKWARD, "tables"))
    pd.testing.assert_frame_equal(frame, other_frame)
    assert dataset.to_list() == other_dataset.to_list()


@pytest.mark.parametrize("client", ["sync", "async"])
def test_a_dataset_comes_back_with_its_values_and_types(service: LocalService, kindred: Kindred, client: str) -> None:
    rows = [
        {**row, "big": 2**62 + index, "raw": b"\x00\xff", "none": None} for index, row in enumerate(AWKWARD[:2] + TALK)
    ]
    rows = [{**{key: None for one in rows for key in one}, **row} for row in rows]
    dataset = datasets.Dataset.from_list(rows)
    if client == "async":
        _, back = asyncio.run(round_trip(service.url, dataset, "set"))
    else:
        kindred.corpus("set").from_dataset(dataset).wait()
        back = kindred.corpus("set").to_dataset()
        kindred.corpus("set").delete()
    assert back.to_list() == dataset.to_list()
    assert back.features["big"] == dataset.features["big"]
    assert back.features["raw"] == dataset.features["raw"]


def test_a_part_of_a_corpus_comes_back_as_trainers_read_it(kindred: Kindred, house: str) -> None:
    only = {"must": [{"key": "metadata.topic", "match": {"value": "words"}}]}
    frame = kindred.corpus(house).to_pandas(filter=only, layout="messages")
    assert [[turn["role"] for turn in messages] for messages in frame["messages"]] == [["user", "assistant"]] * 2
    assert not [job for job in kindred.jobs(corpus=house, kind="export") if job.result and job.result.files]  # type: ignore[union-attr]


def test_values_that_json_cannot_hold_come_back_in_the_metadata(kindred: Kindred) -> None:
    corpus = kindred.corpus("exact")
    row = {**AWKWARD[0], "deep": [{"a/b": [2**64, "\x00"]}], "half": -0.0, "nothing": float("nan")}
    corpus.ingest([row]).wait()
    metadata = exact_metadata(next(corpus.records()))
    assert (metadata["big"], metadata["n"], metadata["deep"]) == (2**70, None, row["deep"])
    assert str(metadata["half"]) == "-0.0"
    assert metadata["nothing"] != metadata["nothing"]  # noqa: PLR0124 - NaN
    corpus.delete()
