import { watch } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TINY } from '../encoder-folder.ts';
import { jobUntil, startIngestion } from './ingested-over-http.ts';
import { killed } from './servers.ts';
import { Topology } from './topology.ts';

const LONG = 120_000;
const SECRET = 'quokka';
const ROWS = Array.from({ length: 40 }, (_, at) => ({
  instruction: `Feed the ${SECRET} ${at}.`,
  output: SECRET,
}));
/** The last line is none, so that the report of the job quotes it. */
const FILE = `${ROWS.map((row) => `${JSON.stringify(row)}\n`).join('')}{"instruction": "${SECRET}\n`;

let topology: Topology;
let api: string;
beforeAll(async () => {
  topology = await Topology.start({ settings: { KINDRED_ENCODER: TINY } });
  api = await topology.api();
  topology.worker();
}, LONG);
afterAll(() => topology.stop());

const data = (folder: string): string => join(topology.environment['KINDRED_DATA'] ?? '', folder);

interface Filled {
  readonly corpus: string;
  readonly ingestion: string;
  readonly curation: string;
  readonly files: readonly string[];
}

/** Ingests the file and exports it. */
async function filledAndExported(corpus: string): Promise<Filled> {
  const ingestion = await startIngestion(api, corpus, FILE);
  await jobUntil(api, ingestion, ({ state }) => state === 'completed');
  const response = await fetch(`${api}/v1/corpora/${corpus}/exports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ format: 'jsonl' }),
  });
  const { job } = (await response.json()) as { job: string };
  const { result } = await jobUntil(api, job, ({ state }) => state === 'completed');
  const files = result !== null && 'files' in result ? result.files.map(({ name }) => name) : [];
  return { corpus, ingestion, curation: job, files };
}

/** Everything that can be asked about a corpus and its jobs, as one text. */
async function everyAnswer({ corpus, ingestion, curation, files }: Filled): Promise<string> {
  const ofCorpus = ['', '/records', '/tasks'].map((part) => `corpora/${corpus}${part}`);
  const ofJobs = [
    ingestion,
    curation,
    `${curation}/report`,
    ...files.map((file) => `${curation}/files/${file}`),
  ];
  const paths = ['corpora', ...ofCorpus, 'jobs', ...ofJobs.map((part) => `jobs/${part}`)];
  const asked = paths.map(async (path) => (await fetch(`${api}/v1/${path}`)).text());
  const demonstrations = await fetch(`${api}/v1/demonstrations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ instruction: ROWS[0]?.instruction, k: 5, corpora: [corpus] }),
  });
  return [...(await Promise.all(asked)), await demonstrations.text()].join('\n');
}

const POINTS: Readonly<Record<string, (corpus: string, job: string) => Promise<void>>> = {
  'the epoch has begun': async () => {
    await mkdir(data('epochs'), { recursive: true });
    await new Promise<void>((resolve) => {
      const watcher = watch(data('epochs'), () => {
        watcher.close();
        resolve();
      });
    });
  },
  'the results are gone': async (_corpus, job) => {
    while ((await readdir(data('curations'))).includes(job)) await sleep(0);
  },
  'the records are gone': async (corpus) => {
    const body = JSON.stringify({
      filter: { must: [{ key: 'corpus', match: { value: corpus } }] },
      exact: true,
    });
    for (let count = 1; count > 0;) {
      const response = await fetch(`${topology.qdrant.url}/collections/kindred/points/count`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      count = ((await response.json()) as { result: { count: number } }).result.count;
    }
  },
};

test.each(Object.keys(POINTS))(
  'an API killed inside a deletion, when %s: the next deletion leaves nothing that any route tells',
  async (point) => {
    const corpus = point.replaceAll(' ', '-');
    const filled = await filledAndExported(corpus);
    expect(filled.files).not.toEqual([]);
    expect((await everyAnswer(filled)).split(SECRET).length).toBeGreaterThan(3 * ROWS.length);
    const victim = await topology.apiProcess();
    const reached = POINTS[point]?.(corpus, filled.curation);
    const cutOff = fetch(`${victim.url}/v1/corpora/${corpus}`, { method: 'DELETE' }).then(
      ({ status }) => status,
      () => null,
    );
    await reached;
    await killed(victim.process);
    const first = await cutOff;
    const { status } = await fetch(`${api}/v1/corpora/${corpus}`, { method: 'DELETE' });
    // Nothing is left to delete when the process had answered before it was killed, or this one has looked after it.
    expect(first ?? 200).toBe(200);
    expect([200, 404]).toContain(status);
    expect(await everyAnswer(filled)).not.toContain(SECRET);
  },
  LONG,
);
