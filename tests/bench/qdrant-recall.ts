/**
 * What Qdrant's graph finds of the true nearest records, and in which time, by links of the graph (m) and candidates of
 * a search (hnsw_ef). Takes the records with their vectors that scale-ingest.ts --keep has left, each source as a corpus
 * of its own, and keeps some back to ask with. Needs QDRANT_BINARY.
 *
 *   node --import tsx tests/bench/qdrant-recall.ts FOLDER [--points 100000] [--m 8,16,32] [--ef 32,64,128,256,512]
 *
 * True is what the server finds with `exact: true`. A record counts as found when its similarity is at least that of the
 * last true one, so that equal ones may change places.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Schemas } from '@qdrant/js-client-rest';
import type { SpaceName } from '../../schemas/record.ts';
import { readConfig } from '../../services/config.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import type { EmbeddedRecord, SpaceSignature } from '../../services/store/port.ts';
import { shortened } from '../../services/store/qdrant/point.ts';
import { slicesOf } from '../../services/store/slices.ts';
import { pagesOf } from '../../services/store/walk-records.ts';
import { wholeLoad } from '../../services/store/whole-load.ts';
import { seededRandom, shuffled } from '../../services/runtime/seeded-random.ts';
import { mean, quantile, short } from './support/figures.ts';
import { layoutWith, MeasuredQdrant } from './support/measured-qdrant.ts';

const BATCH = 2_048;
const LIMIT = 50;
const PLACES = [10, LIMIT];
const ROUNDING = 1e-6;
/** A corpus that is asked has at least so many records, or its true neighbours are most of it. */
const LEAST_IN_CORPUS = 500;
const never = new AbortController().signal;

interface Situation {
  readonly name: string;
  readonly space: SpaceName;
  readonly filtered: boolean;
}
const SITUATIONS: readonly Situation[] = [
  { name: 'task', space: 'task', filtered: false },
  { name: 'task, one corpus', space: 'task', filtered: true },
  { name: 'content', space: 'content', filtered: false },
  { name: 'content, one corpus', space: 'content', filtered: true },
];

async function readKept(folder: string, signature: SpaceSignature, count: number): Promise<EmbeddedRecord[]> {
  const kept = await MeasuredQdrant.start(layoutWith(), signature, join(folder, 'qdrant'));
  const records: EmbeddedRecord[] = [];
  try {
    // Ids come from content, so the first ones in their order are a random part.
    for await (const page of pagesOf(kept.store, never)) {
      records.push(...page.map(inOwnCorpus));
      if (records.length >= count) break;
    }
  } finally {
    await kept.stop();
  }
  return shuffled(records.slice(0, count), seededRandom(1));
}

function inOwnCorpus({ record, vectors }: EmbeddedRecord): EmbeddedRecord {
  const corpus = (record.source ?? 'none').replace(/[^A-Za-z0-9_.-]/g, '-').slice(0, 64);
  return { record: { ...record, corpus }, vectors };
}

type Ask = (
  question: EmbeddedRecord,
  situation: Situation,
  params: Schemas['SearchParams'],
) => Promise<number[]>;

function askWith(measured: MeasuredQdrant): Ask {
  const { client, alias } = measured;
  return async ({ record, vectors }, { space, filtered }, params) => {
    const { points } = await client.query(alias, {
      query: shortened(vectors[space]),
      using: space,
      limit: LIMIT,
      params,
      with_payload: false,
      ...(filtered && { filter: { must: [{ key: 'corpus', match: { any: [record.corpus] } }] } }),
    });
    return points.map(({ score }) => score);
  };
}

function recallAt(places: number, truth: readonly number[], found: readonly number[]): number {
  const wanted = truth.slice(0, places);
  const last = (wanted.at(-1) ?? Infinity) - ROUNDING;
  return found.slice(0, places).filter((score) => score >= last).length / wanted.length;
}

