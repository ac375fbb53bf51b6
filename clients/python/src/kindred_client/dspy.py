"""Few-shot examples for programs of DSPy, in the place of its `KNNFewShot`. Needs dspy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import fields as fields_of
from types import MethodType
from typing import TYPE_CHECKING, Any

from dspy import Example, Module
from dspy.teleprompt import KNNFewShot

from kindred_client.answers import InstructionRecord
from kindred_client.corpus import Corpus

if TYPE_CHECKING:
    from kindred_client.options import FindDemonstrationsOptions

_FIELDS = {"instruction": "instruction", "input": "input", "output": "output"}
_ASKED = ("instruction", "input", "system")


class KindredFewShot(KNNFewShot):  # type: ignore[misc]
    """An optimizer as `KNNFewShot`, whose examples are records of a corpus that do the kind of work of an input.

    Where `KNNFewShot` takes the k nearest rows of a list, this takes up to k that are likely to fit and differ from
    each other, none when nothing fits, and one for each class with `how={"group_by": ...}`. Nothing is embedded here.
    """

    def __init__(
        self,
        k: int,
        corpus: Corpus,
        *,
        fields: Mapping[str, str] | None = None,
        how: FindDemonstrationsOptions | None = None,
        **few_shot_bootstrap_args: Any,  # noqa: ANN401 - those of BootstrapFewShot
    ) -> None:
        """Keeps what to ask. Nothing is asked yet.

        :param k: the most examples of a prompt
        :param corpus: where the examples are
        :param fields: which field of the signature is which field of a record, for example
            `{"question": "instruction", "answer": "output"}`; without it they have the same names
        :param how: what `Corpus.demonstrations` takes beside `k`
        :param few_shot_bootstrap_args: those of `BootstrapFewShot`, which then lets a teacher answer the examples anew,
            as `KNNFewShot` does. Without any the answers of the records are shown, in the order that Kindred gives, and
            no model is asked for them
        :raises ValueError: when `fields` names a field that records do not have, or none is the instruction
        """
        there = [field.name for field in fields_of(InstructionRecord)]
        wrong = [field for field in (fields or _FIELDS).values() if field not in there]
        if wrong:
            raise ValueError(f"A record has no field {wrong[0]!r}. It has {', '.join(there)}.")
        if "instruction" not in (fields or _FIELDS).values():
            raise ValueError("No field of the signature is the instruction: name it in `fields`.")
        self.k = k
        self.corpus = corpus
        self.fields = dict(fields or _FIELDS)
        self.how = dict(how or {})
        self.few_shot_bootstrap_args = few_shot_bootstrap_args
        self.KNN = self.examples

    def examples(self, **inputs: Any) -> list[Example]:  # noqa: ANN401 - inputs of a program
        """The examples for the inputs of a program, in the order in which they are to stand in its prompt.

        :raises KeyError: when no input is the instruction
        """
        asked = {self.fields[name]: str(value) for name, value in inputs.items() if self.fields.get(name) in _ASKED}
        if "instruction" not in asked:
            names = [name for name, field in self.fields.items() if field == "instruction"] or ["instruction"]
            raise KeyError(f"The program has no input {names[0]!r}, which is the instruction. It has {list(inputs)}.")
        options: Any = {**self.how, "k": self.k, **asked}
        found = self.corpus.demonstrations(**options).demonstrations
        given = [name for name, field in self.fields.items() if field in _ASKED]
        return [
            Example(**{name: getattr(one.record, field) for name, field in self.fields.items()}).with_inputs(*given)
            for one in found
        ]

    def compile(self, student: Module, *, teacher: Module | None = None) -> Module:
        """A copy of a program that gets examples anew for each of its inputs."""
        if self.few_shot_bootstrap_args:
            compiled = super().compile(student, teacher=teacher)
            compiled.aforward = MethodType(_in_a_thread(compiled.forward.__func__), compiled)
            return compiled
        compiled = student.reset_copy()
        for own, before in zip(compiled.predictors(), student.predictors(), strict=True):
            own.lm = before.lm

        def showing(this: Module, shown: list[Example]) -> Module:
            program = student.reset_copy()
            for predictor, own in zip(program.predictors(), this.predictors(), strict=True):
                predictor.demos = list(shown)
                predictor.lm = own.lm
            return program

        def forward(this: Module, **inputs: Any) -> Any:  # noqa: ANN401 - what the program takes and gives
            return showing(this, self.examples(**inputs))(**inputs)

        async def aforward(this: Module, **inputs: Any) -> Any:  # noqa: ANN401 - what the program takes and gives
            shown = await asyncio.to_thread(self.examples, **inputs)
            return await showing(this, shown).acall(**inputs)

        compiled.forward = MethodType(forward, compiled)
        compiled.aforward = MethodType(aforward, compiled)
        return compiled


def _in_a_thread(forward: Callable[..., Any]) -> Callable[..., Any]:
    """The same for programs that are awaited: bootstrapping asks its teacher without awaiting it."""

    async def aforward(this: Module, **inputs: Any) -> Any:  # noqa: ANN401 - what the program takes and gives
        return await asyncio.to_thread(forward, this, **inputs)

    return aforward
