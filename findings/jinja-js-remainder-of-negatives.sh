#!/bin/sh
# @huggingface/jinja 0.5.11 divides negative numbers downwards but takes their remainder upwards, so the two do not fit.
#
# Expected: as in Jinja, the quotient times the divisor plus the remainder is the number: -7 // 2 is -4 and -7 % 2 is 1.
# Seen:     -7 // 2 is -4, as Jinja has it, but -7 % 2 is -1, as JavaScript has it: together they make -9.
# Kindred:  a chat template that counts from the end of a conversation with % may take another turn than transformers does.
#           docs/decisions/tokenizers-of-models.md says so.
#
#   sh findings/jinja-js-remainder-of-negatives.sh      (needs Python 3 with venv and pip too)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @huggingface/jinja@0.5.11
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check jinja2==3.1.6
cat >template.txt <<'TEMPLATE'
{{ -7 // 2 }} {{ -7 % 2 }} {{ -7 % 3 }} {{ 7 % -3 }}
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
if [ "$js" = '-4 -1 -1 1' ] && [ "$python" = '-4 1 2 -2' ]; then echo 'as it was seen'; else echo 'changed: look at it again'; exit 1; fi
