import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReembeddingAccepted } from '../../schemas/api/reembeddings.ts';
import { openEncoder } from '../../services/embedding/onnx-encoder.ts';
import { embeddingText } from '../../services/corpus/embedding-text.ts';
import { writeOtherEncoder } from '../encoder-folder.ts';
import { corpusOf, jobUntil, startIngestion } from './ingested-over-http.ts';
import { storedCorpus } from './stored-corpus.ts';
import { killed } from './servers.ts';
import { Topology } from './topology.ts';

const ROWS = 1_200;
const LATE = 40;

let topology: Topology;
let next: string;
beforeAll(async () => {
  next = await mkdtemp(join(tmpdir(), 'kindred-next-encoder-'));
  await writeOtherEncoder(next);
  topology = await Topology.start({ settings: { KINDRED_NEXT_ENCODER: next } });
});
afterAll(async () => {
  await topology.stop();
  await rm(next, { recursive: true, force: true });
});

test('moving to another encoder under reads and writes, with workers killed: no question fails, and every row is in the new space once', async () => {
  const [first, second] = [await topology.api(), await topology.api()];
  topology.worker();
  let victim = topology.worker();
  const loaded = await startIngestion(first, 'moved', corpusOf(ROWS));
  await jobUntil(first, loaded, ({ state }) => state === 'completed');

  const job = await reembed(first, 'moved');
  const asking = new AbortController();
  const questions = askUntil(asking.signal, [first, second]);
  await jobUntil(second, job, ({ done }) => done >= 0.2 * ROWS);
  await killed(victim);
  victim = topology.worker();
  const late = await startIngestion(second, 'moved', corpusOf(ROWS + LATE));
  await jobUntil(second, late, ({ state }) => state === 'completed');
  const report = await jobUntil(first, job, ({ state }) => state === 'completed');
  await killed(victim);
  asking.abort();

  expect(report.result).toMatchObject({ switched: true, waiting_for: [] });
  expect(await questions).toEqual({ failed: [], answered: expect.any(Number) as number });
  expect((await questions).answered).toBeGreaterThan(20);
  await expectEveryRowInNextSpace();
}, 240_000);

async function reembed(api: string, corpus: string): Promise<string> {
  const response = await fetch(`${api}/v1/corpora/${corpus}/reembed`, { method: 'POST' });
  expect(response.status).toBe(202);
  return ((await response.json()) as ReembeddingAccepted).job;
}

/** Asks the APIs in turn until `signal` is aborted. Returns how many answers were good, and the others as text. */
async function askUntil(
  signal: AbortSignal,
  apis: readonly string[],
): Promise<{ failed: string[]; answered: number }> {
  const failed: string[] = [];
  let answered = 0;
  for (let at = 0; !signal.aborted; at++) {
    const response = await fetch(`${apis[at % apis.length]}/v1/demonstrations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ instruction: 'Write a poem about the sea.', k: 3 }),
    });
    const body = (await response.json()) as { demonstrations?: unknown[] };
    if (body.demonstrations?.length === 3) answered++;
    else failed.push(`${response.status} ${JSON.stringify(body)}`);
  }
  return { failed, answered };
}

async function expectEveryRowInNextSpace(): Promise<void> {
  const found = await storedCorpus({
    ...topology.environment,
    KINDRED_ENCODER: next,
    KINDRED_NEXT_ENCODER: '',
  });
  expect(found).toHaveLength(ROWS + LATE);
  const encoder = await openEncoder(next);
  const { vectors } = await encoder.embed(found.map(({ record }) => embeddingText(record)));
  await encoder.close();
  const cosines = found.map(({ vectors: stored }, index) =>
    stored.task.reduce((sum, value, at) => sum + value * (vectors[index]?.task[at] ?? 0), 0),
  );
  expect(Math.min(...cosines)).toBeGreaterThan(1 - 1e-5);
}
