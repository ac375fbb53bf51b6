#!/bin/sh
# @huggingface/tokenizers 0.2.0 (JavaScript) takes a dollar sign in what a Replace puts in for a reference to a group.
#
# Expected: the normalizer Replace puts "$1" in as it stands, as tokenizers 0.23.3 of Python does.
# Seen:     the group of the match is put in, as in String.prototype.replace: "7" becomes "7", not "$1".
# Kindred:  services/embedding/tokenizer-parts.ts doubles every dollar sign of a Replace.
#
#   sh findings/tokenizers-js-replace-dollar.sh      (needs Python 3 with venv and pip too)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @huggingface/tokenizers@0.2.0
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check tokenizers==0.23.3
cat >tokenizer.json <<'JSON'
{"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":{"type":"Replace","pattern":{"Regex":"([0-9])"},"content":"$1"},"pre_tokenizer":{"type":"WhitespaceSplit"},"post_processor":null,"decoder":null,"model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":{"[UNK]":0,"7":1,"$1":2}}}
JSON
cat >read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';

const tokenizer = new Tokenizer(JSON.parse(readFileSync('tokenizer.json', 'utf8')), {});
console.log(JSON.stringify(tokenizer.encode("7").ids));
JS
cat >read.py <<'PY'
from tokenizers import Tokenizer

print(str(Tokenizer.from_file("tokenizer.json").encode("7").ids).replace(" ", ""))
PY
js=$(node read.mjs)
python=$(python/bin/python read.py)
echo "7: $js in JavaScript, $python in Python"
if [ "$js" = '[1]' ] && [ "$python" = '[2]' ]; then echo 'as it was seen'; else echo 'changed: look at it again'; exit 1; fi
