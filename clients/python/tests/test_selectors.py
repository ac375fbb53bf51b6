"""Selectors of examples for other packages, asked of the real service. No model is asked."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys

import pytest
from langchain_core.example_selectors.base import BaseExampleSelector
from langchain_core.prompts import FewShotPromptTemplate, PromptTemplate

from conftest import ROOT
from kindred_client import AsyncKindred, Kindred, LocalService
from kindred_client.langchain import KindredExampleSelector

FIELDS = {"question": "instruction", "context": "input", "answer": "output"}


@pytest.fixture(scope="module")
def sample(service: LocalService) -> str:
    with Kindred(service.url) as client:
        client.corpus("sample").ingest(ROOT / "infra/sample/instructions.jsonl").wait()
    return "sample"


def test_a_prompt_of_langchain_gets_examples_that_fit(kindred: Kindred, sample: str) -> None:
    selector = KindredExampleSelector(kindred.corpus(sample), fields=FIELDS, k=2)
    assert isinstance(selector, BaseExampleSelector)
    prompt = FewShotPromptTemplate(
        example_selector=selector,
        example_prompt=PromptTemplate.from_template("Q: {question} {context}\nA: {answer}"),
        suffix="Q: {question} {context}\nA:",
        input_variables=["question", "context"],
    )
    text = prompt.format(question="Fix the grammar of this sentence.", context="She go to school.")
    assert text.count("Q: ") == 3
    assert "grammar" in text.split("\n")[0]
    assert text.endswith("Q: Fix the grammar of this sentence. She go to school.\nA:")


def test_what_asks_for_nothing_gets_no_examples(kindred: Kindred, sample: str) -> None:
    assert KindredExampleSelector(kindred.corpus(sample)).select_examples({"instruction": "hello"}) == []


def test_a_prompt_without_the_instruction_is_refused_with_its_name(kindred: Kindred, sample: str) -> None:
    with pytest.raises(KeyError, match=r"no variable 'question', which is the instruction. It has \['text'\]"):
        KindredExampleSelector(kindred.corpus(sample), fields=FIELDS).select_examples({"text": "x"})


@pytest.mark.parametrize("is_awaited", [False, True])
def test_an_example_that_was_added_is_selected(service: LocalService, kindred: Kindred, is_awaited: bool) -> None:
    async def main() -> list[dict[str, str]]:
        async with AsyncKindred(service.url) as client:
            awaited = client.corpus("added") if is_awaited else None
            selector = KindredExampleSelector(kindred.corpus("added"), fields=FIELDS, awaited=awaited, k=1)
            await selector.aadd_example({"question": "Write a poem about rain.", "answer": "Soft."})
            return await selector.aselect_examples({"question": "Write a poem about snow."})

    assert asyncio.run(main()) == [{"question": "Write a poem about rain.", "context": "", "answer": "Soft."}]
    kindred.corpus("added").delete()


def run(example: str, *arguments: str, url: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "KINDRED_URL": url}
    command = [sys.executable, str(ROOT / "examples" / example), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_the_example_of_langchain_ends_its_prompt_with_the_instruction(service: LocalService, sample: str) -> None:
    done = run("langchain_selector.py", "Write a short poem about rain.", sample, url=service.url)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("ai: ") == 3
    assert done.stdout.strip().endswith("human: Write a short poem about rain.")
    missing = run("langchain_selector.py", "Write a poem.", "nobody", url=service.url)
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "There is no corpus 'nobody'" in missing.stderr


def test_the_example_of_dspy_shows_records_that_fit_and_ends_its_prompt_with_the_question(
    service: LocalService, sample: str
) -> None:
    done = run("dspy_few_shot.py", "Write a short poem about rain.", sample, url=service.url)
    assert done.returncode == 0, done.stderr
    roles = [
        line.split(":")[0] for line in done.stdout.splitlines() if line.startswith(("system:", "user:", "assistant:"))
    ]
    assert roles == ["system", *["user", "assistant"] * 3, "user"]
    assert "Write a short poem about rain." in done.stdout.rsplit("user:", 1)[1]
    missing = run("dspy_few_shot.py", "Write a poem.", "nobody", url=service.url)
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "There is no corpus 'nobody'" in missing.stderr


DSPY = """
import asyncio, dspy, sys
from dspy.utils import DummyLM
from kindred_client import Kindred
from kindred_client.dspy import KindredFewShot

model = DummyLM([{"answer": "anew"}] * 20)
dspy.configure(lm=model)
fields = {"question": "instruction", "context": "input", "answer": "output"}
with Kindred() as kindred:
    few = lambda **more: KindredFewShot(2, kindred.corpus(sys.argv[1]), fields=fields, **more)
    program = few().compile(dspy.ChainOfThought("question, context -> answer"))
    assert isinstance(few(), dspy.KNNFewShot)
    shown = few().examples(question="Fix the grammar of this sentence.", context="She go to school.")
    assert len(shown) == 2 and "grammar" in shown[-1].question, shown
    assert sorted(shown[0].inputs()) == ["context", "question"]
    assert few().examples(question="hello") == []
    model_calls = len(model.history)
    dspy.Predict("question -> answer")
    few().compile(dspy.Predict("question, context -> answer"))(question="hello", context="")
    assert len(model.history) == model_calls + 1
    boot = few(max_bootstrapped_demos=1, max_labeled_demos=1)
    boot.compile(dspy.Predict("question, context -> answer"))(question="Fix the grammar.", context="She go.")
    assert len(model.history) == model_calls + 3
    try:
        few().examples(text="x")
    except KeyError as error:
        assert "no input 'question', which is the instruction. It has ['text']" in str(error)
    else:
        raise AssertionError
    for wrong in ({"question": "instruktion"}, {"answer": "output"}):
        try:
            KindredFewShot(2, kindred.corpus(sys.argv[1]), fields=wrong)
        except ValueError as error:
            assert "instruktion" in str(error) or "is the instruction" in str(error)
        else:
            raise AssertionError(wrong)
    asked = {"question": "Fix the grammar of this sentence.", "context": "She go to school."}
    turns = lambda of: len(of.history[-1]["messages"])
    for made in (few(), boot):
        awaited = made.compile(dspy.Predict("question, context -> answer"))
        awaited(**asked)
        shown = turns(model)
        asyncio.run(awaited.acall(**asked))
        assert (shown > 2, turns(model)) == (True, shown), (shown, turns(model))
    other = DummyLM([{"answer": "of another model"}] * 4)
    student = dspy.Predict("question, context -> answer")
    student.set_lm(other)
    assert few().compile(student)(**asked).answer == "of another model"
    later = few().compile(dspy.Predict("question, context -> answer"))
    later.set_lm(other)
    assert later(**asked).answer == "of another model"
"""


def test_it_takes_the_place_of_knn_few_shot_and_asks_a_model_for_examples_only_when_it_is_to_bootstrap(
    service: LocalService, sample: str
) -> None:
    environment = {**os.environ, "KINDRED_URL": service.url}
    command = [sys.executable, "-c", DSPY, sample]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
