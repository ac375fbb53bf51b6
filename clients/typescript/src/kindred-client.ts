import {
  OperationReport,
  OPERATIONS,
  type CurationBodies,
  type OperationKind,
  type ResultFileName,
} from '../../../schemas/curation/operations.ts';
import {
  DuplicatesCheckResponse,
  type DuplicatesCheckBody,
} from '../../../schemas/curation/duplicates-check.ts';
import { decodeColours, type ColourCodes } from '../../../schemas/colour-file.ts';
import { MAP_FILE } from '../../../schemas/curation/project.ts';
import { decodeMap, type CorpusMap } from '../../../schemas/map-file.ts';
import { DuplicateAudit, DuplicateAuditSample } from '../../../schemas/curation/duplicate-audit.ts';
import type { AuditDraw, DuplicateAuditRequest } from '../../../schemas/curation/duplicate-audit.ts';
import { DropPage, DuplicateDecisions } from '../../../schemas/curation/duplicate-decisions.ts';
import type { DecisionsRequest, DropsQuery } from '../../../schemas/curation/duplicate-decisions.ts';
import type * as fs from 'node:fs';
import type { z } from 'zod';
import { TokenizerList } from '../../../schemas/api/tokenizers.ts';
import { AccessReport } from '../../../schemas/api/access.ts';
import {
  CorpusDeleted,
  CorpusDetail,
  CorpusList,
  RecordPage,
  KindList,
  type RecordsQuery,
  TaskList,
} from '../../../schemas/api/corpora.ts';
import { CurationAccepted } from '../../../schemas/api/curations.ts';
import {
  DemonstrationsResponse,
  ManyDemonstrationsResponse,
} from '../../../schemas/api/found-demonstrations.ts';
import type {
  DemonstrationsRequest,
  ManyDemonstrationsRequest,
} from '../../../schemas/api/demonstrations.ts';
import { Facets } from '../../../schemas/api/facets.ts';
import {
  RecordChanged,
  RecordsDeleted,
  RecordsFound,
  RecordsWritten,
  type RecordInput,
  type RecordKeys,
  type RecordPatch,
} from '../../../schemas/api/record-writes.ts';
import { SearchResponse, type RecordSearch } from '../../../schemas/api/records.ts';
import { EmbeddingFileLine } from '../../../schemas/api/embedding-files.ts';
import { EmbeddingsResponse } from '../../../schemas/api/embeddings.ts';
import type { EmbeddingsRequest } from '../../../schemas/api/embeddings.ts';
import { FileInspection } from '../../../schemas/api/inspections.ts';
import { IngestionAccepted } from '../../../schemas/api/ingestions.ts';
import { JobCancelled, JobList, JobReport, ResultDeleted, type JobKind } from '../../../schemas/api/jobs.ts';
import { ReembeddingAccepted } from '../../../schemas/api/reembeddings.ts';
import type { RecordFilter } from '../../../schemas/filter.ts';
import type { FileFormat, LayoutName } from '../../../schemas/layout.ts';
import { InstructionRecord, type SpaceName } from '../../../schemas/record.ts';
import { chunksOf } from './chunks-of.ts';
import { unbroken } from './failed-request.ts';
import type { Http, Query } from './http.ts';
import { jsonLines } from './json-lines.ts';
import { ServiceError } from './service-error.ts';

/** How the rows of a file are read. The service detects what is left undefined. */
export interface Reading {
  /** The name that records keep of the file, with folders where they matter. Default: the last part of its path. */
  readonly name?: string | undefined;
  readonly format?: FileFormat | undefined;
  readonly layout?: LayoutName | undefined;
  /** For the layout `columns`: the column map as JSON, for example `{"instruction":"prompt"}`. */
  readonly columns?: string | undefined;
  /** The name of a column map that the service ships, for example `lm-eval`. */
  readonly map?: string | undefined;
  /** The list that holds the rows of a JSON file, as a dotted path such as `data.items`. */
  readonly rows?: string | undefined;
  /** The source of the rows that name none. */
  readonly source?: string | undefined;
  /** The split of the rows, such as `train`. */
  readonly split?: string | undefined;
}

