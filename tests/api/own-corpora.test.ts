import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { IngestionAccepted } from '../../schemas/api/ingestions.ts';
import { JobReport } from '../../schemas/api/jobs.ts';
import { RecordPage } from '../../schemas/api/corpora.ts';
import { SearchSpace } from '../../schemas/api/records.ts';
import { Strategy } from '../../schemas/api/demonstrations.ts';
import { createKey } from '../../services/access/api-key.ts';
import { writeKeys } from '../../services/access/key-file.ts';
import { ROUTES } from '../../services/api/routes.ts';
import { answerOf, jsonLines, parseEvents, startService, type Service } from './service.ts';
import { temporaryDirectory } from './temporary-directory.ts';

interface Target {
  readonly corpus: string;
  readonly job: string;
}

interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly json?: object;
  readonly file?: string;
}

const poems = (subject: string, count = 20): { instruction: string; output: string; source: string }[] =>
  Array.from({ length: count }, (_, at) => ({
    instruction: `Write a poem about ${subject} number ${at}${at % 3 === 0 ? ' with a heron' : ''}.`,
    output: `Poem ${at}.`,
    source: `set ${at % 2}`,
  }));

const demonstrations = (corpora: string[] | undefined): Ask[] =>
  Strategy.options.map((strategy) => ({
    method: 'POST',
    path: '/v1/demonstrations',
    json: { instruction: 'Write a poem about a heron at sea.', k: 5, strategy, ...(corpora && { corpora }) },
  }));

/** The id of no record. */
const NOBODY = '00000000-0000-5000-8000-000000000000';

/** Comparisons of a corpus with `ours`, the corpus of the key, in both orders. */
const pairsWith = (corpus: string, path: string, [first, second]: [string, string]): Ask[] =>
  corpus === 'ours'
    ? []
    : [
        { method: 'POST', path, json: { [first]: 'ours', [second]: corpus } },
        { method: 'POST', path, json: { [first]: corpus, [second]: 'ours' } },
      ];

