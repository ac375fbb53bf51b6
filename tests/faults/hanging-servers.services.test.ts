import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createKey } from '../../services/access/api-key.ts';
import { writeKeys } from '../../services/access/key-file.ts';
import { ErrorBody } from '../../schemas/errors.ts';
import { temporaryDirectory } from '../api/temporary-directory.ts';
import { TINY } from '../encoder-folder.ts';
import { askOfEveryRoute, sent, type Ask } from './every-route.ts';
import { corpusOf } from './ingested-over-http.ts';
import { SilentLink } from './silent-link.ts';
import { Topology } from './topology.ts';

/** Every request is answered within this time, whatever hangs: a lost call takes 5 s, and the rest is for a busy machine. */
const ANSWERED_WITHIN_MS = 12_000;
/** Requests that need nothing of the server that hangs; they take hundredths of a second, all at once a few tenths. */
const NOT_CONCERNED_WITHIN_MS = 3_000;
const AGAIN_WITHIN_MS = 60_000;
const ROWS = 12;

/** What hangs, the error that its absence is told with, and the routes that need nothing of it. */
const READS_OF_RECORDS = [
  'listCorpora',
  'getCorpus',
  'listRecords',
  'getRecord',
  'searchRecords',
  'countFacets',
  'listTasks',
  'listKinds',
  'findDemonstrations',
];
const COMPUTED = ['health', 'openapi', 'createEmbeddings', 'embedFile', 'inspectFile'];
const HANGS = [
  [
    'Redis is stopped with SIGSTOP',
    'redis',
    'frozen',
    'queue_unavailable',
    [...READS_OF_RECORDS, ...COMPUTED],
  ],
  [
    'the network swallows what goes to Redis',
    'redis',
    'silent',
    'queue_unavailable',
    [...READS_OF_RECORDS, ...COMPUTED],
  ],
  [
    'Qdrant is stopped with SIGSTOP',
    'qdrant',
    'frozen',
    'store_unavailable',
    ['getJob', 'listJobs', ...COMPUTED],
  ],
  [
    'the network swallows what goes to Qdrant',
    'qdrant',
    'silent',
    'store_unavailable',
    ['getJob', 'listJobs', ...COMPUTED],
  ],
] as const;

let topology: Topology;
const links: Record<'redis' | 'qdrant', SilentLink> = {} as never;
let api = '';
let key = '';

interface Answer {
  readonly operation: string;
  readonly status: number;
  readonly code: string | null;
  readonly retryAfter: string | null;
  readonly ms: number;
}

async function answerTo([operation, ask]: [string, Ask], withinMs = ANSWERED_WITHIN_MS): Promise<Answer> {
  const began = performance.now();
  const response = await sent(api, ask, withinMs, key).catch((cause: unknown) => {
    throw new Error(`${operation} was not answered`, { cause });
  });
  const text = await response.text();
  const ms = performance.now() - began;
  const { status, headers } = response;
  const isError = status >= 400 && operation !== 'readiness';
  const code = isError ? ErrorBody.parse(JSON.parse(text)).error.code : null;
  return { operation, status, code, retryAfter: headers.get('retry-after'), ms };
}

const asks = () => askOfEveryRoute({ corpus: 'house', other: 'garden', written: 'more', job: randomUUID() });

async function answerToOperation(operation: string): Promise<Answer> {
  const ask = asks().get(operation);
  if (ask === undefined) throw new Error(`there is no ${operation}`);
  return answerTo([operation, ask], AGAIN_WITHIN_MS);
}

/** Uploads rows and waits until they are stored. While the servers recover it is tried again. */
async function ingested(corpus: string): Promise<void> {
  const upload: Ask = {
    method: 'POST',
    path: `/v1/corpora/${corpus}/ingestions?file_name=rows.jsonl`,
    file: corpusOf(ROWS),
  };
  const patiently = { timeout: AGAIN_WITHIN_MS, interval: 200 };
  await vi.waitFor(async () => {
    expect((await sent(api, upload, ANSWERED_WITHIN_MS, key)).status).toBe(202);
  }, patiently);
  const read: Ask = { method: 'GET', path: `/v1/corpora/${corpus}` };
  await vi.waitFor(async () => {
    const response = await sent(api, read, ANSWERED_WITHIN_MS, key);
    expect(await response.json()).toMatchObject({ records: ROWS });
  }, patiently);
}

beforeAll(async () => {
  topology = await Topology.start({ settings: { KINDRED_ENCODER: TINY } });
  links.redis = new SilentLink(topology.redis.url);
  links.qdrant = new SilentLink(topology.qdrant.url);
  const made = createKey({ name: 'all', scopes: ['read', 'write', 'admin'], corpora: null }, new Date());
  const keysFile = join(await temporaryDirectory(), 'keys.json');
  await writeKeys(keysFile, [made.stored]);
  key = made.key;
  const variables = {
    REDIS_URL: await links.redis.open(),
    QDRANT_URL: await links.qdrant.open(),
    KINDRED_KEYS: keysFile,
  };
  api = (await topology.apiProcess(variables)).url;
  topology.worker(variables);
  await ingested('house');
  await ingested('garden');
  // The first request of some routes loads what all later ones find.
  await Promise.all(
    ['checkDuplicates', 'embedFile', 'listTasks', 'findDemonstrations'].map(answerToOperation),
  );
}, 120_000);
afterAll(async () => {
  for (const link of Object.values(links)) link.close();
  await topology.stop();
});

describe.each(HANGS)('%s', (_what, server, how, code, notConcerned) => {
  it('every route is answered in seconds, with 503 where it needs the server, and all goes on by itself', async () => {
    if (how === 'frozen') topology[server].freeze();
    else links[server].fallSilent();
    const answers = await Promise.all([...asks()].map((ask) => answerTo(ask))).finally(() => {
      if (how === 'frozen') topology[server].thaw();
      else links[server].speak();
    });
    for (const { status, retryAfter, ...answer } of answers.filter(({ status }) => status >= 500)) {
      if (answer.operation === 'readiness') continue;
      expect({ ...answer, status, isTold: retryAfter !== null }).toMatchObject({
        code,
        status: 503,
        isTold: true,
      });
    }
    const rest = answers.filter(({ operation }) => (notConcerned as readonly string[]).includes(operation));
    expect(rest).toHaveLength(notConcerned.length);
    for (const answer of rest) {
      expect({ ...answer, isFault: answer.status >= 500 }).toMatchObject({ isFault: false });
      expect(answer.ms, answer.operation).toBeLessThan(NOT_CONCERNED_WITHIN_MS);
    }
    expect(answers.filter((answer) => answer.code === code).length).toBeGreaterThan(5);
    await ingested(`after-${server}-${how}`);
  }, 180_000);
});
