"""Puts a few-shot prompt of LangChain together from demonstrations of a running service. No model is asked.

pip install 'clients/python[langchain]'
python3 examples/langchain_selector.py "Write a short poem about rain." [CORPUS]
"""

import sys

from kindred_client import ClientError, Kindred
from kindred_client.langchain import KindredExampleSelector
from langchain_core.prompts import ChatPromptTemplate, FewShotChatMessagePromptTemplate

if len(sys.argv) < 2:
    sys.exit('usage: python3 examples/langchain_selector.py "Write a short poem about rain." [CORPUS]')
name = sys.argv[2] if len(sys.argv) > 2 else "example"

with Kindred() as kindred:  # KINDRED_URL and KINDRED_API_KEY, or the service on this machine
    selector = KindredExampleSelector(kindred.corpus(name), fields={"ask": "instruction", "answer": "output"}, k=3)
    examples = FewShotChatMessagePromptTemplate(
        example_selector=selector,
        example_prompt=ChatPromptTemplate.from_messages([("human", "{ask}"), ("ai", "{answer}")]),
        input_variables=["ask"],
    )
    prompt = ChatPromptTemplate.from_messages([("system", "Answer briefly."), examples, ("human", "{ask}")])
    try:
        for message in prompt.invoke({"ask": sys.argv[1]}).to_messages():
            print(f"{message.type}: {message.content}\n")
    except ClientError as failed:
        sys.exit(str(failed))
