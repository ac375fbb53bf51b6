import { DemonstrationsRequest, ManyDemonstrationsRequest } from '../../../schemas/api/demonstrations.ts';
import {
  DemonstrationsResponse,
  ManyDemonstrationsResponse,
} from '../../../schemas/api/found-demonstrations.ts';
import { findDemonstrations, findManyDemonstrations } from '../../retrieval/demonstrations.ts';
import {
  DEMONSTRATIONS_REQUESTS,
  DEMONSTRATIONS_RESPONSE,
  MANY_DEMONSTRATIONS_REQUEST,
} from '../openapi/examples.ts';
import type { RouteServices } from '../deps.ts';
import { assertCorpus } from '../known-corpora.ts';
import { defineRoute } from '../route.ts';
import { LARGE_BODY_BYTES, SMALL_BODY_BYTES } from '../http/limits.ts';

const ERRORS = [
  'not_found',
  'conflict',
  'payload_too_large',
  'store_unavailable',
  'encoder_unavailable',
  'embedding_service_unavailable',
  'tokenizer_unavailable',
] as const;

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
  errors: ERRORS,
  handle: async ({ body }, { services }) => {
    await assertCorpora(services.store, body);
    const found = await findDemonstrations(body, services);
    for (const stage of ['embed', 'search', 'choose'] as const) {
      services.metrics.stages.observe({ stage }, found.timing_ms[stage] / 1_000);
    }
    return { status: 200, body: found };
  },
});

export const findManyDemonstrationsRoute = defineRoute({
  method: 'post',
  path: '/v1/demonstrations/batch',
  operationId: 'findManyDemonstrations',
  scope: 'read',
  tag: 'Demonstrations',
  summary: 'Find demonstrations for up to 256 queries',
  description:
    'As `POST /v1/demonstrations` for each of `queries`, with the same options for all. They are embedded together, which takes less ' +
    'time than one by one.',
  body: {
    kind: 'json',
    schema: ManyDemonstrationsRequest,
    maxBytes: LARGE_BODY_BYTES,
    examples: { 'two queries': MANY_DEMONSTRATIONS_REQUEST },
  },
  responses: {
    200: {
      kind: 'json',
      description: 'What was found for each query, in their order.',
      schema: ManyDemonstrationsResponse,
      example: { answers: [DEMONSTRATIONS_RESPONSE] },
    },
  },
  errors: ERRORS,
  handle: async ({ body }, { services, signal }) => {
    await assertCorpora(services.store, body);
    return { status: 200, body: { answers: await findManyDemonstrations(body, { ...services, signal }) } };
  },
});

async function assertCorpora(
  store: RouteServices['store'],
  { corpora = [] }: Pick<DemonstrationsRequest, 'corpora'>,
): Promise<void> {
  for (const [index, name] of corpora.entries()) await assertCorpus(store, name, `corpora.${index}`);
}