/** The path of a file on this machine, its bytes, or a file that was chosen in a browser. */
type FileToRead = string | Blob | AsyncIterable<Uint8Array>;

/** Which jobs are listed. */
export interface JobsOf {
  readonly kind?: JobKind;
  readonly corpus?: string;
}

/** Which records are counted, and how many values of each field are named. */
interface FacetsOf {
  readonly filter?: RecordFilter;
  readonly limit?: number;
}

/** Which records are listed: those after an id, and with this label, kind, source, file or split. */
export type RecordsOf = Partial<Omit<RecordsQuery, 'limit'>>;

/**
 * The API of a Kindred service with types. Every JSON answer is validated against its schema.
 * @throws KindredError the error of the service, for example `not_found` when there is no such corpus
 * @throws ServiceError when the service cannot be reached, or does not answer as Kindred does
 */
export interface Client {
  /** The address of the service. */
  readonly url: string;
  /** Whether the service asks for a key, and what the key that was sent may do. */
  access(): Promise<AccessReport>;
  /** The tokenizers that `tokenizer` of `demonstrations` may name, and which have a chat template. */
  tokenizers(): Promise<TokenizerList>;
  /**
   * Uploads a file and starts a job that reads it into a corpus.
   * @param file a file on this machine, or a stream of its bytes, which should have a name in `reading`
   * @example
   * const { job } = await client.ingest('house', 'house.jsonl', {});
   */
  ingest(corpus: string, file: FileToRead, reading: Reading): Promise<z.infer<typeof IngestionAccepted>>;
  /**
   * Shows how the first rows of a file would be read. Nothing is stored.
   * @example
   * const { layout, rows, rejections } = await client.inspect('house.jsonl', {});
   */
  inspect(file: FileToRead, reading: Reading, show?: number): Promise<FileInspection>;
  /** The report on a job: its state, how far it is, and its result. */
  job(id: string): Promise<JobReport>;
  /** The latest jobs, newest first; of one kind, or on one corpus, when asked. */
  jobs(limit: number, of?: JobsOf): Promise<JobReport[]>;
  /** Cancels a job. @returns false when it had ended already */
  cancelJob(id: string): Promise<boolean>;
  /** All corpora, the largest first. */
  corpora(): Promise<z.infer<typeof CorpusList>>;
  /** How many records a corpus has, and of which tasks and sources. */
  corpus(name: string): Promise<CorpusDetail>;
  /** Deletes the records of a corpus, and the results of curations that read it. */
  deleteCorpus(name: string): Promise<z.infer<typeof CorpusDeleted>>;
  /** Starts a job that embeds a corpus with the next encoder (KINDRED_NEXT_ENCODER). */
  reembed(corpus: string): Promise<ReembeddingAccepted>;
  /** `limit` records of a corpus in the order of their ids, the first ones, or those after an id. */
  records(corpus: string, limit: number, of?: RecordsOf): Promise<RecordPage>;
  /** A record by its id, or by the id that its row had in its file. */
  record(corpus: string, id: string, by?: 'id' | 'user_id'): Promise<InstructionRecord>;
  /** Records by their ids, or by your own keys, up to 1,000 at once. */
  recordsOf(corpus: string, keys: RecordKeys): Promise<RecordsFound>;
  /**
   * Writes up to 1,000 records, which are found when this resolves. One with the same `user_id` is replaced. A record that is wrong
   * has the status `failed` and does not stop the others.
   * @example
   * const { failed, records } = await client.putRecords('house', [
   *   { user_id: 'q1', instruction: 'Name a river.', output: 'The Danube.' },
   * ]);
   */
  putRecords(corpus: string, records: readonly z.input<typeof RecordInput>[]): Promise<RecordsWritten>;
  /** Changes some fields of a record, which has another id afterwards. */
  patchRecord(corpus: string, id: string, patch: RecordPatch, by?: 'id' | 'user_id'): Promise<RecordChanged>;
  /** Deletes a record by its id, or by your own key. */
  deleteRecord(corpus: string, id: string, by?: 'id' | 'user_id'): Promise<RecordsDeleted>;
  /** Deletes up to 1,000 records by their ids, or all records that have these keys of yours. */
  deleteRecords(corpus: string, keys: RecordKeys): Promise<RecordsDeleted>;
  /**
   * One page of the records near to a text or to records, or that pass a filter.
   * @example
   * const { hits, next } = await client.search('house', { text: 'Write a poem.', space: 'task' });
   */
  search(corpus: string, request: z.input<typeof RecordSearch>): Promise<SearchResponse>;
  /**
   * The values of fields, such as `source` or `metadata.topic`, with the number of their records.
   * @example
   * const { facets } = await client.facets('house', ['source', 'metadata.topic']);
   */
  facets(corpus: string, fields: readonly string[], of?: FacetsOf): Promise<Facets>;
  /**
   * Tells which rows that are not stored a corpus has already.
   * @example
   * const { rows } = await client.checkDuplicates('house', { rows: [{ instruction: 'Write a poem.' }] });
   */
  checkDuplicates(
    corpus: string,
    body: DuplicatesCheckBody,
  ): Promise<z.infer<typeof DuplicatesCheckResponse>>;
  /** The `limit` most frequent tasks of a corpus, each with one example. */
  tasks(corpus: string, limit: number): Promise<TaskList>;
  /** The `limit` most frequent kinds of work of a corpus, as the encoder told them, each with one example. */
  kinds(corpus: string, limit: number): Promise<z.infer<typeof KindList>>;
  /**
   * Starts a job that performs an operation on whole corpora.
   * @param about the corpus in the path of the operation; null for an operation whose body names all its corpora
   * @param body the fields of the operation without its kind; what is left out has its default
   * @example
   * const { job } = await client.startCuration('deduplicate', 'house', { threshold: 'auto' });
   * await client.startCuration('contamination', null, { train: 'house', bench: 'exam' });
   */
  startCuration<K extends OperationKind>(
    kind: K,
    about: string | null,
    body: CurationBodies[K],
  ): Promise<CurationAccepted>;
  /** What an operation found, once its job has completed. */
  report(job: string): Promise<OperationReport>;
  /**
   * One of the files that the result of a job lists, as a stream. It ends with a `ServiceError` when the connection
   * breaks off; then ask again.
   * @example
   * for await (const bytes of await client.resultFile(job, 'marks.jsonl')) process.stdout.write(bytes);
   */
  resultFile(job: string, file: ResultFileName): Promise<AsyncIterable<Uint8Array>>;
  /**
   * The places of all records on the map that a job drew.
   * @throws RangeError when what came is no map
   */
  map(job: string): Promise<CorpusMap>;
  /**
   * A colour for each row of the map that a job drew.
   * @param field such as `kind`, `metadata.topic`, or `marks.<job>.<field>` for what another job marked
   * @throws RangeError when what came are no colours
   * @example
   * const { legend, codes } = await client.colours(job, 'kind');
   */
  colours(job: string, field: string): Promise<ColourCodes>;
  /** Draws near copies and paraphrases that a deduplication dropped, to judge them. */
  sampleDrops(job: string, draw: AuditDraw): Promise<z.infer<typeof DuplicateAuditSample>>;
  /** Says by judgements of such a sample how many of the drops are right. */
  judgeDrops(job: string, judged: DuplicateAuditRequest): Promise<DuplicateAudit>;
  /**
   * A page of what a deduplication dropped, the most doubtful first.
   * @example
   * const { drops, next } = await client.drops(job, { limit: 20, decision: 'open' });
   */
  drops(job: string, of?: Partial<DropsQuery>): Promise<DropPage>;
  /** What was decided on the drops of a deduplication. */
  decisions(job: string): Promise<DuplicateDecisions>;
  /**
   * Decides on drops of a deduplication, or raises its threshold.
   * @example
   * await client.decideDrops(job, { decisions: [{ id, decision: 'different' }] });
   */
  decideDrops(job: string, decided: z.input<typeof DecisionsRequest>): Promise<DuplicateDecisions>;
  /** Removes the files of a curation before their time. @returns whether there were any, and how much room they took */
  deleteResult(job: string): Promise<ResultDeleted>;
  /**
   * Finds demonstrations for an instruction, and renders the prompt.
   * @example
   * const { demonstrations, prompt } = await client.demonstrations({
   *   instruction: 'Put this sentence into the passive voice.',
   *   corpora: ['house'],
   *   k: 4,
   * });
   */
  demonstrations(request: z.input<typeof DemonstrationsRequest>): Promise<DemonstrationsResponse>;
  /** Finds demonstrations for up to 256 queries with the same options, which takes less time than one by one; in their order. */
  manyDemonstrations(request: z.input<typeof ManyDemonstrationsRequest>): Promise<DemonstrationsResponse[]>;
  /**
   * Embeds texts.
   * @example
   * const { data } = await client.embeddings({ model: 'kindred-task', input: ['Write a poem.'] });
   */
  embeddings(request: z.input<typeof EmbeddingsRequest>): Promise<EmbeddingsResponse>;
  /**
   * Embeds every row of a file: one line for each row, in order, with its vector as base64 of little-endian 32-bit
   * floats. Nothing is stored.
   * @throws SyntaxError when a line of the answer is not JSON
   * @example
   * for await (const line of client.embedFile('house.jsonl', 'task', {})) {
   *   if ('vector' in line) console.log(line.id, line.vector);
   * }
   */
  embedFile(file: FileToRead, space: SpaceName, reading: Reading): AsyncGenerator<EmbeddingFileLine>;
}

