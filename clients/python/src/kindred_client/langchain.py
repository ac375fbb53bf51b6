"""Selects few-shot examples for prompts of LangChain. Needs langchain-core."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from langchain_core.example_selectors.base import BaseExampleSelector

from kindred_client.answers import DemonstrationsResponse
from kindred_client.async_corpus import AsyncCorpus
from kindred_client.corpus import Corpus

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from kindred_client.options import FindDemonstrationsOptions

_FIELDS = {"instruction": "instruction", "input": "input", "output": "output"}


class KindredExampleSelector(BaseExampleSelector):
    """Selects records of a corpus that are likely to do the kind of work that is asked for, and differ from each other.

    Where nothing fits, it selects nothing, and the prompt has no examples.
    """

    def __init__(
        self,
        corpus: Corpus,
        *,
        fields: Mapping[str, str] | None = None,
        awaited: AsyncCorpus | None = None,
        **how: Unpack[FindDemonstrationsOptions],
    ) -> None:
        """Keeps what to ask. Nothing is asked yet.

        :param corpus: where the examples are
        :param fields: which variable of the prompts is which field of a record, for example
            `{"question": "instruction", "answer": "output"}`; without it they have the same names
        :param awaited: the same corpus of an `AsyncKindred`, for `aselect_examples`; without it a thread waits
        :param how: what `Corpus.demonstrations` takes, such as `k`, `strategy` and `min_fit`
        """
        self.corpus = corpus
        self.awaited = awaited
        self.fields = dict(fields or _FIELDS)
        self.how = how

    def select_examples(self, input_variables: dict[str, str]) -> list[dict[str, Any]]:
        """Examples for the variables of a prompt, in the order in which they are to stand in it."""
        return self._examples(self.corpus.demonstrations(**self._asked(input_variables)))

    async def aselect_examples(self, input_variables: dict[str, str]) -> list[dict[str, Any]]:
        """The same, awaited."""
        if self.awaited is None:
            return await super().aselect_examples(input_variables)
        return self._examples(await self.awaited.demonstrations(**self._asked(input_variables)))

    def add_example(self, example: dict[str, str]) -> None:
        """Adds an example to the corpus, and waits until it can be found."""
        self.corpus.ingest([self._row(example)]).wait(progress=False)

    async def aadd_example(self, example: dict[str, str]) -> None:
        """The same, awaited."""
        if self.awaited is None:
            await super().aadd_example(example)
        else:
            await (await self.awaited.ingest([self._row(example)])).wait(progress=False)

    def _row(self, variables: Mapping[str, str]) -> dict[str, str]:
        return {self.fields.get(name, name): value for name, value in variables.items()}

    def _asked(self, variables: Mapping[str, str]) -> Any:  # noqa: ANN401 - arguments of `demonstrations`
        row = self._row(variables)
        if "instruction" not in row:
            names = [name for name, field in self.fields.items() if field == "instruction"] or ["instruction"]
            raise KeyError(
                f"The prompt has no variable {names[0]!r}, which is the instruction. It has {list(variables)}."
            )
        return {**self.how, "instruction": row["instruction"], **({"input": row["input"]} if row.get("input") else {})}

    def _examples(self, found: DemonstrationsResponse) -> list[dict[str, Any]]:
        return [
            {name: getattr(one.record, field) for name, field in self.fields.items()} for one in found.demonstrations
        ]
