import { DemonstrationsRequest, DemonstrationsResponse } from '../../../schemas/api/demonstrations.ts';
import { findDemonstrations } from '../../retrieval/demonstrations.ts';
import { DEMONSTRATIONS_REQUESTS, DEMONSTRATIONS_RESPONSE } from '../openapi/examples.ts';
import { assertCorpus } from '../known-corpora.ts';
import { defineRoute } from '../route.ts';
import { SMALL_BODY_BYTES } from '../http/limits.ts';

export const findDemonstrationsRoute = defineRoute({
  method: 'post',
  path: '/v1/demonstrations',
  operationId: 'findDemonstrations',
  scope: 'read',
  tag: 'Demonstrations',
  summary: 'Find demonstrations that fit an instruction',
  description:
    'Looks for stored instructions that ask for the same kind of work (`task` space), leaves out near copies of the ' +
    'query and of each other (`content` space), packs what fits into `max_tokens`, and renders the prompt. When ' +
    'nothing is good enough the answer says `abstained` and why.',
  body: {
    kind: 'json',
    schema: DemonstrationsRequest,
    maxBytes: SMALL_BODY_BYTES,
    examples: DEMONSTRATIONS_REQUESTS,
  },
  responses: {
    200: {
      kind: 'json',
      description: 'The demonstrations in the order in which the prompt has them, each with its part scores.',
      schema: DemonstrationsResponse,
      example: DEMONSTRATIONS_RESPONSE,
    },
  },
  errors: ['not_found', 'payload_too_large', 'store_unavailable', 'encoder_unavailable'],
  handle: async ({ body }, { services }) => {
    for (const [index, name] of (body.corpora ?? []).entries()) {
      await assertCorpus(services.store, name, `corpora.${index}`);
    }
    const found = await findDemonstrations(body, services);
    for (const stage of ['embed', 'search', 'choose'] as const) {
      services.metrics.stages.observe({ stage }, found.timing_ms[stage] / 1_000);
    }
    return { status: 200, body: found };
  },
});