/**
 * Makes the client of one service.
 * @param http the connection to the service, from `createHttp`
 * @example
 * import { createClient } from 'kindred';
 * import { createHttp } from 'kindred/http';
 *
 * const client = createClient(createHttp('http://127.0.0.1:4747', new AbortController().signal));
 * console.log(await client.corpora());
 */
export function createClient(http: Http): Client {
  return {
    url: http.baseUrl,
    ...corpusCalls(http),
    ...recordCalls(http),
    ...jobCalls(http),
    ...vectorCalls(http),
  };
}

function corpusCalls(http: Http) {
  const corpus = (name: string): string => `/v1/corpora/${encodeURIComponent(name)}`;
  return {
    ingest: async (name: string, file: FileToRead, reading: Reading) =>
      http.json(IngestionAccepted, {
        method: 'POST',
        path: `${corpus(name)}/ingestions`,
        query: fileQuery(file, reading),
        ...bodyOf(file),
      }),
    inspect: (file: FileToRead, reading: Reading, show?: number) =>
      http.json(FileInspection, {
        method: 'POST',
        path: '/v1/inspections',
        query: { ...fileQuery(file, reading), show },
        ...bodyOf(file),
      }),
    corpora: () => http.json(CorpusList, { path: '/v1/corpora' }),
    corpus: (name: string) => http.json(CorpusDetail, { path: corpus(name) }),
    deleteCorpus: (name: string) => http.json(CorpusDeleted, { method: 'DELETE', path: corpus(name) }),
    reembed: (name: string) =>
      http.json(ReembeddingAccepted, { method: 'POST', path: `${corpus(name)}/reembed` }),
    records: (name: string, limit: number, of: RecordsOf = {}) =>
      http.json(RecordPage, { path: `${corpus(name)}/records`, query: { limit, ...of } }),
    search: (name: string, request: z.input<typeof RecordSearch>) =>
      http.json(SearchResponse, {
        method: 'POST',
        path: `${corpus(name)}/search`,
        json: request,
        isRead: true,
      }),
    facets: (name: string, fields: readonly string[], { filter, limit }: FacetsOf = {}) =>
      http.json(Facets, {
        path: `${corpus(name)}/facets`,
        query: { fields: fields.join(','), filter: filter && JSON.stringify(filter), limit },
      }),
    checkDuplicates: (name: string, json: DuplicatesCheckBody) =>
      http.json(DuplicatesCheckResponse, {
        method: 'POST',
        path: `${corpus(name)}/duplicates/check`,
        json,
        isRead: true,
      }),
    tasks: (name: string, limit: number) =>
      http.json(TaskList, { path: `${corpus(name)}/tasks`, query: { limit, examples: 1 } }),
    kinds: (name: string, limit: number) =>
      http.json(KindList, { path: `${corpus(name)}/kinds`, query: { limit, examples: 1 } }),
  };
}

