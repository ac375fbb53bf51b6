/**
 * What an encoder finds of an instruction that stands before, after or inside a passage longer than it reads, by what is
 * left out of such a text: P@1 of `task` on the instructions of the clustering test, each with passages of its own; one of
 * so many, so that about `--rows` are asked. The passages are made of responses of CORPUS, or of texts in another language
 * that were written for this and were never trained on. Beside P@1 stands its share of what the instruction reaches alone.
 *
 *   node --import tsx tests/bench/long-texts.ts IEB_DIR CORPUS [--encoder DIR] [--words 400] [--rows 800]
 *     [--passages corpus|de|zh] [--left-out end,middle,least-asking] [--asking FILE]
 */
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readConfig } from '../../services/config.ts';
import { readCorpus } from '../../services/corpus/read-corpus.ts';
import type { Encoder } from '../../services/embedding/port.ts';
import { CLUSTERING_FILE, readCategories } from '../../services/evaluation/ieb-files.ts';
import { evaluateRetrieval } from '../../services/evaluation/retrieval.ts';
import { encoderMethod } from '../../services/evaluation/vectors.ts';
import { at } from '../../services/runtime/at.ts';
import { withEncoderVariant, type EncoderVariant } from './support/encoder-variant.ts';
import { printFigures } from './support/figures.ts';

const LAYOUTS = ['alone', 'before', 'inside', 'after'] as const;
type Layout = (typeof LAYOUTS)[number];
const SILENT = { onProgress: () => undefined };
const WRITTEN = fileURLToPath(new URL('support/long-passages.json', import.meta.url));

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    encoder: { type: 'string' },
    words: { type: 'string', default: '400' },
    rows: { type: 'string', default: '800' },
    passages: { type: 'string', default: 'corpus' },
    'left-out': { type: 'string', default: 'end,middle,least-asking' },
    asking: { type: 'string' },
  },
});
const [ieb, corpus] = positionals;
if (ieb === undefined || corpus === undefined) throw new Error('Usage: long-texts.ts IEB_DIR CORPUS');
const encoderFolder = resolve(values.encoder ?? readConfig(process.env).encoderDir);
const askingFile = resolve(values.asking ?? join(encoderFolder, 'asking.json'));

/** Words with the space before them. Of a script without spaces, two characters count as a word. */
function wordsIn(text: string): string[] {
  const flat = ` ${text.replaceAll(/\s+/gu, ' ').trim()}`;
  return flat.match(/ ?(?:[\u3040-\u30ff\u4e00-\u9fff]{1,2}|[^ \u3040-\u30ff\u4e00-\u9fff]+)/gu) ?? [];
}

/** The words of the passages, one after the other; from the beginning again when they are too few. */
async function wordsOf(path: string, count: number): Promise<string[]> {
  const words: string[] = [];
  if (values.passages === 'corpus') {
    for await (const row of (await readCorpus(path)).rows) {
      if ('content' in row) words.push(...wordsIn(row.content.output ?? ''));
      if (words.length >= count) break;
    }
  } else {
    const written = JSON.parse(await readFile(WRITTEN, 'utf8')) as Record<string, string[]>;
    words.push(...(written[values.passages] ?? []).flatMap(wordsIn));
  }
  if (words.length === 0) throw new Error(`There are no passages for --passages ${values.passages}.`);
  return Array.from({ length: count }, (_, word) => at(words, word % words.length));
}

function laidOut(instruction: string, passage: readonly string[], layout: Layout): string {
  const half = Math.floor(passage.length / 2);
  const [first, second] = [passage.slice(0, half).join('').trim(), passage.slice(half).join('')];
  if (layout === 'alone') return instruction;
  if (layout === 'before') return `${instruction}\n\n${first}${second}`;
  if (layout === 'after') return `${first}${second}\n\n${instruction}`;
  return `${first}\n\n${instruction}\n\n${second.trim()}`;
}

function variantThatLeavesOut(leftOut: string): EncoderVariant {
  if (leftOut !== 'least-asking') return { changes: { left_out: leftOut } };
  return { changes: { left_out: leftOut, asking: basename(askingFile) }, files: [askingFile] };
}

/** P@1 of each layout, alone first. */
async function precisionsOf(encoder: Encoder): Promise<number[]> {
  const found: number[] = [];
  for (const layout of LAYOUTS) {
    const shown = instructions.map(({ instruction }, place) =>
      laidOut(instruction, words.slice(place * length, (place + 1) * length), layout),
    );
    const [task] = await encoderMethod(encoder).embed(shown, SILENT);
    if (task === undefined) throw new Error('the encoder gives no task space');
    const [all] = await evaluateRetrieval(task.points, { texts, labels }, [], SILENT);
    found.push(all?.precision_at_1.value ?? NaN);
  }
  return found;
}

const length = Number(values.words);
const all = await readCategories(join(ieb, CLUSTERING_FILE));
const every = Math.max(1, Math.round(all.length / Number(values.rows)));
const instructions = all.filter((_, row) => row % every === 0);
const words = await wordsOf(corpus, length * instructions.length);
const labels = instructions.map(({ category }) => category);
// What is alike is left out by the instruction: the passages differ.
const texts = instructions.map(({ instruction }) => instruction);
const choices = values['left-out'].split(',');
const found: number[][] = [];
for (const leftOut of choices) {
  found.push(await withEncoderVariant(encoderFolder, variantThatLeavesOut(leftOut), precisionsOf));
}
const heads = choices.map((leftOut) => `${leftOut} left out`);
console.log(`${instructions.length} instructions, passages of ${length} words: ${values.passages}`);
printFigures(
  ['P@1', ...heads],
  LAYOUTS.map((layout, row) => [layout, found.map((precisions) => at(precisions, row))]),
);
printFigures(
  ['share of alone', ...heads],
  LAYOUTS.map((layout, row) => [layout, found.map((precisions) => at(precisions, row) / at(precisions, 0))]),
);
