import { text } from 'node:stream/consumers';
import { JobParams } from '../../../schemas/api/jobs.ts';
import { DeduplicateReport } from '../../../schemas/curation/deduplicate.ts';
import {
  DecisionsRequest,
  DropPage,
  DropsQuery,
  DuplicateDecisions,
} from '../../../schemas/curation/duplicate-decisions.ts';
import { assertDecidable } from '../../curation/deduplicate/assert-decidable.ts';
import { decisionLines, readDecisions } from '../../curation/deduplicate/decisions.ts';
import { decisionsOf, dropPage, type JobDrops } from '../../curation/deduplicate/drop-page.ts';
import { readResult } from '../../curation/results.ts';
import type { RouteServices } from '../deps.ts';
import { SMALL_BODY_BYTES } from '../http/limits.ts';
import { DECISIONS, DECISIONS_REQUEST, DROP_PAGE } from '../openapi/decision-examples.ts';
import { findDoneDeduplication } from '../jobs/user-jobs.ts';
import { defineRoute } from '../route.ts';

export const listDropsRoute = defineRoute({
  method: 'get',
  path: '/v1/jobs/{id}/drops',
  operationId: 'listDrops',
  scope: 'read',
  tag: 'Curation',
  summary: 'Page through dropped duplicates',
  description:
    'What a deduplication dropped, the most doubtful first unless `order` says otherwise, each with the record that stands for it, ' +
    'their texts, and what was decided. Pass `next` as `after` for the next page of the same order, which never changes.',
  params: JobParams,
  query: DropsQuery,
  responses: {
    200: { kind: 'json', description: 'A page of drops.', schema: DropPage, example: DROP_PAGE },
  },
  errors: ['not_found', 'conflict', 'store_unavailable', 'queue_unavailable'],
  handle: async ({ params: { id }, query }, { services, signal }) => ({
    status: 200,
    body: await dropPage(await dropsOf(services, id, signal), query, services.store),
  }),
});

export const getDecisionsRoute = defineRoute({
  method: 'get',
  path: '/v1/jobs/{id}/decisions',
  operationId: 'getDecisions',
  scope: 'read',
  tag: 'Curation',
  summary: 'What was decided on dropped duplicates',
  description:
    'How many drops of a deduplication were decided how, and how many records an export leaves out in the end. Each decision with ' +
    'who made it and when stands in `decisions.jsonl`, the last one about a record holds.',
  params: JobParams,
  responses: {
    200: {
      kind: 'json',
      description: 'The decisions that hold.',
      schema: DuplicateDecisions,
      example: DECISIONS,
    },
  },
  errors: ['not_found', 'conflict', 'queue_unavailable'],
  handle: async ({ params: { id } }, { services, signal }) => ({
    status: 200,
    body: await decisionsOf(await dropsOf(services, id, signal)),
  }),
});

export const decideDropsRoute = defineRoute({
  method: 'post',
  path: '/v1/jobs/{id}/decisions',
  operationId: 'decideDrops',
  scope: 'write',
  tag: 'Curation',
  summary: 'Decide on dropped duplicates',
  description:
    'Confirms drops of a deduplication, takes them back, or exchanges which record stays; and raises the threshold without computing ' +
    'anything again. Nothing is deleted: decisions are kept beside the results of the job, with who and when, and exports and ' +
    'selections that read its marks go by them.',
  params: JobParams,
  body: {
    kind: 'json',
    schema: DecisionsRequest,
    maxBytes: SMALL_BODY_BYTES,
    examples: { 'two drops': DECISIONS_REQUEST, 'a higher threshold': { threshold: 0.95 } },
  },
  responses: {
    200: {
      kind: 'json',
      description: 'The decisions that hold now.',
      schema: DuplicateDecisions,
      example: DECISIONS,
    },
  },
  errors: ['not_found', 'conflict', 'payload_too_large', 'queue_unavailable'],
  handle: async ({ params: { id }, body }, { services, signal }) => {
    const drops = await dropsOf(services, id, signal);
    await assertDecidable(drops, body);
    const lines = decisionLines(body, services.access, new Date());
    if (lines !== '') await services.results.append(id, 'decisions.jsonl', lines);
    const decided = await readDecisions(id, services.results);
    return { status: 200, body: await decisionsOf({ ...drops, decided }) };
  },
});

/**
 * The drops of a deduplication and what was decided on them.
 * @throws KindredError `not_found` when the job is another one, or left no list of drops; `conflict` when it has not ended
 */
async function dropsOf(services: RouteServices, id: string, signal: AbortSignal): Promise<JobDrops> {
  const { operation } = await findDoneDeduplication(services, id);
  const { results } = services;
  const { path } = await results.find(id, 'drops.jsonl');
  const report = await text(readResult(await results.find(id, 'report.json')));
  const { threshold } = DeduplicateReport.pick({ threshold: true }).parse(JSON.parse(report));
  const isAgainst = operation.against !== null;
  return { job: id, path, threshold, isAgainst, decided: await readDecisions(id, results), signal };
}
