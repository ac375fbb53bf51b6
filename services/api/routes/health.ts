import { Health, Readiness } from '../../../schemas/api/health.ts';
import { allows } from '../../access/access.ts';
import { defineRoute } from '../route.ts';

const READY: Readiness = { status: 'ready', store: 'ok', queue: 'ok', encoder: 'ok', disk: 'ok' };

export const healthRoute = defineRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'health',
  scope: null,
  tag: 'Service',
  summary: 'Is the process alive',
  description: 'Answers as long as the process runs. Store, queue and encoder are not asked.',
  responses: { 200: { kind: 'json', description: 'Alive.', schema: Health, example: { status: 'ok' } } },
  errors: [],
  handle: () => Promise.resolve({ status: 200, body: { status: 'ok' } }),
});

export const readinessRoute = defineRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'readiness',
  scope: null,
  tag: 'Service',
  summary: 'Can it work now',
  description:
    'Checks store, queue, encoder and disk, once a second at most. Each is `ok` or `not available`; a key with the scope ' +
    '`admin` is told what is wrong. `stopping`: requests are still answered, and new ones had better go elsewhere.',
  namesAsker: true,
  responses: {
    200: {
      kind: 'json',
      description:
        'Ready. `read_only`: questions are answered, and no new work is taken, since the disk is full.',
      schema: Readiness,
      example: READY,
    },
    503: {
      kind: 'json',
      description: 'Some part is not ready.',
      schema: Readiness,
      example: { ...READY, status: 'not_ready', queue: 'not available' },
    },
  },
  errors: [],
  handle: async (_input, { services: { readiness, access } }) => {
    const body = await readiness.now(allows(access, 'admin'));
    return { status: body.status === 'not_ready' || body.status === 'stopping' ? 503 : 200, body };
  },
});
