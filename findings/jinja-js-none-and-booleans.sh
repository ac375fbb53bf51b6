#!/bin/sh
# @huggingface/jinja 0.5.11 writes none as nothing, and true as JavaScript does; Jinja writes None and True.
#
# Expected: as in Jinja, what is none is written None, also through default, and true is written True.
# Seen:     none alone is nothing, within a list it is null, and true is true.
# Kindred:  turns are always texts, so only values that a template itself makes are written otherwise than by transformers.
#           docs/decisions/tokenizers-of-models.md says so.
#
#   sh findings/jinja-js-none-and-booleans.sh      (needs Python 3 with venv and pip too)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @huggingface/jinja@0.5.11
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check jinja2==3.1.6
cat >template.txt <<'TEMPLATE'
[{{ none }}] [{{ none | default("unset") }}] [{{ true }}] {{ [true, none] }}
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
if [ "$js" = '[] [] [true] [true, null]' ] && [ "$python" = '[None] [None] [True] [True, None]' ]; then echo 'as it was seen'; else echo 'changed: look at it again'; exit 1; fi
