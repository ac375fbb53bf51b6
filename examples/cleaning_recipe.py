"""Cleans a file by a recipe: what is done is kept, and a second run does only what changed.

pip install clients/python
python3 examples/cleaning_recipe.py infra/sample/instructions.jsonl clean.jsonl
"""

import sys
from pathlib import Path

from kindred_client import ClientError, Kindred, RecipeProgress

if len(sys.argv) != 3:
    sys.exit("usage: python3 examples/cleaning_recipe.py FILE OUT")
file, out = (Path(argument).absolute() for argument in sys.argv[1:])

# The same may stand in a file of YAML or JSON, whose path is then given in place of it.
recipe = {
    "steps": [
        {"ingest": {"corpus": "recipe", "files": str(file)}},
        {"dedup": {"corpus": "recipe", "keep": "longest"}},
        {"export": {"corpus": "recipe", "marks": ["dedup"], "apply": True, "out": str(out)}},
    ]
}


def show(progress: RecipeProgress) -> None:
    """Prints what begins, ends, or was done before."""
    if progress.state != "running":
        print(f"{progress.step}: {progress.state}")


with Kindred() as kindred:  # KINDRED_URL and KINDRED_API_KEY, or the service on this machine
    try:
        done = kindred.run_recipe(recipe, manifest=f"{out}.manifest.json", on_progress=show, progress=False)
    except (ClientError, OSError) as failed:
        sys.exit(str(failed))
print(f"{done.steps[-1].figures['rows']} rows in {out.name}")
