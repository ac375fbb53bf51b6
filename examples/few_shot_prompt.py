"""Puts a few-shot prompt together from demonstrations of a running service. The standard library is enough.

python3 examples/few_shot_prompt.py INSTRUCTION [CORPUS]
"""

import json
import os
import sys
import urllib.error
import urllib.request

URL = os.environ.get("KINDRED_URL", "http://127.0.0.1:4747")
KEY = os.environ.get("KINDRED_API_KEY", "none")


def demonstrations(instruction: str, corpus: str, count: int = 3) -> dict:
    """The answer of POST /v1/demonstrations: records with scores, and the prompt as chat messages."""
    body = {"instruction": instruction, "corpora": [corpus], "k": count, "format": "messages"}
    request = urllib.request.Request(
        f"{URL}/v1/demonstrations",
        data=json.dumps(body).encode(),
        headers={"content-type": "application/json", "authorization": f"Bearer {KEY}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)
    except urllib.error.HTTPError as failed:
        # Errors have one shape, and their message says what to do.
        error = json.load(failed)["error"]
        sys.exit(f"{error['code']}: {error['message']}")
    except urllib.error.URLError as failed:
        sys.exit(f"No service answers at {URL} ({failed.reason}). Start one with: kindred serve")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit('usage: python3 examples/few_shot_prompt.py "Write a short poem about rain." [CORPUS]')
    answer = demonstrations(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "example")
    for message in answer["prompt"]:
        print(f"{message['role']}: {message['content']}\n")
    for found in answer["demonstrations"]:
        scores = found["scores"]
        print(f"# {found['rank']}: task {scores['task']:.2f}, content {scores['content']:.2f}", file=sys.stderr)
