import { JobParams } from '../../../schemas/api/jobs.ts';
import {
  DuplicateAudit,
  DuplicateAuditQuery,
  DuplicateAuditRequest,
  DuplicateAuditSample,
} from '../../../schemas/curation/duplicate-audit.ts';
import { auditResult, auditSample } from '../../curation/deduplicate/audit.ts';
import type { RouteServices } from '../deps.ts';
import { SMALL_BODY_BYTES } from '../http/limits.ts';
import { findDoneDeduplication } from '../jobs/user-jobs.ts';
import { AUDIT_REQUEST, AUDIT_RESULT, AUDIT_SAMPLE } from '../openapi/audit-examples.ts';
import { defineRoute } from '../route.ts';

export const sampleDropsRoute = defineRoute({
  method: 'get',
  path: '/v1/jobs/{id}/audit',
  operationId: 'sampleDrops',
  scope: 'read',
  tag: 'Curation',
  summary: 'Draw dropped duplicates to judge',
  description:
    'A random sample of the near copies and paraphrases that a deduplication dropped, each with the record that stands for it. ' +
    'Judge whether it may, and send the judgements with POST to this path.',
  params: JobParams,
  query: DuplicateAuditQuery,
  responses: {
    200: { kind: 'json', description: 'The sample.', schema: DuplicateAuditSample, example: AUDIT_SAMPLE },
  },
  errors: ['not_found', 'conflict', 'store_unavailable', 'queue_unavailable'],
  handle: async ({ params: { id }, query }, { services, signal }) => {
    const marks = await marksOf(services, id);
    const { store } = services;
    return { status: 200, body: await auditSample(id, marks, { draw: query, store, signal }) };
  },
});

export const judgeDropsRoute = defineRoute({
  method: 'post',
  path: '/v1/jobs/{id}/audit',
  operationId: 'judgeDrops',
  scope: 'write',
  tag: 'Curation',
  summary: 'Judge dropped duplicates',
  description:
    'Takes judgements of pairs that GET of this path drew, and says how many of the drops are right, with an interval. Not all pairs ' +
    'need be judged: go from the first on, since they are in random order. What it says is kept beside the results of the job, as ' +
    '`audit.json` and in the report, in the place of what was there before.',
  params: JobParams,
  body: {
    kind: 'json',
    schema: DuplicateAuditRequest,
    maxBytes: SMALL_BODY_BYTES,
    examples: { 'two pairs': AUDIT_REQUEST },
  },
  responses: {
    200: {
      kind: 'json',
      description: 'How many of the drops are right.',
      schema: DuplicateAudit,
      example: AUDIT_RESULT,
    },
  },
  errors: ['not_found', 'conflict', 'payload_too_large', 'queue_unavailable'],
  handle: async ({ params: { id }, body }, { services, signal }) => {
    const marks = await marksOf(services, id);
    const audit = await auditResult(id, marks, { request: body, signal });
    await services.results.add(id, 'audit.json', JSON.stringify(audit));
    return { status: 200, body: audit };
  },
});

/**
 * Where the marks of a deduplication are.
 * @throws KindredError `not_found` when the job is another one, or left no marks; `conflict` when it has not ended
 */
async function marksOf(services: RouteServices, id: string): Promise<string> {
  await findDoneDeduplication(services, id);
  return (await services.results.find(id, 'marks.jsonl')).path;
}
