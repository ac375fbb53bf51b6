/**
 * What an encoder finds of an instruction that stands before, after or inside a passage longer than it reads, when the
 * end of such a text is left out and when its middle is: P@1 of `task` on the instructions of the clustering test, each
 * with passages of its own, made of responses of CORPUS; one of so many, so that about `--rows` are asked.
 *
 *   node --import tsx tests/bench/long-texts.ts IEB_DIR CORPUS [--encoder DIR] [--words 400] [--rows 800]
 */
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { EncoderDescriptor } from '../../schemas/encoder.ts';
import { readConfig } from '../../services/config.ts';
import { readCorpus } from '../../services/corpus/read-corpus.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import { CLUSTERING_FILE, readCategories } from '../../services/evaluation/ieb-files.ts';
import { evaluateRetrieval } from '../../services/evaluation/retrieval.ts';
import { encoderMethod } from '../../services/evaluation/vectors.ts';
import { printFigures } from './support/figures.ts';

const LAYOUTS = ['alone', 'before', 'inside', 'after'] as const;
type Layout = (typeof LAYOUTS)[number];
const SILENT = { onProgress: () => undefined };

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    encoder: { type: 'string' },
    words: { type: 'string', default: '400' },
    rows: { type: 'string', default: '800' },
  },
});
const [ieb, corpus] = positionals;
if (ieb === undefined || corpus === undefined) throw new Error('Usage: long-texts.ts IEB_DIR CORPUS');
const encoderFolder = resolve(values.encoder ?? readConfig(process.env).encoderDir);

/** The words of a corpus's responses, one after the other. */
async function wordsOf(path: string, count: number): Promise<string[]> {
  const words: string[] = [];
  for await (const row of (await readCorpus(path)).rows) {
    if ('content' in row) words.push(...(row.content.output ?? '').split(/\s+/u).filter(Boolean));
    if (words.length >= count) break;
  }
  return words;
}

function laidOut(instruction: string, passage: readonly string[], layout: Layout): string {
  const half = Math.floor(passage.length / 2);
  const [first, second] = [passage.slice(0, half).join(' '), passage.slice(half).join(' ')];
  if (layout === 'alone') return instruction;
  if (layout === 'before') return `${instruction}\n\n${first} ${second}`;
  if (layout === 'after') return `${first} ${second}\n\n${instruction}`;
  return `${first}\n\n${instruction}\n\n${second}`;
}

/** A folder with the encoder of another, whose descriptor leaves out another part. */
async function variant(leftOut: EncoderDescriptor['left_out'], folder: string): Promise<string> {
  for (const file of await readdir(encoderFolder)) {
    if (file !== 'encoder.json') await symlink(join(encoderFolder, file), join(folder, file));
  }
  const descriptor = JSON.parse(await readFile(join(encoderFolder, 'encoder.json'), 'utf8')) as object;
  await writeFile(join(folder, 'encoder.json'), JSON.stringify({ ...descriptor, left_out: leftOut }));
  return folder;
}

const length = Number(values.words);
const all = await readCategories(join(ieb, CLUSTERING_FILE));
const every = Math.max(1, Math.round(all.length / Number(values.rows)));
const instructions = all.filter((_, row) => row % every === 0);
const words = await wordsOf(corpus, length * instructions.length);
const labels = instructions.map(({ category }) => category);
// What is alike is left out by the instruction: the passages differ.
const texts = instructions.map(({ instruction }) => instruction);
const rows: [string, number[]][] = LAYOUTS.map((layout) => [layout, []]);
for (const leftOut of ['end', 'middle'] as const) {
  const folder = await mkdtemp(join(tmpdir(), 'kindred-long-'));
  const encoder = await openEncoder(await variant(leftOut, folder));
  for (const [at, layout] of LAYOUTS.entries()) {
    const shown = instructions.map(({ instruction }, row) =>
      laidOut(instruction, words.slice(row * length, (row + 1) * length), layout),
    );
    const [task] = await encoderMethod(encoder).embed(shown, SILENT);
    if (task === undefined) throw new Error('the encoder gives no task space');
    const [found] = await evaluateRetrieval(task.points, { texts, labels }, [], SILENT);
    rows[at]?.[1].push(found?.precision_at_1.value ?? NaN);
  }
  await encoder.close();
  await rm(folder, { recursive: true });
}
printFigures([`P@1, passages of ${length} words`, 'end left out', 'middle left out'], rows);