function recordCalls(http: Http) {
  const corpus = (name: string): string => `/v1/corpora/${encodeURIComponent(name)}`;
  const records = (name: string): string => `${corpus(name)}/records`;
  const one = (name: string, id: string): string => `${records(name)}/${encodeURIComponent(id)}`;
  return {
    record: (name: string, id: string, by: 'id' | 'user_id' = 'id') =>
      http.json(InstructionRecord, { path: one(name, id), query: { by } }),
    recordsOf: (name: string, keys: RecordKeys) =>
      http.json(RecordsFound, {
        method: 'POST',
        path: `${corpus(name)}/record-lookups`,
        json: keys,
        isRead: true,
      }),
    putRecords: (name: string, all: readonly z.input<typeof RecordInput>[]) =>
      http.json(RecordsWritten, { method: 'PUT', path: records(name), json: { records: all } }),
    patchRecord: (name: string, id: string, patch: RecordPatch, by: 'id' | 'user_id' = 'id') =>
      http.json(RecordChanged, { method: 'PATCH', path: one(name, id), query: { by }, json: patch }),
    deleteRecord: (name: string, id: string, by: 'id' | 'user_id' = 'id') =>
      http.json(RecordsDeleted, { method: 'DELETE', path: one(name, id), query: { by } }),
    deleteRecords: (name: string, keys: RecordKeys) =>
      http.json(RecordsDeleted, {
        method: 'POST',
        path: `${corpus(name)}/record-deletions`,
        json: keys,
      }),
  };
}

