#!/bin/sh
# wink-nlp 2.4.0 cuts a text into other words after it has read certain other texts.
#
# Expected: readDoc gives the same words for the same text, whatever was read before; the documentation names no state that texts
#           share. With wink-eng-lite-web-model 1.8.1 "world's" is two words, "world" and "'s".
# Seen:     read before a comma, "world's" is kept as one word and put into the lexicon, in which the cutter looks first. From then
#           on every "world's" is one word, a proper noun whose lemma is "world's", so no text counts "world" there any more. What
#           a corpus gets for a row depends on the rows before it, and on how rows are spread over processes.
# Kindred:  services/labels/tagger.ts takes the words that a text brought out of the lexicon again after each text.
#           docs/decisions/labels-of-a-text-alone.md says why.
#
#   sh findings/wink-nlp-order-of-texts.sh
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts wink-nlp@2.4.0 wink-eng-lite-web-model@1.8.1
cat >read.cjs <<'JS'
const nlp = require('wink-nlp')(require('wink-eng-lite-web-model'), ['sbd', 'pos']);

function read(text) {
  const tokens = nlp.readDoc(text).tokens();
  const [parts, lemmas] = [tokens.out(nlp.its.pos), tokens.out(nlp.its.lemma)];
  return tokens.out().map((word, at) => [word, parts[at], lemmas[at]].join('/')).join(' ');
}

const text = "Name the world's highest mountain";
const first = read(text);
const again = read(text);
read("Put in order: tallest, world's, the");
const after = read(text);
console.log('first:             ', first);
console.log('again:             ', again);
console.log('after another text:', after);
const cut = "world/NOUN/world 's/PART/'s";
const whole = "world's/PROPN/world's";
process.exit(first.includes(cut) && again === first && after === first.replace(cut, whole) ? 0 : 1);
JS
if node read.cjs; then echo 'as it was seen'; else echo 'changed: look at it again'; exit 1; fi
