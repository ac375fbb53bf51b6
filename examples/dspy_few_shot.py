"""Shows the prompt of a DSPy program whose few-shot examples Kindred selects. A fake model answers: no key is needed.

pip install 'clients/python[dspy]'
python3 examples/dspy_few_shot.py "Write a short poem about rain." [CORPUS]
"""

import sys

import dspy
from dspy.utils import DummyLM
from kindred_client import ClientError, Kindred
from kindred_client.dspy import KindredFewShot

if len(sys.argv) < 2:
    sys.exit('usage: python3 examples/dspy_few_shot.py "Write a short poem about rain." [CORPUS]')
name = sys.argv[2] if len(sys.argv) > 2 else "example"

model = DummyLM([{"answer": "(the fake model says nothing)"}])  # instead of dspy.LM("...")
dspy.configure(lm=model)

with Kindred() as kindred:  # KINDRED_URL and KINDRED_API_KEY, or the service on this machine
    # dspy.KNNFewShot(k=3, trainset=trainset, vectorizer=embedder) of before
    optimizer = KindredFewShot(k=3, corpus=kindred.corpus(name), fields={"ask": "instruction", "answer": "output"})
    program = optimizer.compile(dspy.Predict("ask -> answer"))
    try:
        program(ask=sys.argv[1])
    except ClientError as failed:
        sys.exit(str(failed))

for message in model.history[-1]["messages"]:
    print(f"{message['role']}: {message['content']}\n")
