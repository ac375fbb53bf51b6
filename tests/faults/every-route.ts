import { ROUTES } from '../../services/api/routes.ts';
import { corpusOf } from './ingested-over-http.ts';

export interface Ask {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly json?: object;
  /** A file that is the body of the request. */
  readonly file?: string;
}

/** What the requests are about: two corpora with records, one that none of them else reads, and a job. */
export interface Asked {
  readonly corpus: string;
  readonly other: string;
  /** The corpus that is filled and embedded anew. */
  readonly written: string;
  readonly job: string;
}

const get = (path: string): Ask => ({ method: 'GET', path });
const post = (path: string, json: object): Ask => ({ method: 'POST', path, json });

/**
 * One request for every operation of the API, by its name, in the order in which they may follow one another: what is
 * deleted is deleted last.
 * @throws Error when an operation is missing here, so that a new route is asked too
 */
export function askOfEveryRoute({ corpus, other, written, job }: Asked): ReadonlyMap<string, Ask> {
  const of = `/v1/corpora/${corpus}`;
  const asks: Readonly<Record<string, Ask>> = {
    getAccess: get('/v1/access'),
    health: get('/healthz'),
    readiness: get('/readyz'),
    metrics: get('/metrics'),
    openapi: get('/openapi.json'),
    findDemonstrations: post('/v1/demonstrations', { instruction: 'Write a poem about the sea.', k: 3 }),
    findManyDemonstrations: post('/v1/demonstrations/batch', {
      queries: [{ instruction: 'Write a poem about the sea.' }],
    }),
    listCorpora: get('/v1/corpora'),
    listTokenizers: get('/v1/tokenizers'),
    getCorpus: get(of),
    listRecords: get(`${of}/records`),
    putRecords: {
      method: 'PUT',
      path: `${of}/records`,
      json: { records: [{ user_id: 'written', instruction: 'Write a poem about the sea.' }] },
    },
    getRecords: post(`${of}/record-lookups`, { user_ids: ['1', 'written'] }),
    patchRecord: {
      method: 'PATCH',
      path: `${of}/records/written?by=user_id`,
      json: { output: 'The sea.' },
    },
    deleteRecord: { method: 'DELETE', path: `${of}/records/written?by=user_id` },
    deleteRecords: post(`${of}/record-deletions`, { user_ids: ['nobody'] }),
    getRecord: get(`${of}/records/1?by=user_id`),
    searchRecords: post(`${of}/search`, { text: 'Write a poem about the sea.', limit: 3 }),
    countFacets: get(`${of}/facets?fields=source,metadata.topic`),
    listTasks: get(`${of}/tasks`),
    listKinds: get(`${of}/kinds`),
    checkDuplicates: post(`${of}/duplicates/check`, {
      rows: [{ instruction: 'Write a poem about the sea.' }],
    }),
    createEmbeddings: post('/v1/embeddings', { model: 'kindred-task', input: 'Write a poem.' }),
    inspectFile: { method: 'POST', path: '/v1/inspections?file_name=rows.jsonl', file: corpusOf(2) },
    embedFile: { method: 'POST', path: '/v1/embeddings/files?space=task', file: corpusOf(2) },
    listJobs: get('/v1/jobs'),
    getJob: get(`/v1/jobs/${job}`),
    followJob: get(`/v1/jobs/${job}/events`),
    sampleDrops: get(`/v1/jobs/${job}/audit?size=3`),
    judgeDrops: post(`/v1/jobs/${job}/audit`, { size: 3, seed: 1, judgements: [{ id: 'x', right: true }] }),
    listDrops: get(`/v1/jobs/${job}/drops?limit=3`),
    getDecisions: get(`/v1/jobs/${job}/decisions`),
    decideDrops: post(`/v1/jobs/${job}/decisions`, { decisions: [{ id: job, decision: 'same' }] }),
    getReport: get(`/v1/jobs/${job}/report`),
    getResultFile: get(`/v1/jobs/${job}/files/selected.jsonl`),
    startIngestion: {
      method: 'POST',
      path: `/v1/corpora/${written}/ingestions?file_name=more.jsonl`,
      file: corpusOf(3),
    },
    findNeighbours: post(`${of}/neighbours`, { space: 'content' }),
    selectRecords: post(`${of}/selections`, { budget: 3 }),
    compressBenchmark: post(`${of}/compressions`, { budget: 3 }),
    findContamination: post('/v1/contaminations', { train: corpus, bench: other }),
    findGaps: post('/v1/gaps', { train: corpus, target: other }),
    findDiff: post('/v1/diffs', { old: corpus, new: other }),
    correlateCorpora: post('/v1/correlations', { corpora: [corpus, other] }),
    deduplicate: post(`${of}/deduplications`, {}),
    groupTasks: post(`${of}/task-groups`, {}),
    projectCorpus: post(`${of}/maps`, {}),
    getColours: get(`/v1/jobs/${job}/colours?field=source`),
    startExport: post(`${of}/exports`, {}),
    startReembedding: post(`/v1/corpora/${written}/reembed`, {}),
    cancelJob: { method: 'DELETE', path: `/v1/jobs/${job}` },
    deleteResult: { method: 'DELETE', path: `/v1/jobs/${job}/result` },
    deleteCorpus: { method: 'DELETE', path: of },
  };
  const missing = ROUTES.filter(({ operationId }) => asks[operationId] === undefined);
  if (missing.length === 0) return new Map(Object.entries(asks));
  throw new Error(`every-route.ts asks nothing of ${missing.map((route) => route.operationId).join(', ')}`);
}

/** The request of an `Ask`, which ends by itself after `ms` milliseconds when nothing answers. */
export function sent(
  api: string,
  { method, path, json, file }: Ask,
  ms: number,
  key = '',
): Promise<Response> {
  const body = json === undefined ? file : JSON.stringify(json);
  const headers = {
    ...(json !== undefined && { 'content-type': 'application/json' }),
    ...(key !== '' && { authorization: `Bearer ${key}` }),
  };
  const signal = AbortSignal.timeout(ms);
  return fetch(api + path, { method, headers, signal, ...(body !== undefined && { body }) });
}
