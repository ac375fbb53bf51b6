import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../contract/store-samples.ts';
import { at } from '../../services/runtime/at.ts';
import { startIngestion } from './ingested-over-http.ts';

/*
 * A history is what several clients did with one corpus at once, and what they were told: each call with the times at
 * which it was sent and answered. `explain-history.ts` says whether one order of the calls explains it.
 */

export interface Call {
  /** In milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** An ingestion, from its upload to the end of its job. */
export interface Ingestion extends Call {
  readonly kind: 'ingest';
  readonly rows: readonly number[];
  /** When the upload was answered. */
  readonly accepted: number;
  /** `deleted`: the job ended because its corpus was deleted. */
  readonly end: 'completed' | 'deleted';
  readonly told: string;
}

export interface Deletion extends Call {
  readonly kind: 'delete';
  readonly status: number;
}

export interface Question extends Call {
  readonly kind: 'ask';
  readonly rows: readonly number[];
}

export type Event = Ingestion | Deletion | Question;

/** The rows of the files that are ingested. They overlap, so that one row comes from several ingestions. */
const FILES = [
  [0, 60],
  [30, 90],
  [60, 120],
] as const;
const CLIENTS = 4;
const CALLS_A_CLIENT = 3;
const LONGEST_PAUSE_MS = 120;

/** Has several clients do random things with one corpus at once, over all `apis`, and waits until everything has ended. */
export async function randomHistory(apis: readonly string[], corpus: string, seed: number): Promise<Event[]> {
  const random = seededRandom(seed * 7_919 + 13);
  const events: Event[] = [await ingest(at(apis, 0), corpus, FILES[0])];
  const clients = Array.from({ length: CLIENTS }, (_, client) =>
    Array.from({ length: CALLS_A_CLIENT }, () => ({
      api: at(apis, client % apis.length),
      pause: random() * LONGEST_PAUSE_MS,
      chance: random(),
      file: at(FILES, Math.floor(random() * FILES.length)),
    })),
  );
  await Promise.all(
    clients.map(async (calls) => {
      for (const { api, pause, chance, file } of calls) {
        await sleep(pause);
        if (chance < 0.4) events.push(await ingest(api, corpus, file));
        else if (chance < 0.8) events.push(await remove(api, corpus));
        else events.push(await ask(api, corpus));
      }
    }),
  );
  for (const api of apis) events.push(await ask(api, corpus));
  return events;
}

async function ingest(api: string, corpus: string, [first, last]: readonly [number, number]): Promise<Event> {
  const rows = Array.from({ length: last - first }, (_, row) => first + row);
  const body = rows.map((row) => `${JSON.stringify({ instruction: `row ${row}`, output: `${row}` })}\n`);
  const from = performance.now();
  const job = await startIngestion(api, corpus, body.join(''));
  const accepted = performance.now();
  for (;;) {
    const response = await fetch(`${api}/v1/jobs/${job}`);
    const report = (await response.json()) as { state: string; error: string | null };
    const to = performance.now();
    const told = `${report.state}: ${report.error ?? ''}`;
    const call = { kind: 'ingest', rows, from, accepted, to, told } as const;
    if (report.state === 'completed') return { ...call, end: 'completed' };
    if (report.state === 'failed' || report.state === 'cancelled') {
      if (!told.includes('was deleted')) throw new Error(`an ingestion ended as ${told}`);
      return { ...call, end: 'deleted' };
    }
    await sleep(20);
  }
}

async function remove(api: string, corpus: string): Promise<Event> {
  const from = performance.now();
  const { status } = await fetch(`${api}/v1/corpora/${corpus}`, { method: 'DELETE' });
  return { kind: 'delete', status, from, to: performance.now() };
}

async function ask(api: string, corpus: string): Promise<Event> {
  const from = performance.now();
  const response = await fetch(`${api}/v1/corpora/${corpus}/records?limit=200`);
  if (![200, 404].includes(response.status))
    throw new Error(`a question was answered with ${response.status}`);
  const { records = [] } = (await response.json()) as { records?: { instruction: string }[] };
  const rows = records.map(({ instruction }) => Number(instruction.slice('row '.length)));
  return { kind: 'ask', rows: rows.sort((a, b) => a - b), from, to: performance.now() };
}
