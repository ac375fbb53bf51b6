import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { CorpusParams } from '../../schemas/api/corpora.ts';
import { CurationAccepted } from '../../schemas/api/curations.ts';
import { OPERATIONS, type CurationOperation } from '../../schemas/curation/operations.ts';
import type { NamedCorpus } from '../../schemas/curation/definition.ts';
import { KindredError } from '../../schemas/errors.ts';
import type { RouteServices } from './deps.ts';
import { SMALL_BODY_BYTES } from './http/limits.ts';
import { epochForNewWork } from './jobs/delete-corpus.ts';
import { assertMarksUsable } from './jobs/usable-marks.ts';
import { assertCorpus } from './known-corpora.ts';
import { CURATION_ACCEPTED } from './openapi/curation-examples.ts';
import { defineRoute, type Route } from './route.ts';

const NO_PARAMS = z.strictObject({});

/** The part of an operation definition that its route needs. */
interface RoutedOperation {
  readonly route: {
    readonly path: string;
    readonly operationId: string;
    readonly summary: string;
    readonly description: string;
    readonly request: z.ZodType<object, object>;
    readonly examples: Readonly<Record<string, object>>;
  };
  readonly distinctCorpora?: true;
  corpora(this: void, operation: object): readonly NamedCorpus[];
}

/** One route for each operation on whole corpora: it starts the operation and answers with the job. */
export const CURATION_ROUTES: readonly Route[] = Object.entries(OPERATIONS).map(([kind, definition]) =>
  // TypeScript cannot see that the functions of a definition take the request type of the same definition.
  curationRoute(kind, definition as RoutedOperation),
);

function curationRoute(kind: string, { route, distinctCorpora, corpora }: RoutedOperation): Route {
  const { path, operationId, summary, description, request, examples } = route;
  const isAboutOne = path.includes('{name}');
  return defineRoute({
    method: 'post',
    path,
    operationId,
    scope: 'write',
    tag: 'Curation',
    summary,
    description: `${description}\n\nThe answer names a job. When it has ended, GET /v1/jobs/{id}/report has what it found.`,
    params: isAboutOne ? CorpusParams : NO_PARAMS,
    body: { kind: 'json', schema: request, maxBytes: SMALL_BODY_BYTES, examples },
    responses: {
      202: {
        kind: 'json',
        description: 'The job is in the queue.',
        schema: CurationAccepted,
        example: CURATION_ACCEPTED,
        headers: { location: 'Where the job can be followed.' },
      },
    },
    errors: [
      ...(['not_found', 'conflict', 'payload_too_large', 'storage_full'] as const),
      ...(['store_unavailable', 'queue_unavailable'] as const),
    ],
    handle: ({ params, body }, { services }) => {
      const about = isAboutOne ? [{ name: CorpusParams.parse(params).name, field: 'name' }] : [];
      const named = [...about, ...corpora(body)];
      if (distinctCorpora === true) refuseRepeated(named);
      return start(services, named, { kind, ...body } as CurationOperation);
    },
  });
}

/**
 * Checks the corpora and marks that an operation reads, and puts its job into the queue.
 * @throws KindredError `not_found` when the asker may not see one of the corpora or it has no records,
 * and what `assertMarksUsable` throws
 */
async function start(services: RouteServices, corpora: readonly NamedCorpus[], operation: CurationOperation) {
  const { store, queue, access, log } = services;
  for (const { name, field } of corpora) await assertCorpus(store, name, field);
  const names = [...new Set(corpora.map(({ name }) => name))];
  await assertMarksUsable(services, { corpora: names, operation });
  const job = randomUUID();
  const epochs = await epochsForNewWork(names, services);
  await queue.enqueue('curate', job, { corpora: names, operation, ...epochs }, access.id);
  log.info({ job: 'curate', job_id: job, operation: operation.kind }, 'curation accepted');
  const body: CurationAccepted = { job, corpora: names, operation: operation.kind };
  return { status: 202, body, headers: { location: `/v1/jobs/${job}` } };
}

async function epochsForNewWork(
  corpora: readonly string[],
  services: RouteServices,
): Promise<{ epochs?: Record<string, number> }> {
  const epochs: Record<string, number> = {};
  for (const name of corpora) {
    const epoch = await epochForNewWork(name, services);
    if (epoch > 0) epochs[name] = epoch;
  }
  return Object.keys(epochs).length === 0 ? {} : { epochs };
}

/**
 * Refuses a request that names the same corpus twice. The schema of a request compares the corpora in the body; here
 * the corpus in the path is compared as well.
 * @throws KindredError `invalid_request` when a corpus is named twice
 */
function refuseRepeated(corpora: readonly NamedCorpus[]): void {
  const repeated = corpora.find(({ name }, at) => corpora.findIndex((one) => one.name === name) < at);
  if (repeated === undefined) return;
  const { name, field } = repeated;
  const message = `${field}: '${name}' cannot be compared with itself: name another corpus, or leave it out.`;
  throw new KindredError('invalid_request', message, { field });
}
