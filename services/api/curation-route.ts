import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { CurationAccepted } from '../../schemas/api/curations.ts';
import type { CurationOperation } from '../../schemas/curation/operations.ts';
import { CURATION_ACCEPTED } from './openapi/curation-examples.ts';
import type { RouteServices } from './deps.ts';
import { assertDone } from './jobs/user-jobs.ts';
import { countOfCorpus } from './known-corpora.ts';
import { SMALL_BODY_BYTES } from './http/limits.ts';
import { defineRoute, type Route } from './route.ts';

/** A corpus of a request, and the field that names it. */
interface NamedCorpus {
  readonly name: string;
  readonly field: string;
}

/** What a request asks for: the first corpus is the one it is about. */
interface Curation {
  readonly corpora: readonly NamedCorpus[];
  readonly operation: CurationOperation;
  /** Jobs whose results it reads, and the field that names them. */
  readonly results?: { readonly jobs: readonly string[]; readonly field: string };
}

interface CurationSpec<P extends z.ZodObject, B extends z.ZodType> {
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly params: P;
  readonly body: B;
  readonly examples: Readonly<Record<string, z.input<B>>>;
  toCuration(this: void, params: z.output<P>, body: z.output<B>): Curation;
}

/**
 * A route that starts an operation on whole corpora and answers with its job. A corpus that the asker does not see, or
 * that has no records, is `not_found`.
 */
export function curationRoute<P extends z.ZodObject, B extends z.ZodType>(spec: CurationSpec<P, B>): Route {
  const { path, operationId, summary, description, params, examples, toCuration } = spec;
  return defineRoute({
    method: 'post',
    path,
    operationId,
    scope: 'write',
    tag: 'Curation',
    summary,
    description: `${description}\n\nThe answer names a job. When it has ended, GET /v1/jobs/{id}/report has what it found.`,
    params,
    body: { kind: 'json', schema: spec.body, maxBytes: SMALL_BODY_BYTES, examples },
    responses: {
      202: {
        kind: 'json',
        description: 'The job is in the queue.',
        schema: CurationAccepted,
        example: CURATION_ACCEPTED,
        headers: { location: 'Where the job can be followed.' },
      },
    },
    errors: ['not_found', 'conflict', 'payload_too_large', 'store_unavailable', 'queue_unavailable'],
    handle: ({ params, body }, { services }) => start(services, toCuration(params, body)),
  });
}

async function start(services: RouteServices, { corpora, operation, results }: Curation) {
  const { store, queue, log } = services;
  for (const { name, field } of corpora) await countOfCorpus(store, name, field);
  for (const job of results?.jobs ?? []) await assertDone(services, job, results?.field);
  const names = [...new Set(corpora.map(({ name }) => name))];
  const job = randomUUID();
  await queue.enqueue('curate', job, { corpora: names, operation });
  log.info({ job: 'curate', job_id: job, operation: operation.kind }, 'curation accepted');
  const body: CurationAccepted = { job, corpora: names, operation: operation.kind };
  return { status: 202, body, headers: { location: `/v1/jobs/${job}` } };
}
