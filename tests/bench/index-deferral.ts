/**
 * Whether putting off Qdrant's index while records are loaded pays: the same records with and without, as fast as they
 * can be written or at the pace of an encoder, with a question now and then meanwhile. Needs QDRANT_BINARY. Linux.
 *
 *   node --import tsx tests/bench/index-deferral.ts FILE [--points 50000] [--pace 0] [--repeat 1]
 *
 * --pace  records a second that are handed over at most; 0: as fast as they are taken
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { printFigures, quantile } from './support/figures.ts';
import { layoutWith, MeasuredQdrant } from './support/measured-qdrant.ts';
import { UsagePeak } from './support/process-usage.ts';
import { contentsOf, SYNTHETIC_SPACE, syntheticPoint } from './support/synthetic-points.ts';
import type { InstructionContent } from '../../schemas/record.ts';

/** Rows of one job of the product. */
const BATCH = 256;
const BATCHES_BETWEEN_QUESTIONS = 4;
const FIRST_QUESTION = 100_000_000;

type Figures = readonly (readonly [string, number])[];

async function load(
  contents: readonly InstructionContent[],
  points: number,
  pace: number,
  deferred: boolean,
): Promise<Figures> {
  const measured = await MeasuredQdrant.start(layoutWith(), SYNTHETIC_SPACE);
  const peak = new UsagePeak(measured.pid);
  try {
    const { store } = measured;
    const questions: number[] = [];
    const started = performance.now();
    if (deferred) await store.startLoading();
    for (let at = 0; at < points; at += BATCH) {
      const size = Math.min(BATCH, points - at);
      const batch = Array.from({ length: size }, (_, offset) => syntheticPoint(contents, at + offset));
      await store.upsert(batch);
      if ((at / BATCH) % BATCHES_BETWEEN_QUESTIONS === 0) {
        const { vectors } = syntheticPoint(contents, FIRST_QUESTION + 16 * at);
        const asked = performance.now();
        await store.nearest({ space: 'task', vector: vectors.task, limit: 50 });
        questions.push(performance.now() - asked);
      }
      if (pace > 0) await sleep(Math.max(0, started + ((at + size) / pace) * 1_000 - performance.now()));
    }
    const stored = performance.now();
    await store.endLoading();
    await store.untilSettled(new AbortController().signal);
    const settled = performance.now();
    const { cpuSeconds } = await peak.stop();
    const late = questions.slice(-Math.ceil(questions.length / 4));
    return [
      ['s until stored', (stored - started) / 1_000],
      ['s until indexed too', (settled - started) / 1_000],
      ['core-seconds of Qdrant', cpuSeconds],
      ['peak MiB of Qdrant', peak.peak],
      ['question meanwhile, ms p50', quantile(questions, 0.5)],
      ['question meanwhile, ms p95', quantile(questions, 0.95)],
      ['question in the last quarter, ms p50', quantile(late, 0.5)],
    ];
  } finally {
    await measured.stop();
  }
}

const { values, positionals } = parseArgs({
  options: {
    points: { type: 'string', default: '50000' },
    pace: { type: 'string', default: '0' },
    repeat: { type: 'string', default: '1' },
  },
  allowPositionals: true,
});
const [file] = positionals;
if (file === undefined) throw new Error('usage: node --import tsx tests/bench/index-deferral.ts FILE');
const contents = await contentsOf(file);
const [points, pace] = [Number(values.points), Number(values.pace)];
console.log(`${points} records, ${pace === 0 ? 'as fast as they are taken' : `${pace} a second at most`}`);
for (let round = 0; round < Number(values.repeat); round++) {
  const order = round % 2 === 0 ? [false, true] : [true, false];
  const runs = new Map<boolean, Figures>();
  for (const deferred of order) runs.set(deferred, await load(contents, points, pace, deferred));
  const [during, after] = [runs.get(false) ?? [], runs.get(true) ?? []];
  printFigures(
    ['', 'index while loading', 'index put off'],
    during.map(([name, value], row) => [name, [value, after[row]?.[1] ?? NaN]] as const),
  );
}