function jobCalls(http: Http) {
  const job = (id: string): string => `/v1/jobs/${encodeURIComponent(id)}`;
  return {
    job: (id: string) => http.json(JobReport, { path: job(id) }),
    jobs: async (limit: number, of: JobsOf = {}) =>
      (await http.json(JobList, { path: '/v1/jobs', query: { limit, ...of } })).jobs,
    cancelJob: async (id: string) =>
      (await http.json(JobCancelled, { method: 'DELETE', path: job(id) })).cancelled,
    startCuration: (kind: OperationKind, about: string | null, body: object) => {
      const { path: route } = OPERATIONS[kind].route;
      const path = about === null ? route : route.replace('{name}', encodeURIComponent(about));
      return http.json(CurationAccepted, { method: 'POST', path, json: body });
    },
    report: (id: string) => http.json(OperationReport, { path: `${job(id)}/report` }),
    sampleDrops: (id: string, draw: AuditDraw) =>
      http.json(DuplicateAuditSample, { path: `${job(id)}/audit`, query: { ...draw } }),
    judgeDrops: (id: string, json: DuplicateAuditRequest) =>
      http.json(DuplicateAudit, { method: 'POST', path: `${job(id)}/audit`, json }),
    map: async (id: string) => decodeMap(await bytesFrom(http, { path: `${job(id)}/files/${MAP_FILE}` })),
    colours: async (id: string, field: string) =>
      decodeColours(await bytesFrom(http, { path: `${job(id)}/colours`, query: { field } })),
    drops: (id: string, of: Partial<DropsQuery> = {}) =>
      http.json(DropPage, { path: `${job(id)}/drops`, query: { ...of } }),
    decisions: (id: string) => http.json(DuplicateDecisions, { path: `${job(id)}/decisions` }),
    decideDrops: (id: string, json: z.input<typeof DecisionsRequest>) =>
      http.json(DuplicateDecisions, { method: 'POST', path: `${job(id)}/decisions`, json }),
    deleteResult: (id: string) => http.json(ResultDeleted, { method: 'DELETE', path: `${job(id)}/result` }),
    resultFile: async (id: string, file: ResultFileName) => {
      const { body } = await http.open({ path: `${job(id)}/files/${file}` });
      if (body === null) throw new ServiceError(`${http.baseUrl} sent nothing for ${file}.`);
      return unbroken(chunksOf(body), http.baseUrl);
    },
  };
}

