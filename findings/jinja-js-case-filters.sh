#!/bin/sh
# The filters capitalize and title of @huggingface/jinja 0.5.11 leave all letters but the first of a word as they are.
#
# Expected: as in Jinja, capitalize makes every other letter of the text small, and title every other letter of each word.
# Seen:     only the first letters become large; what was large stays large.
# Kindred:  a chat template that writes a role or a heading through one of them gives another prompt than transformers does, and
#           so another number of tokens. docs/decisions/tokenizers-of-models.md says so.
#
#   sh findings/jinja-js-case-filters.sh      (needs Python 3 with venv and pip too)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @huggingface/jinja@0.5.11
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check jinja2==3.1.6
cat >template.txt <<'TEMPLATE'
{{ "MACHINE learning" | capitalize }} / {{ "MACHINE learning" | title }}
TEMPLATE
cat >render.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { Template } from '@huggingface/jinja';

console.log(new Template(readFileSync('template.txt', 'utf8').trim()).render({}));
JS
cat >render.py <<'PY'
from pathlib import Path
from jinja2 import Environment

print(Environment().from_string(Path("template.txt").read_text("utf-8").strip()).render())
PY
js=$(node render.mjs)
python=$(python/bin/python render.py)
echo "@huggingface/jinja: $js"
echo "jinja2:             $python"
if [ "$js" = 'MACHINE learning / MACHINE Learning' ] && [ "$python" = 'Machine learning / Machine Learning' ]; then echo 'as it was seen'; else echo 'changed: look at it again'; exit 1; fi
