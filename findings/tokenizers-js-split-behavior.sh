#!/bin/sh
# @huggingface/tokenizers 0.2.0 (JavaScript) keeps what a Split with the behavior Removed is to remove.
#
# Expected: Split on "-" with the behavior Removed gives "a" and "b" of "a-b", as tokenizers 0.23.3 of Python does.
# Seen:     the dash stays, as an unknown token: only the combination with invert removes anything. MergedWithPrevious, MergedWithNext
#           and Contiguous are read as Isolated too.
# Kindred:  services/embedding/tokenizer-parts.ts refuses such a file by name.
#
#   sh findings/tokenizers-js-split-behavior.sh      (needs Python 3 with venv and pip too)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @huggingface/tokenizers@0.2.0
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check tokenizers==0.23.3
cat >tokenizer.json <<'JSON'
{"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":null,"pre_tokenizer":{"type":"Split","pattern":{"String":"-"},"behavior":"Removed","invert":false},"post_processor":null,"decoder":null,"model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":{"[UNK]":0,"a":1,"b":2}}}
JSON
cat >read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';

const tokenizer = new Tokenizer(JSON.parse(readFileSync('tokenizer.json', 'utf8')), {});
console.log(JSON.stringify(tokenizer.encode("a-b").ids));
JS
cat >read.py <<'PY'
from tokenizers import Tokenizer

print(str(Tokenizer.from_file("tokenizer.json").encode("a-b").ids).replace(" ", ""))
PY
js=$(node read.mjs)
python=$(python/bin/python read.py)
echo "a-b: $js in JavaScript, $python in Python"
if [ "$js" = '[1,0,2]' ] && [ "$python" = '[1,2]' ]; then echo 'as it was seen'; else echo 'changed: look at it again'; exit 1; fi
