"""Few-shot examples for programs of DSPy, in the place of its `KNNFewShot`. Needs dspy."""

from __future__ import annotations

from collections.abc import Mapping
from types import MethodType
from typing import TYPE_CHECKING, Any

from dspy import Example, Module
from dspy.teleprompt import KNNFewShot

from kindred_client.corpus import Corpus

if TYPE_CHECKING:
    from kindred_client.options import FindDemonstrationsOptions

_FIELDS = {"instruction": "instruction", "input": "input", "output": "output"}
_ASKED = ("instruction", "input", "system")


class KindredFewShot(KNNFewShot):  # type: ignore[misc]
    """An optimizer as `KNNFewShot`, whose examples are records of a corpus that do the kind of work of an input.

    Where `KNNFewShot` takes the k nearest rows of a list, this takes up to k that are likely to fit and differ from each
    other, none when nothing fits, and one for each class with `how={"group_by": ...}`. Nothing is embedded here.
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
        """
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
            return super().compile(student, teacher=teacher)
        compiled = student.reset_copy()

        def forward(_: Module, **inputs: Any) -> Any:  # noqa: ANN401 - what the program takes and gives
            shown = self.examples(**inputs)
            program = student.reset_copy()
            for predictor in program.predictors():
                predictor.demos = list(shown)
            return program(**inputs)

        compiled.forward = MethodType(forward, compiled)
        return compiled
