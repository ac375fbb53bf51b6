#!/bin/sh
# @huggingface/tokenizers 0.2.0 (JavaScript) splits words at letters beyond ASCII in the pre-tokenizer Whitespace.
#
# Expected: the pre-tokenizer Whitespace takes "naïve" for one word, as tokenizers 0.23.3 of Python does.
# Seen:     three pieces, "na", "ï" and "ve": its \w knows ASCII alone. No error; every vector of such a text is another one.
# Kindred:  services/embedding/tokenizer-parts.ts says Whitespace as a Split that knows all letters.
#
#   sh findings/tokenizers-js-whitespace.sh      (needs Python 3 with venv and pip too)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @huggingface/tokenizers@0.2.0
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check tokenizers==0.23.3
cat >tokenizer.json <<'JSON'
{"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":null,"pre_tokenizer":{"type":"Whitespace"},"post_processor":null,"decoder":null,"model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":{"[UNK]":0,"naïve":1,"na":2,"ï":3,"ve":4}}}
JSON
cat >read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';

const tokenizer = new Tokenizer(JSON.parse(readFileSync('tokenizer.json', 'utf8')), {});
console.log(JSON.stringify(tokenizer.encode("naïve").ids));
JS
cat >read.py <<'PY'
from tokenizers import Tokenizer

print(str(Tokenizer.from_file("tokenizer.json").encode("naïve").ids).replace(" ", ""))
PY
js=$(node read.mjs)
python=$(python/bin/python read.py)
echo "naïve: $js in JavaScript, $python in Python"
if [ "$js" = '[2,3,4]' ] && [ "$python" = '[1]' ]; then echo 'as it was seen'; else echo 'changed: look at it again'; exit 1; fi