/** The requests for every operation of the API. A route that is missing here fails the first test. */
const ASKS: Readonly<Record<string, (target: Target) => Ask[]>> = {
  findDemonstrations: ({ corpus }) => [...demonstrations([corpus]), ...demonstrations(undefined)],
  findManyDemonstrations: ({ corpus }) =>
    [[corpus], undefined].map((corpora) => ({
      method: 'POST',
      path: '/v1/demonstrations/batch',
      json: {
        queries: [{ instruction: 'Write a poem about a heron at sea.' }],
        group_by: 'source',
        ...(corpora && { corpora }),
      },
    })),
  startIngestion: ({ corpus }) => [
    { method: 'POST', path: `/v1/corpora/${corpus}/ingestions?path=rows.jsonl` },
    // A key may write into its own corpora. The last test checks the answers to that.
    ...(corpus === 'ours'
      ? []
      : [{ method: 'POST', path: `/v1/corpora/${corpus}/ingestions`, file: jsonLines(poems('x')) }]),
  ],
  listCorpora: () => [{ path: '/v1/corpora' }],
  getCorpus: ({ corpus }) => [{ path: `/v1/corpora/${corpus}` }],
  deleteCorpus: ({ corpus }) =>
    corpus === 'ours' ? [] : [{ method: 'DELETE', path: `/v1/corpora/${corpus}` }],
  startReembedding: ({ corpus }) => [{ method: 'POST', path: `/v1/corpora/${corpus}/reembed` }],
  listRecords: ({ corpus }) => [
    { path: `/v1/corpora/${corpus}/records` },
    { path: `/v1/corpora/${corpus}/records?source=set%200&limit=5` },
  ],
  getRecord: ({ corpus }) => [
    { path: `/v1/corpora/${corpus}/records/${NOBODY}` },
    { path: `/v1/corpora/${corpus}/records/row-1?by=user_id` },
  ],
  putRecords: ({ corpus }) =>
    corpus === 'ours'
      ? []
      : [
          {
            method: 'PUT',
            path: `/v1/corpora/${corpus}/records`,
            json: { records: [{ user_id: 'row-1', instruction: 'Write a poem.' }] },
          },
        ],
  patchRecord: ({ corpus }) => [
    { method: 'PATCH', path: `/v1/corpora/${corpus}/records/${NOBODY}`, json: { output: 'Mine.' } },
    { method: 'PATCH', path: `/v1/corpora/${corpus}/records/row-1?by=user_id`, json: { output: 'Mine.' } },
  ],
  deleteRecord: ({ corpus }) => [
    { method: 'DELETE', path: `/v1/corpora/${corpus}/records/${NOBODY}` },
    { method: 'DELETE', path: `/v1/corpora/${corpus}/records/row-1?by=user_id` },
  ],
  getRecords: ({ corpus }) => [
    { method: 'POST', path: `/v1/corpora/${corpus}/record-lookups`, json: { ids: [NOBODY] } },
    { method: 'POST', path: `/v1/corpora/${corpus}/record-lookups`, json: { user_ids: ['row-1'] } },
  ],
  deleteRecords: ({ corpus }) => [
    { method: 'POST', path: `/v1/corpora/${corpus}/record-deletions`, json: { ids: [NOBODY] } },
    { method: 'POST', path: `/v1/corpora/${corpus}/record-deletions`, json: { user_ids: ['row-1'] } },
  ],
  searchRecords: ({ corpus }) => [
    ...SearchSpace.options.map((space) => ({
      method: 'POST',
      path: `/v1/corpora/${corpus}/search`,
      json: { text: 'Write a poem about a heron at sea.', space, limit: 5 },
    })),
    { method: 'POST', path: `/v1/corpora/${corpus}/search`, json: { limit: 5 } },
    { method: 'POST', path: '/v1/corpora/ours/search', json: { like: [NOBODY] } },
  ],
  countFacets: ({ corpus }) => [
    { path: `/v1/corpora/${corpus}/facets?fields=source,label,language,metadata.topic` },
  ],
  listTasks: ({ corpus }) => [{ path: `/v1/corpora/${corpus}/tasks` }],
  listKinds: ({ corpus }) => [{ path: `/v1/corpora/${corpus}/kinds` }],
  findNeighbours: ({ corpus }) =>
    corpus === 'ours'
      ? []
      : [{ method: 'POST', path: `/v1/corpora/${corpus}/neighbours`, json: { space: 'content' } }],
  selectRecords: ({ corpus, job }) =>
    corpus === 'ours'
      ? []
      : [
          { method: 'POST', path: `/v1/corpora/${corpus}/selections`, json: { budget: 5 } },
          {
            method: 'POST',
            path: '/v1/corpora/ours/selections',
            json: { budget: 5, target: corpus, exclude: { job } },
          },
        ],
  compressBenchmark: ({ corpus }) =>
    corpus === 'ours'
      ? []
      : [{ method: 'POST', path: `/v1/corpora/${corpus}/compressions`, json: { budget: 5 } }],
  findContamination: ({ corpus }) => pairsWith(corpus, '/v1/contaminations', ['train', 'bench']),
  findGaps: ({ corpus }) => [
    ...pairsWith(corpus, '/v1/gaps', ['train', 'target']),
    ...(corpus === 'ours'
      ? []
      : [{ method: 'POST', path: '/v1/gaps', json: { train: 'ours', target: 'one', pool: corpus } }]),
  ],
  findDiff: ({ corpus }) => pairsWith(corpus, '/v1/diffs', ['old', 'new']),
  correlateCorpora: ({ corpus }) =>
    corpus === 'ours'
      ? []
      : [{ method: 'POST', path: '/v1/correlations', json: { corpora: ['ours', corpus] } }],
  deduplicate: ({ corpus }) =>
    corpus === 'ours'
      ? []
      : [
          { method: 'POST', path: `/v1/corpora/${corpus}/deduplications`, json: {} },
          { method: 'POST', path: '/v1/corpora/ours/deduplications', json: { against: corpus } },
        ],
  checkDuplicates: ({ corpus }) => [
    {
      method: 'POST',
      path: `/v1/corpora/${corpus}/duplicates/check`,
      json: { rows: [{ instruction: 'Write a poem about a heron at sea.' }] },
    },
  ],
  groupTasks: ({ corpus }) =>
    corpus === 'ours' ? [] : [{ method: 'POST', path: `/v1/corpora/${corpus}/task-groups`, json: {} }],
  startExport: ({ corpus, job }) => [
    ...(corpus === 'ours' ? [] : [{ method: 'POST', path: `/v1/corpora/${corpus}/exports`, json: {} }]),
    // An export of its own corpus with the marks of a job. That job is an ingestion, which leaves no marks.
    { method: 'POST', path: '/v1/corpora/ours/exports', json: { marks: [job] } },
  ],
  sampleDrops: ({ job }) => [{ path: `/v1/jobs/${job}/audit` }],
  judgeDrops: ({ job }) => [
    {
      method: 'POST',
      path: `/v1/jobs/${job}/audit`,
      json: { size: 1, seed: 1, judgements: [{ id: 'x', right: true }] },
    },
  ],
  listDrops: ({ job }) => [{ path: `/v1/jobs/${job}/drops` }],
  getDecisions: ({ job }) => [{ path: `/v1/jobs/${job}/decisions` }],
  decideDrops: ({ job }) => [
    {
      method: 'POST',
      path: `/v1/jobs/${job}/decisions`,
      json: { decisions: [{ id: job, decision: 'same' }] },
    },
  ],
  getReport: ({ job }) => [{ path: `/v1/jobs/${job}/report` }],
  getColours: ({ job }) => [
    { path: `/v1/jobs/${job}/colours?field=source` },
    { path: `/v1/jobs/${job}/colours?field=marks.${job}.title` },
  ],
  projectCorpus: ({ corpus }) =>
    corpus === 'ours' ? [] : [{ method: 'POST', path: `/v1/corpora/${corpus}/maps`, json: {} }],
  getResultFile: ({ job }) => [{ path: `/v1/jobs/${job}/files/marks.jsonl` }],
  deleteResult: ({ job }) => [{ method: 'DELETE', path: `/v1/jobs/${job}/result` }],
  listJobs: () => [{ path: '/v1/jobs' }, { path: '/v1/jobs?limit=1' }],
  getJob: ({ job }) => [{ path: `/v1/jobs/${job}` }],
  followJob: ({ job }) => [{ path: `/v1/jobs/${job}/events` }],
  cancelJob: ({ job }) => [{ method: 'DELETE', path: `/v1/jobs/${job}` }],
  createEmbeddings: () => [
    { method: 'POST', path: '/v1/embeddings', json: { model: 'kindred-task', input: 'Write a poem.' } },
  ],
  inspectFile: () => [{ method: 'POST', path: '/v1/inspections', file: jsonLines(poems('x', 2)) }],
  embedFile: () => [
    { method: 'POST', path: '/v1/embeddings/files?space=task', file: jsonLines(poems('x', 2)) },
  ],
  getAccess: () => [{ path: '/v1/access' }],
  listTokenizers: () => [{ path: '/v1/tokenizers' }],
  health: () => [{ path: '/healthz' }],
  readiness: () => [{ path: '/readyz' }],
  metrics: () => [{ path: '/metrics' }],
  openapi: () => [{ path: '/openapi.json' }],
};

