#!/bin/sh
# @huggingface/tokenizers 0.2.0 (JavaScript) does not look at byte_fallback of a Unigram model; of a BPE model it does.
#
# Expected: a character that is in no piece becomes its bytes, <0xC3> and <0xA9> for an e with an accent, as tokenizers 0.23.3 of Python does.
# Seen:     it becomes the unknown token, so the ids are others, and fewer.
# Kindred:  services/embedding/tokenizer-parts.ts refuses such a file by name.
#
#   sh findings/tokenizers-js-unigram-bytes.sh      (needs Python 3 with venv and pip too)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @huggingface/tokenizers@0.2.0
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check tokenizers==0.23.3
cat >make.py <<'PY'
import json

pieces = ["<unk>", *(f"<0x{byte:02X}>" for byte in range(256)), "a"]
model = {"type": "Unigram", "unk_id": 0, "byte_fallback": True, "vocab": [[piece, -float(at)] for at, piece in enumerate(pieces)]}
file = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None, "pre_tokenizer": None}
with open("tokenizer.json", "w", encoding="utf-8") as out:
    json.dump({**file, "post_processor": None, "decoder": None, "model": model}, out)
PY
python/bin/python make.py
cat >read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';

const tokenizer = new Tokenizer(JSON.parse(readFileSync('tokenizer.json', 'utf8')), {});
console.log(JSON.stringify(tokenizer.encode('a\u00e9').ids));
JS
cat >read.py <<'PY'
from tokenizers import Tokenizer

print(str(Tokenizer.from_file("tokenizer.json").encode("a\u00e9").ids).replace(" ", ""))
PY
js=$(node read.mjs)
python=$(python/bin/python read.py)
echo "ids of an a and an e with an accent: $js in JavaScript, $python in Python"
if [ "$js" = '[257,0]' ] && [ "$python" = '[257,196,170]' ]; then echo 'as it was seen'; else echo 'changed: look at it again'; exit 1; fi
