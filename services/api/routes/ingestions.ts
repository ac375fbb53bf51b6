import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Request } from 'express';
import { z } from 'zod';
import { IngestionAccepted, IngestionQuery } from '../../../schemas/api/ingestions.ts';
import { KindredError } from '../../../schemas/errors.ts';
import { READ_COMPRESSIONS_TEXT, READ_FORMATS_TEXT } from '../../../schemas/file-formats.ts';
import type { IngestCorpusPayload } from '../../../schemas/jobs.ts';
import { CorpusName } from '../../../schemas/record.ts';
import type { Access } from '../../access/access.ts';
import { shippedMap } from '../../corpus/shipped-maps.ts';
import type { RouteServices } from '../deps.ts';
import { epochForNewWork } from '../jobs/delete-corpus.ts';
import { assertMayWrite } from '../known-corpora.ts';
import { INGESTION_ACCEPTED } from '../openapi/examples.ts';
import { resolveImportFile } from '../files/import-path.ts';
import { defineRoute } from '../route.ts';
import { UPLOAD_MEDIA_TYPES } from '../files/media-types.ts';
import { tooLarge } from '../../uploads/uploads.ts';

type FileSource = Pick<IngestCorpusPayload, 'path' | 'file_name' | 'remove_after'> & { bytes: number };

export const startIngestionRoute = defineRoute({
  method: 'post',
  path: '/v1/corpora/{name}/ingestions',
  operationId: 'startIngestion',
  scope: 'write',
  tag: 'Corpora',
  summary: 'Ingest a file into a corpus',
  description:
    `The body **is** the file, whatever content type it is sent with: ${READ_FORMATS_TEXT}, ` +
    `${READ_COMPRESSIONS_TEXT}. ` +
    'It is streamed to disk. With the query parameter `path` the file lies on the server, below the ' +
    'directory of KINDRED_IMPORT_DIR, and there is no body.\n\n' +
    'The answer comes when the file is safe; reading and embedding it is a job. Ingesting a file twice changes ' +
    'nothing: rows that are stored are skipped before they are embedded.\n\n' +
    '`curl --data-binary @alpaca.jsonl.gz "http://127.0.0.1:4747/v1/corpora/alpaca/ingestions?file_name=alpaca.jsonl.gz"`',
  params: z.strictObject({ name: CorpusName }),
  query: IngestionQuery,
  body: {
    kind: 'file',
    description: 'The file itself. Left out when `path` is given.',
    contentTypes: UPLOAD_MEDIA_TYPES,
  },
  responses: {
    202: {
      kind: 'json',
      description: 'The file is safe and its job is in the queue.',
      schema: IngestionAccepted,
      example: INGESTION_ACCEPTED,
      headers: { location: 'Where the job can be followed.' },
    },
  },
  errors: ['payload_too_large', 'storage_full', 'queue_unavailable'],
  handle: async ({ params, query }, { request, services }) => {
    refuseForeignCorpus(services.access, params.name, query.path);
    if (query.map !== undefined) shippedMap(query.map);
    const job = randomUUID();
    const source =
      query.path === undefined
        ? await receiveFile(request, services, job, query.file_name)
        : await findFile(request, services, query.path, query.file_name);
    // Taken when the file is there, so that only a deletion that begins now can come between.
    const epoch = await epochForNewWork(params.name, services);
    await enqueue(services, job, {
      corpus: params.name,
      path: source.path,
      file_name: source.file_name,
      remove_after: source.remove_after,
      format: query.format ?? null,
      layout: query.layout ?? null,
      columns: query.columns ?? null,
      ...(query.map !== undefined && { map: query.map }),
      ...rowsOfFile(query),
      ...(services.access.corpora !== null && { reuse_from: [...services.access.corpora] }),
      ...(epoch > 0 && { epoch }),
    });
    services.log.info({ job: 'ingest-corpus', job_id: job, bytes: source.bytes }, 'ingestion accepted');
    const body: IngestionAccepted = { job, corpus: params.name, bytes: source.bytes };
    return { status: 202, body, headers: { location: `/v1/jobs/${job}` } };
  },
});

/** What the query says of the rows of the file. */
function rowsOfFile({
  rows,
  source,
  split,
}: IngestionQuery): Pick<IngestionQuery, 'rows' | 'source' | 'split'> {
  return {
    ...(rows !== undefined && { rows }),
    ...(source !== undefined && { source }),
    ...(split !== undefined && { split }),
  };
}

/**
 * Refuses a key that is restricted to some corpora when it names another corpus, or a file on the server, which may
 * contain rows that its holder must not see.
 * @throws KindredError `forbidden` when the key is refused
 */
function refuseForeignCorpus(access: Access, corpus: string, path: string | undefined): void {
  assertMayWrite(access, corpus);
  if (path !== undefined && access.corpora !== null) {
    const message = 'A key for some corpora reads no files of the server: send the file as the body.';
    throw new KindredError('forbidden', message, { field: 'path' });
  }
}

async function receiveFile(
  request: Request,
  { uploads }: RouteServices,
  job: string,
  name: string | undefined,
): Promise<FileSource> {
  const announced = Number(request.get('content-length') ?? 0);
  if (announced > uploads.maxBytes) throw tooLarge(uploads.maxBytes);
  const stored = await uploads.store(request, job, announced);
  return { ...stored, file_name: name ?? 'upload', remove_after: true };
}

async function findFile(
  request: Request,
  { config }: RouteServices,
  requested: string,
  name: string | undefined,
): Promise<FileSource> {
  const hasBody =
    Number(request.get('content-length') ?? 0) > 0 || request.get('transfer-encoding') !== undefined;
  if (hasBody) {
    const message =
      'path: the request has a body too. Send the file as the body, or its path on the server, not both.';
    throw new KindredError('invalid_request', message, { field: 'path' });
  }
  const { path, name: ownName, bytes } = await resolveImportFile(requested, config.importDir);
  return { path, bytes, file_name: name ?? ownName, remove_after: false };
}

/** Puts the job into the queue. When that fails, the uploaded file is removed, since no job will read it. */
async function enqueue(
  { queue, access }: RouteServices,
  job: string,
  payload: IngestCorpusPayload,
): Promise<void> {
  try {
    await queue.enqueue('ingest-corpus', job, payload, access.id);
  } catch (error) {
    if (payload.remove_after) await rm(payload.path, { force: true });
    throw error;
  }
}
