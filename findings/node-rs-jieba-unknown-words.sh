#!/bin/sh
# tag of @node-rs/jieba 2.0.3 gives every word that its dictionary lacks the part of speech x, which is that of signs.
#
# Expected: as in jieba 0.42.1, which it ports: a word that the hidden Markov model finds gets a part of speech from it as well, so
#           names of people are nr. Their dictionaries are the same but for one word, which is not in the text.
# Seen:     tag(text, true) finds the names in the text, as cut does, and calls them x, as it calls 《 and a full stop. Who takes
#           the nouns or the names of a text, or drops the signs by x, loses them.
# Kindred:  services/labels/chinese/noun-phrase.ts takes an x of two or more Chinese characters for a noun, and
#           services/labels/chinese/glued-words.ts cuts those apart that begin with a verb.
#
#   sh findings/node-rs-jieba-unknown-words.sh      (needs Python 3 with venv and pip too)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @node-rs/jieba@2.0.3
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check jieba==0.42.1 2>/dev/null
printf '%s' '介绍嵇康和阮籍的诗，帮李雪琴写信。' >text.txt
cat >tag.cjs <<'JS'
const { readFileSync } = require('node:fs');
const { Jieba } = require('@node-rs/jieba');
const { dict } = require('@node-rs/jieba/dict');

const words = Jieba.withDict(dict).tag(readFileSync('text.txt', 'utf8'), true);
console.log(words.map(({ word, tag }) => `${word}/${tag}`).join(' '));
JS
cat >tag.py <<'PY'
from pathlib import Path
import jieba
from jieba import posseg

jieba.setLogLevel(60)
jieba.dt.tmp_dir = "."
print(" ".join(f"{word}/{flag}" for word, flag in posseg.cut(Path("text.txt").read_text("utf-8"), HMM=True)))
PY
js=$(node tag.cjs)
python=$(PYTHONIOENCODING=utf-8 python/bin/python -W ignore tag.py)
echo "@node-rs/jieba: $js"
echo "jieba:          $python"
if [ "$js" = '介绍/v 嵇康/x 和/c 阮籍/x 的/uj 诗/n ，/x 帮/v 李雪琴/x 写信/v 。/x' ] &&
  [ "$python" = '介绍/v 嵇康/nr 和/c 阮籍/nr 的/uj 诗/n ，/x 帮/v 李雪琴/nr 写信/v 。/x' ]; then echo 'as it was seen'; else echo 'changed: look at it again'; exit 1; fi
