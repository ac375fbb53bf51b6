#!/bin/sh
# @huggingface/tokenizers 0.2.0 (JavaScript) gives an unknown word of a WordLevel model no id at all.
#
# Expected: the id of unk_token, 0, for a word that is not in the vocabulary, as tokenizers 0.23.3 of Python does.
# Seen:     the id is undefined (null in JSON), which becomes 0 or an exception in a tensor, whatever unk_token is.
# Kindred:  services/embedding/tokenizer-parts.ts refuses such a file by name.
#
#   sh findings/tokenizers-js-wordlevel-unknown.sh      (needs Python 3 with venv and pip too)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @huggingface/tokenizers@0.2.0
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check tokenizers==0.23.3
cat >tokenizer.json <<'JSON'
{"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":null,"pre_tokenizer":{"type":"WhitespaceSplit"},"post_processor":null,"decoder":null,"model":{"type":"WordLevel","unk_token":"[UNK]","vocab":{"[UNK]":0,"a":1}}}
JSON
cat >read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';

const tokenizer = new Tokenizer(JSON.parse(readFileSync('tokenizer.json', 'utf8')), {});
console.log(JSON.stringify(tokenizer.encode("a b").ids));
JS
cat >read.py <<'PY'
from tokenizers import Tokenizer

print(str(Tokenizer.from_file("tokenizer.json").encode("a b").ids).replace(" ", ""))
PY
js=$(node read.mjs)
python=$(python/bin/python read.py)
echo "a b: $js in JavaScript, $python in Python"
if [ "$js" = '[1,null]' ] && [ "$python" = '[1,0]' ]; then echo 'as it was seen'; else echo 'changed: look at it again'; exit 1; fi
