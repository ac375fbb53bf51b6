import { Health, Readiness } from '../../../schemas/api/health.ts';
import type { RouteServices } from '../deps.ts';
import { defineRoute } from '../route.ts';

const PART_DEADLINE_MS = 2_000;

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
  description: 'Checks store, queue, encoder and disk. Each is `ok` or says what is wrong.',
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
      example: { ...READY, status: 'not_ready', queue: 'no answer within 2 s' },
    },
  },
  errors: [],
  handle: async (_input, { services }) => {
    const body = await readinessOf(services);
    return { status: body.status === 'not_ready' ? 503 : 200, body };
  },
});

async function readinessOf({ store, queue, encoder, encodings, disk }: RouteServices): Promise<Readiness> {
  const [storeState, queueState, encoderState, diskState] = await Promise.all([
    stateOf(async () => {
      encodings.assertKnown();
      await store.ping();
    }),
    stateOf(() => queue.ping()),
    stateOf(() => encoder.embed(['ready'], { priority: 'query' })),
    stateOf(() => disk.assert()),
  ]);
  const isReady = [storeState, queueState, encoderState].every((state) => state === 'ok');
  return {
    // Questions are answered on a full disk too, so it takes no process out of service.
    status: !isReady ? 'not_ready' : diskState === 'ok' ? 'ready' : 'read_only',
    store: storeState,
    queue: queueState,
    encoder: encoderState,
    disk: diskState,
  };
}

async function stateOf(ask: () => Promise<unknown>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${PART_DEADLINE_MS / 1_000} s`), PART_DEADLINE_MS);
  });
  const answer = ask().then(
    () => 'ok',
    (error: unknown) => (error instanceof Error ? error.message : 'not available'),
  );
  try {
    return await Promise.race([answer, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
