"""The first steps of a user who has installed the wheel and nothing else: no pandas, no datasets, no tqdm.

python first_steps.py FOLDER     with the command that starts the service in KINDRED_COMMAND
"""

import importlib.util
import os
import shlex
import sys

import kindred_client

for name in ("pandas", "datasets", "tqdm"):
    if importlib.util.find_spec(name) is not None:
        sys.exit(f"{name} is installed, so that this shows nothing")
if "site-packages" not in kindred_client.__file__:
    sys.exit(f"this is not the wheel: {kindred_client.__file__}")

with kindred_client.local(sys.argv[1], command=shlex.split(os.environ["KINDRED_COMMAND"])) as kindred:
    corpus = kindred.corpus("house")
    rows = [{"instruction": f"Write a poem about {what}.", "output": "Soft."} for what in ("rain", "snow", "fog")]
    print(corpus.ingest(rows).result(progress=True))
    found = corpus.demonstrations("Write a poem about hail.", k=2)
    if found.abstained or len(found.demonstrations) != 2:
        sys.exit(f"two demonstrations are expected, not {found}")
    print(found.demonstrations[0].record.instruction)