async function measure(
  measured: MeasuredQdrant,
  m: number,
  questions: readonly EmbeddedRecord[],
  candidates: readonly number[],
): Promise<void> {
  const ask = askWith(measured);
  for (const situation of SITUATIONS) {
    const times = new Map<string, number[]>();
    const recalls = new Map<string, number[][]>();
    for (const question of questions) {
      const timed = async (name: string, params: Schemas['SearchParams']): Promise<number[]> => {
        const started = performance.now();
        const found = await ask(question, situation, params);
        times.set(name, [...(times.get(name) ?? []), performance.now() - started]);
        return found;
      };
      const truth = await timed('exact', { exact: true });
      for (const ef of candidates) {
        const rescored = { rescore: true, oversampling: 2 };
        const found = await timed(String(ef), { hnsw_ef: ef, quantization: rescored });
        recalls.set(String(ef), [
          ...(recalls.get(String(ef)) ?? []),
          PLACES.map((places) => recallAt(places, truth, found)),
        ]);
      }
    }
    const exact = quantile(times.get('exact') ?? [], 0.5);
    console.log(`m ${m} | ${situation.name} | exact | 1 | 1 | ${short(exact)} ms |`);
    for (const [ef, found] of recalls) {
      const [at10, at50] = PLACES.map((_, at) => mean(found.map((one) => one[at] ?? NaN)));
      const p50 = quantile(times.get(ef) ?? [], 0.5);
      console.log(
        `m ${m} | ${situation.name} | ${ef} | ${(at10 ?? NaN).toFixed(4)} | ${(at50 ?? NaN).toFixed(4)} | ` +
          `${short(p50)} ms | ${short(exact / p50)}`,
      );
    }
  }
}

const { values, positionals } = parseArgs({
  options: {
    points: { type: 'string', default: '100000' },
    questions: { type: 'string', default: '200' },
    m: { type: 'string', default: '8,16,32' },
    ef: { type: 'string', default: '32,64,128,256,512' },
    quantization: { type: 'string', default: 'int8' },
  },
  allowPositionals: true,
});
const [folder] = positionals;
if (folder === undefined) throw new Error('usage: node --import tsx tests/bench/qdrant-recall.ts FOLDER');

const encoder = await openEncoder(readConfig(process.env).encoderDir);
const all = await readKept(folder, encoder, Number(values.points));
const sizes = new Map<string, number>();
for (const { record } of all) sizes.set(record.corpus, (sizes.get(record.corpus) ?? 0) + 1);
const askable = all.filter(({ record }) => (sizes.get(record.corpus) ?? 0) >= LEAST_IN_CORPUS);
const questions = askable.slice(0, Number(values.questions));
const held = new Set(questions.map(({ record }) => record.id));
const stored = all.filter(({ record }) => !held.has(record.id));
console.log(
  `${stored.length} records in ${sizes.size} corpora, ${questions.length} questions, ${LIMIT} nearest`,
);
console.log('links | space | hnsw_ef | recall@10 | recall@50 | p50 | times faster than exact');
for (const m of values.m.split(',')) {
  const layout = layoutWith({ QDRANT_HNSW_M: m, QDRANT_QUANTIZATION: values.quantization });
  const measured = await MeasuredQdrant.start(layout, encoder);
  try {
    const started = performance.now();
    await wholeLoad(measured.store, never, async () => {
      for (const batch of slicesOf(stored, BATCH)) await measured.store.upsert(batch);
    });
    const { cpuSeconds, own } = await measured.usage();
    const info = await measured.client.getCollection(measured.alias);
    console.log(
      `m ${m}: loaded in ${((performance.now() - started) / 1_000).toFixed(0)} s, ${cpuSeconds.toFixed(0)} core-seconds, ` +
        `${own.toFixed(0)} MiB of its own, ${info.indexed_vectors_count} vectors in a graph`,
    );
    await measure(measured, Number(m), questions, values.ef.split(',').map(Number));
  } finally {
    await measured.stop();
  }
}
await encoder.close();
