import {
  OperationReport,
  OPERATIONS,
  type OperationKind,
  type ResultFileName,
} from '../../../schemas/curation/operations.ts';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { z } from 'zod';
import {
  CorpusDeleted,
  CorpusDetail,
  CorpusList,
  RecordPage,
  KindList,
  TaskList,
} from '../../../schemas/api/corpora.ts';
import { CurationAccepted } from '../../../schemas/api/curations.ts';
import { DemonstrationsResponse } from '../../../schemas/api/demonstrations.ts';
import type { DemonstrationsRequest } from '../../../schemas/api/demonstrations.ts';
import { EmbeddingFileLine } from '../../../schemas/api/embedding-files.ts';
import { EmbeddingsResponse } from '../../../schemas/api/embeddings.ts';
import type { EmbeddingsRequest } from '../../../schemas/api/embeddings.ts';
import { IngestionAccepted } from '../../../schemas/api/ingestions.ts';
import { JobCancelled, JobList, JobReport, ResultDeleted, type JobKind } from '../../../schemas/api/jobs.ts';
import { ReembeddingAccepted } from '../../../schemas/api/reembeddings.ts';
import type { FileFormat, LayoutName } from '../../../schemas/layout.ts';
import type { SpaceName } from '../../../schemas/record.ts';
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

/** The path of a file on this machine, or its bytes. */
type FileToRead = string | AsyncIterable<Uint8Array>;

/**
 * The API of a Kindred service with types. Every JSON answer is validated against its schema.
 * @throws KindredError the error of the service, for example `not_found` when there is no such corpus
 * @throws ServiceError when the service cannot be reached, or does not answer as Kindred does
 */
/** Which jobs are listed. */
export interface JobsOf {
  readonly kind?: JobKind;
  readonly corpus?: string;
}

export interface Client {
  /** The address of the service. */
  readonly url: string;
  /**
   * Uploads a file and starts a job that reads it into a corpus.
   * @param file a file on this machine, or a stream of its bytes, which should have a name in `reading`
   * @example
   * const { job } = await client.ingest('house', 'house.jsonl', {});
   */
  ingest(corpus: string, file: FileToRead, reading: Reading): Promise<z.infer<typeof IngestionAccepted>>;
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
  /** The first `limit` records of a corpus, in the order of their ids. */
  records(corpus: string, limit: number): Promise<RecordPage>;
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
  startCuration(kind: OperationKind, about: string | null, body: object): Promise<CurationAccepted>;
  /** What an operation found, once its job has completed. */
  report(job: string): Promise<OperationReport>;
  /**
   * One of the files that the result of a job lists, as a stream. It ends with a `ServiceError` when the connection
   * breaks off; then ask again.
   * @example
   * for await (const bytes of await client.resultFile(job, 'marks.jsonl')) process.stdout.write(bytes);
   */
  resultFile(job: string, file: ResultFileName): Promise<AsyncIterable<Uint8Array>>;
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
  return { url: http.baseUrl, ...corpusCalls(http), ...jobCalls(http), ...vectorCalls(http) };
}

function corpusCalls(http: Http) {
  const corpus = (name: string): string => `/v1/corpora/${encodeURIComponent(name)}`;
  return {
    ingest: (name: string, file: FileToRead, reading: Reading) =>
      http.json(IngestionAccepted, {
        method: 'POST',
        path: `${corpus(name)}/ingestions`,
        query: fileQuery(file, reading),
        ...streamOf(file),
      }),
    corpora: () => http.json(CorpusList, { path: '/v1/corpora' }),
    corpus: (name: string) => http.json(CorpusDetail, { path: corpus(name) }),
    deleteCorpus: (name: string) => http.json(CorpusDeleted, { method: 'DELETE', path: corpus(name) }),
    reembed: (name: string) =>
      http.json(ReembeddingAccepted, { method: 'POST', path: `${corpus(name)}/reembed` }),
    records: (name: string, limit: number) =>
      http.json(RecordPage, { path: `${corpus(name)}/records`, query: { limit } }),
    tasks: (name: string, limit: number) =>
      http.json(TaskList, { path: `${corpus(name)}/tasks`, query: { limit, examples: 1 } }),
    kinds: (name: string, limit: number) =>
      http.json(KindList, { path: `${corpus(name)}/kinds`, query: { limit, examples: 1 } }),
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
    deleteResult: (id: string) => http.json(ResultDeleted, { method: 'DELETE', path: `${job(id)}/result` }),
    resultFile: async (id: string, file: ResultFileName) => {
      const { body } = await http.open({ path: `${job(id)}/files/${file}` });
      if (body === null) throw new ServiceError(`${http.baseUrl} sent nothing for ${file}.`);
      return unbroken(body, http.baseUrl);
    },
  };
}

function vectorCalls(http: Http) {
  return {
    demonstrations: (request: z.input<typeof DemonstrationsRequest>) =>
      http.json(DemonstrationsResponse, {
        method: 'POST',
        path: '/v1/demonstrations',
        json: request,
        isRead: true,
      }),
    embeddings: (request: z.input<typeof EmbeddingsRequest>) =>
      http.json(EmbeddingsResponse, { method: 'POST', path: '/v1/embeddings', json: request, isRead: true }),
    async *embedFile(file: FileToRead, space: SpaceName, reading: Reading) {
      const response = await http.open({
        method: 'POST',
        path: '/v1/embeddings/files',
        query: { ...fileQuery(file, reading), space, encoding_format: 'base64' },
        ...streamOf(file),
      });
      if (response.body === null) throw new ServiceError(`${http.baseUrl} answered without vectors.`);
      for await (const line of jsonLines(unbroken(response.body, http.baseUrl)))
        yield EmbeddingFileLine.parse(line);
    },
  };
}

function fileQuery(file: FileToRead, { name, ...reading }: Reading): Query {
  const { format, layout, columns, map, rows, source, split } = reading;
  const fileName = name ?? (typeof file === 'string' ? basename(file) : undefined);
  return { file_name: fileName, format, layout, columns, map, rows, source, split };
}

function streamOf(file: FileToRead) {
  if (typeof file === 'string') return { stream: () => createReadStream(file), opensAgain: true };
  return { stream: () => file };
}
