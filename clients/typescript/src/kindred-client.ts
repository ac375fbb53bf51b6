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
  TaskList,
} from '../../../schemas/api/corpora.ts';
import { CurationAccepted } from '../../../schemas/api/curations.ts';
import { DemonstrationsResponse } from '../../../schemas/api/demonstrations.ts';
import type { DemonstrationsRequest } from '../../../schemas/api/demonstrations.ts';
import { EmbeddingFileLine } from '../../../schemas/api/embedding-files.ts';
import { EmbeddingsResponse } from '../../../schemas/api/embeddings.ts';
import type { EmbeddingsRequest } from '../../../schemas/api/embeddings.ts';
import { IngestionAccepted } from '../../../schemas/api/ingestions.ts';
import { JobCancelled, JobList, JobReport } from '../../../schemas/api/jobs.ts';
import { ReembeddingAccepted } from '../../../schemas/api/reembeddings.ts';
import type { FileFormat, LayoutName } from '../../../schemas/layout.ts';
import type { SpaceName } from '../../../schemas/record.ts';
import type { Http, Query } from './http.ts';
import { jsonLines } from './json-lines.ts';
import { ServiceError } from './service-error.ts';

/** How the rows of a file are to be read; what is undefined is detected. */
export interface Reading {
  readonly format?: FileFormat | undefined;
  readonly layout?: LayoutName | undefined;
  /** Column map as JSON. */
  readonly columns?: string | undefined;
}

/** The API, typed. */
export interface Client {
  readonly url: string;
  ingest(corpus: string, path: string, reading: Reading): Promise<z.infer<typeof IngestionAccepted>>;
  job(id: string): Promise<JobReport>;
  jobs(limit: number): Promise<JobReport[]>;
  cancelJob(id: string): Promise<boolean>;
  corpora(): Promise<z.infer<typeof CorpusList>>;
  corpus(name: string): Promise<CorpusDetail>;
  deleteCorpus(name: string): Promise<z.infer<typeof CorpusDeleted>>;
  reembed(corpus: string): Promise<ReembeddingAccepted>;
  records(corpus: string, limit: number): Promise<RecordPage>;
  tasks(corpus: string, limit: number): Promise<TaskList>;
  /**
   * Starts an operation on whole corpora.
   * @param about the corpus that its route names; null for an operation whose body names all its corpora
   * @param body what the operation takes, without its kind
   */
  startCuration(kind: OperationKind, about: string | null, body: object): Promise<CurationAccepted>;
  report(job: string): Promise<OperationReport>;
  resultFile(job: string, file: ResultFileName): Promise<Response>;
  demonstrations(request: z.input<typeof DemonstrationsRequest>): Promise<DemonstrationsResponse>;
  embeddings(request: z.input<typeof EmbeddingsRequest>): Promise<EmbeddingsResponse>;
  /** A line for every row of the file, in order; vectors are base64. */
  embedFile(path: string, space: SpaceName, reading: Reading): AsyncGenerator<EmbeddingFileLine>;
}

export function createClient(http: Http): Client {
  return { url: http.baseUrl, ...corpusCalls(http), ...jobCalls(http), ...vectorCalls(http) };
}

function corpusCalls(http: Http) {
  const corpus = (name: string): string => `/v1/corpora/${encodeURIComponent(name)}`;
  return {
    ingest: (name: string, path: string, reading: Reading) =>
      http.json(IngestionAccepted, {
        method: 'POST',
        path: `${corpus(name)}/ingestions`,
        query: fileQuery(path, reading),
        stream: createReadStream(path),
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
  };
}

function jobCalls(http: Http) {
  const job = (id: string): string => `/v1/jobs/${encodeURIComponent(id)}`;
  return {
    job: (id: string) => http.json(JobReport, { path: job(id) }),
    jobs: async (limit: number) => (await http.json(JobList, { path: '/v1/jobs', query: { limit } })).jobs,
    cancelJob: async (id: string) =>
      (await http.json(JobCancelled, { method: 'DELETE', path: job(id) })).cancelled,
    startCuration: (kind: OperationKind, about: string | null, body: object) => {
      const path = OPERATIONS[kind].route.path.replace('{name}', encodeURIComponent(about ?? ''));
      return http.json(CurationAccepted, { method: 'POST', path, json: body });
    },
    report: (id: string) => http.json(OperationReport, { path: `${job(id)}/report` }),
    resultFile: (id: string, file: ResultFileName) => http.open({ path: `${job(id)}/files/${file}` }),
  };
}

function vectorCalls(http: Http) {
  return {
    demonstrations: (request: z.input<typeof DemonstrationsRequest>) =>
      http.json(DemonstrationsResponse, { method: 'POST', path: '/v1/demonstrations', json: request }),
    embeddings: (request: z.input<typeof EmbeddingsRequest>) =>
      http.json(EmbeddingsResponse, { method: 'POST', path: '/v1/embeddings', json: request }),
    async *embedFile(path: string, space: SpaceName, reading: Reading) {
      const response = await http.open({
        method: 'POST',
        path: '/v1/embeddings/files',
        query: { ...fileQuery(path, reading), space, encoding_format: 'base64' },
        stream: createReadStream(path),
      });
      if (response.body === null) throw new ServiceError(`${http.baseUrl} answered without vectors.`);
      for await (const line of jsonLines(response.body)) yield EmbeddingFileLine.parse(line);
    },
  };
}

function fileQuery(path: string, { format, layout, columns }: Reading): Query {
  return { file_name: basename(path), format, layout, columns };
}
