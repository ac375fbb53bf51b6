/**
 * Writes a data directory with any number of records that are made of real ones, to find out what a corpus costs of which nobody has
 * so many rows: the records of a corpus, and variations of them. A variation has some words of another record in place of
 * its own, and vectors that noise turns away from the first ones.
 *
 *   node --import tsx tests/bench/made-variations.ts DATA OUT --corpus mixed [--rows 1000000] [--noise 0.45] [--words 0.3]
 *
 * DATA is a data directory of `kindred --data` with that corpus; OUT gets one with it, to be read by curation-growth.ts.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { InstructionRecord } from '../../schemas/record.ts';
import { toRecord } from '../../services/corpus/record.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import { at } from '../../services/runtime/at.ts';
import { seededRandom } from '../../services/runtime/seeded-random.ts';
import { openEmbeddedStore } from '../../services/store/embedded/stores.ts';
import type { EmbeddedRecord } from '../../services/store/port.ts';
import { pagesOf } from '../../services/store/walk-records.ts';
import { wholeLoad } from '../../services/store/whole-load.ts';

const BATCH = 1_000;
const SAID_EVERY = 100_000;
const never = new AbortController().signal;

const { values: options, positionals } = parseArgs({
  options: {
    corpus: { type: 'string', default: 'mixed' },
    rows: { type: 'string', default: '1000000' },
    noise: { type: 'string', default: '0.45' },
    words: { type: 'string', default: '0.3' },
  },
  allowPositionals: true,
});
if (positionals.length !== 2) throw new Error('usage: made-variations.ts DATA OUT --corpus NAME');
const [from, to] = positionals as [string, string];
const [rows, noise, share] = [options.rows, options.noise, options.words].map(Number) as [
  number,
  number,
  number,
];
const random = seededRandom(1);

/** A vector of length 1 that noise of `noise` times its length was added to. */
function turned(vector: Float32Array): Float32Array {
  const each = noise * Math.sqrt(3 / vector.length); // uniform numbers from -1 to 1 have a variance of a third
  const moved = vector.map((value) => value + each * (2 * random() - 1));
  const length = Math.hypot(...moved);
  return moved.map((value) => value / length);
}

/** A text in which some words are those that another text has at their place, and all beyond its end stay. */
function varied(text: string, other: string): string {
  const words = other.split(/\s+/u);
  return text
    .split(/(\s+)/u)
    .map((word, place) => (place % 2 === 0 && random() < share ? (words[place / 2] ?? word) : word))
    .join('');
}

function variation(
  { record, vectors }: EmbeddedRecord,
  other: InstructionRecord,
  number: number,
): EmbeddedRecord {
  const content = {
    ...record,
    instruction: varied(record.instruction, other.instruction),
    input: varied(record.input, other.input),
    user_id: null,
    metadata: { ...record.metadata, variation: number },
  };
  return {
    record: toRecord(content, record.corpus, record.label),
    vectors: { task: turned(vectors.task), content: turned(vectors.content) },
  };
}

const encoder = await openEncoder('infra/encoder');
const signature = { spaceId: encoder.spaceId, dimensions: encoder.dimensions };
await encoder.close();

async function everyRecord(): Promise<EmbeddedRecord[]> {
  const store = await openEmbeddedStore(join(from, 'store'), signature);
  const all: EmbeddedRecord[] = [];
  for await (const page of pagesOf(store, never, { corpora: [options.corpus] })) all.push(...page);
  await store.close();
  if (all.length === 0) throw new Error(`no record of '${options.corpus}' in ${from}`);
  return all;
}

const originals = await everyRecord();
const store = await openEmbeddedStore(join(to, 'store'), signature);
await wholeLoad(store, never, async () => {
  for (let begin = 0; begin < rows; begin += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, rows - begin) }, (_, place) => begin + place);
    const batch = numbers.map((number) => {
      const original = at(originals, number % originals.length);
      if (number < originals.length) return original;
      const other = at(originals, Math.floor(random() * originals.length));
      return variation(original, other.record, number);
    });
    await store.upsert(batch);
    if ((begin + BATCH) % SAID_EVERY === 0) process.stderr.write(`${begin + batch.length} records\n`);
  }
});
await store.close();
