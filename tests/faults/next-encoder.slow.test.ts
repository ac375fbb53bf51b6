import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compose } from '../../services/compose.ts';
import { readConfig } from '../../services/config.ts';
import { toRecord } from '../../services/corpus/record.ts';
import { embeddingText } from '../../services/corpus/embedding-text.ts';
import type { Encoding, Encodings } from '../../services/encodings/port.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { ROWS } from '../api/rows.ts';
import { TINY, writeOtherEncoder } from '../encoder-folder.ts';
import { at } from '../../services/runtime/at.ts';
import { askOfEveryRoute, sent, type Ask } from './every-route.ts';
import { jobUntil } from './ingested-over-http.ts';
import { serveAlone } from './served.ts';

/** Each request takes milliseconds. */
const ANSWERED_WITHIN_MS = 10_000;
const CORPORA = ['house', 'garden', 'late'];
const RECORDS = 12;

/** Embeds twelve rows as records of each corpus into one encoding. */
async function fill({ encoder, store }: Encoding, corpora: readonly string[]): Promise<void> {
  const none = { system: '', history: [], user_id: null, metadata: {} };
  const rows = ROWS.slice(0, RECORDS).map(({ instruction, input, output, source }) => ({
    ...{ instruction, input, output, source },
    ...none,
  }));
  const records = corpora.flatMap((corpus) => rows.map((row) => toRecord(row, corpus, null)));
  const { vectors } = await encoder.embed(records.map(embeddingText));
  await store.upsert(records.map((record, index) => ({ record, vectors: at(vectors, index) })));
}

/** Opens a service in this process, lets `use` have its encodings, and closes it. */
async function inside<T>(
  environment: Record<string, string>,
  use: (encodings: Encodings) => Promise<T>,
): Promise<T> {
  const kindred = await compose(readConfig(environment), (error) => {
    throw error;
  });
  try {
    return await use(kindred.encodings);
  } finally {
    await kindred.close();
  }
}

/** What was done before the process starts whose routes are asked. One corpus is always left to be moved. */
const STATES: readonly [string, (encodings: Encodings) => Promise<void>][] = [
  ['before a move', (encodings) => fill(encodings.live(), CORPORA)],
  [
    'while corpora are moved',
    async (encodings) => {
      await fill(encodings.live(), CORPORA);
      await fill(encodings.next() ?? encodings.live(), ['house', 'garden']);
    },
  ],
  [
    'after a switch, the space before still there',
    async (encodings) => {
      await fill(encodings.live(), CORPORA);
      await fill(encodings.next() ?? encodings.live(), CORPORA);
      await encodings.switchToNext();
    },
  ],
];

const spacesOf = (encodings: Encodings): Encoding[] =>
  [encodings.live(), encodings.next(), encodings.previous()].filter((encoding) => encoding !== null);

describe.each(STATES)('with a next encoder, %s,', (_name, prepare) => {
  it('every route answers, every job ends, and what is deleted is deleted in both spaces', async () => {
    const folder = await temporaryDirectory();
    const environment = {
      KINDRED_DATA: join(folder, 'data'),
      KINDRED_ENCODER: TINY,
      KINDRED_NEXT_ENCODER: join(folder, 'encoder'),
    };
    await writeOtherEncoder(environment.KINDRED_NEXT_ENCODER, TINY);
    await inside(environment, prepare);
    const served = await serveAlone(environment);
    onTestFinished(() => served.kill());
    const { url } = served;
    const select: Ask = { method: 'POST', path: '/v1/corpora/house/selections', json: { budget: 3 } };
    const { job } = (await (await sent(url, select, ANSWERED_WITHIN_MS)).json()) as { job: string };
    const jobs = [job];
    const ended = (id: string) => jobUntil(url, id, ({ finished_at }) => finished_at !== null);
    await ended(job);
    for (const [operation, ask] of askOfEveryRoute({
      corpus: 'house',
      other: 'late',
      written: 'garden',
      job,
    })) {
      if (operation === 'deleteCorpus') await Promise.all(jobs.map(ended));
      const response = await sent(url, ask, ANSWERED_WITHIN_MS).catch((cause: unknown) => {
        throw new Error(`${operation} was not answered`, { cause });
      });
      const text = await response.text();
      expect({ operation, text, status: Math.floor(response.status / 100) }).not.toMatchObject({ status: 5 });
      if (response.status === 202) jobs.push((JSON.parse(text) as { job: string }).job);
      if (operation === 'deleteCorpus') expect(JSON.parse(text)).toEqual({ name: 'house', deleted: RECORDS });
    }
    await served.kill();
    await inside(environment, async (encodings) => {
      const counts = spacesOf(encodings).map(({ store }) => store.count({ corpora: ['house'] }));
      expect(await Promise.all(counts)).toEqual([0, 0]);
    });
  });
});