function vectorCalls(http: Http) {
  return {
    access: () => http.json(AccessReport, { path: '/v1/access' }),
    tokenizers: () => http.json(TokenizerList, { path: '/v1/tokenizers' }),
    demonstrations: (request: z.input<typeof DemonstrationsRequest>) =>
      http.json(DemonstrationsResponse, {
        method: 'POST',
        path: '/v1/demonstrations',
        json: request,
        isRead: true,
      }),
    manyDemonstrations: async (request: z.input<typeof ManyDemonstrationsRequest>) => {
      const { answers } = await http.json(ManyDemonstrationsResponse, {
        method: 'POST',
        path: '/v1/demonstrations/batch',
        json: request,
        isRead: true,
      });
      return answers;
    },
    embeddings: (request: z.input<typeof EmbeddingsRequest>) =>
      http.json(EmbeddingsResponse, { method: 'POST', path: '/v1/embeddings', json: request, isRead: true }),
    async *embedFile(file: FileToRead, space: SpaceName, reading: Reading) {
      const response = await http.open({
        method: 'POST',
        path: '/v1/embeddings/files',
        query: { ...fileQuery(file, reading), space, encoding_format: 'base64' },
        ...bodyOf(file),
      });
      if (response.body === null) throw new ServiceError(`${http.baseUrl} answered without vectors.`);
      for await (const line of jsonLines(unbroken(response.body, http.baseUrl)))
        yield EmbeddingFileLine.parse(line);
    },
  };
}

/** A whole answer of bytes. */
async function bytesFrom(
  http: Http,
  asked: { readonly path: string; readonly query?: Query },
): Promise<Uint8Array> {
  const { body } = await http.open(asked);
  if (body === null) throw new ServiceError(`${http.baseUrl} sent nothing for ${asked.path}.`);
  return new Uint8Array(await new Response(body).arrayBuffer());
}

function fileQuery(file: FileToRead, { name, ...reading }: Reading): Query {
  const { format, layout, columns, map, rows, source, split } = reading;
  return { file_name: name ?? nameOf(file), format, layout, columns, map, rows, source, split };
}

/** The last part of a path, or the name of a chosen file. */
function nameOf(file: FileToRead): string | undefined {
  const name = typeof file === 'string' ? file : 'name' in file ? file.name : undefined;
  return typeof name === 'string' ? name.split(/[\\/]/).findLast((part) => part !== '') : undefined;
}

function bodyOf(file: FileToRead) {
  if (file instanceof Blob) return { file };
  if (typeof file === 'string') {
    const files = filesHere(file);
    const stream = (): AsyncIterable<Uint8Array> => files.createReadStream(file) as AsyncIterable<Uint8Array>;
    return { stream, opensAgain: true };
  }
  return { stream: () => file };
}

/**
 * The files of this machine. The runtime is asked for them and nothing is imported, so that programs for browsers and edge runtimes,
 * where there are none, can be bundled.
 * @throws TypeError where there are no files
 */
function filesHere(wanted: string): Pick<typeof fs, 'createReadStream'> {
  const { process } = globalThis as { process?: Partial<NodeJS.Process> };
  const files = process?.getBuiltinModule?.('node:fs');
  if (files !== undefined) return files;
  throw new TypeError(`There are no files here to open ${wanted} among: give a Blob, or the bytes.`);
}