/** The fields that differ from one answer to the next, whoever asks. */
const VOLATILE = /"(request_id|timing_ms|inference_ms)":("[^"]*"|\{[^}]*\}|[\d.e-]+)/g;

let service: Service;
const keys: Record<string, string> = {};

async function ask(key: string, { method = 'GET', path, json, file }: Ask): Promise<Response> {
  return service.fetch(path, {
    method,
    headers: {
      authorization: `Bearer ${keys[key]}`,
      ...(json !== undefined && { 'content-type': 'application/json' }),
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
    ...(file !== undefined && { body: file }),
  });
}

/** The answers to the key for `ours`, by request, without the fields that always differ. */
async function answersTo(target: Target): Promise<Map<string, string>> {
  const answers = new Map<string, string>();
  for (const { operationId } of ROUTES) {
    for (const one of ASKS[operationId]?.(target) ?? []) {
      const response = await ask('ours', one);
      const text = `${response.status} ${(await response.text()).replaceAll(VOLATILE, '"$1":0')}`;
      const asked = JSON.stringify([operationId, one]).replaceAll(target.corpus, 'CORPUS');
      answers.set(
        asked.replaceAll(target.job, 'JOB'),
        text.replaceAll(target.corpus, 'CORPUS').replaceAll(target.job, 'JOB'),
      );
    }
  }
  return answers;
}

async function ingest(key: string, corpus: string, rows: readonly unknown[]): Promise<JobReport> {
  const path = `/v1/corpora/${corpus}/ingestions?file_name=rows.jsonl`;
  const { job } = await answerOf(
    IngestionAccepted,
    ask(key, { method: 'POST', path, file: jsonLines(rows) }),
    202,
  );
  const events = await (await ask(key, { path: `/v1/jobs/${job}/events` })).text();
  const report = JobReport.parse(parseEvents(events).at(-1)?.data);
  expect(report).toMatchObject({ state: 'completed', corpus });
  return report;
}

describe('a key for some corpora learns nothing of others by any route', () => {
  let own: Target;
  let theirJob = '';
  let resultAlone: JobReport['result'];
  let before: Map<string, string>;

  beforeAll(async () => {
    const keysFile = join(await temporaryDirectory(), 'keys.json');
    const made = [
      createKey({ name: 'all', scopes: ['write'], corpora: null }, new Date()),
      createKey(
        { name: 'ours', scopes: ['read', 'write', 'admin'], corpora: ['ours', 'one', 'two'] },
        new Date(),
      ),
    ];
    for (const { key, stored } of made) keys[stored.name] = key;
    await writeKeys(
      keysFile,
      made.map(({ stored }) => stored),
    );
    service = await startService({
      encoder: 'tiny',
      environment: { KINDRED_KEYS: keysFile, KINDRED_RATE_LIMIT: '100000' },
    });
    own = { corpus: 'ours', job: (await ingest('ours', 'ours', poems('tides'))).id };
    resultAlone = (await ingest('ours', 'one', poems('bread'))).result;
    before = await answersTo(own);
    theirJob = (await ingest('all', 'theirs-7x', [...poems('tides'), ...poems('herons', 200)])).id;
    await ingest('all', 'theirs-too', [...poems('glass'), ...poems('sea', 50)]);
  });

  it('every route of the table is asked', () => {
    expect(Object.keys(ASKS).sort()).toEqual(ROUTES.map(({ operationId }) => operationId).sort());
  });

  it('all answers are the same, letter by letter, whether others have records and jobs or not', async () => {
    expect(before.size).toBeGreaterThan(ROUTES.length);
    expect(Object.fromEntries(await answersTo(own))).toEqual(Object.fromEntries(before));
  });

  it('a corpus and a job of others are answered as those that do not exist', async () => {
    const foreign = await answersTo({ corpus: 'theirs-7x', job: theirJob });
    const missing = await answersTo({ corpus: 'absent-7x', job: randomUUID() });
    expect(Object.fromEntries(foreign)).toEqual(Object.fromEntries(missing));
  });

  it('a record of others is answered as one that does not exist, in every corpus', async () => {
    const { records } = await answerOf(RecordPage, ask('all', { path: '/v1/corpora/theirs-7x/records' }));
    const [theirs] = records;
    expect(theirs).toBeDefined();
    const asked = async (id: string): Promise<string[]> => {
      const answers = await Promise.all([
        ask('ours', { path: `/v1/corpora/ours/records/${id}` }),
        ask('ours', { method: 'PATCH', path: `/v1/corpora/ours/records/${id}`, json: { output: 'Mine.' } }),
        ask('ours', { method: 'DELETE', path: `/v1/corpora/ours/records/${id}` }),
        ask('ours', { method: 'POST', path: '/v1/corpora/ours/record-lookups', json: { ids: [id] } }),
        ask('ours', { method: 'POST', path: '/v1/corpora/ours/record-deletions', json: { ids: [id] } }),
        ask('ours', { method: 'POST', path: '/v1/corpora/ours/search', json: { like: [id] } }),
        ask('ours', { method: 'POST', path: '/v1/corpora/ours/search', json: { text: 'x', unlike: [id] } }),
      ]);
      const texts = answers.map(async (one) => `${one.status} ${await one.text()}`);
      return (await Promise.all(texts)).map((text) => text.replaceAll(VOLATILE, '').replaceAll(id, 'ID'));
    };
    expect(await asked(theirs?.id ?? '')).toEqual(await asked(NOBODY));
  });

  it('what its own ingestion did does not tell which texts others have', async () => {
    const { result } = await ingest('ours', 'two', poems('glass'));
    expect({ ...result, inference_ms: 0 }).toEqual({ ...resultAlone, inference_ms: 0 });
    expect(result).toMatchObject({ embedded: 20, reused: 0 });
  });

  it('texts of its own other corpora are still embedded once', async () => {
    const rows = poems('tides').map((row) => ({ ...row, output: 'Another answer.' }));
    expect((await ingest('ours', 'two', rows)).result).toMatchObject({ embedded: 0, reused: 20 });
  });
});
