import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { CorpusDetail, TaskList } from '../../schemas/api/corpora.ts';
import { startApi } from '../../services/api/main.ts';
import { defineRoute, type Route } from '../../services/api/route.ts';
import { ROUTES } from '../../services/api/routes.ts';
import type { EmbeddedRecord } from '../../services/store/port.ts';
import { answerOf, errorOf, startService, type Service } from '../api/service.ts';
import { recordWith, seededRandom, vectorsFor } from '../contract/store-samples.ts';
import { atEndOfFile } from '../setup/end-of-file.ts';

const CLIENTS = 8;
const LABELS = 400;
const WRITES = 12;
/** How many questions of one asker may wait. */
const WAITING = 64;
/** How many more are asked. */
const TOO_MANY = 3;
const PATIENTLY = { timeout: 4_000, interval: 10 };
/** Requests have arrived after this time, most of them at least. */
const ARRIVED_MS = 300;
/** The shortest pause between two answers while others ask, less what a timer may be early. */
const PAUSE_MS = 49;

interface Run {
  readonly began: number;
  ended: number;
}

/** The runs of the handler of `wholeRoute`, and what ends those that are under way. */
let runs: Run[] = [];
let gate: Promise<void> = Promise.resolve();
let heldAsked = (): void => undefined;

const route = {
  method: 'get',
  scope: 'read',
  tag: 'Corpora',
  summary: '',
  description: '',
  errors: [],
} as const;
const Asked = z.strictObject({ about: z.string().optional() });
const answered = { 200: { kind: 'json', description: '', schema: z.object({ about: z.string() }) } } as const;

/** Stands for any question about a whole corpus. */
const wholeRoute = defineRoute({
  ...{ ...route, path: '/v1/whole', operationId: 'whole', query: Asked, responses: answered },
  wholeCorpora: true,
  handle: async ({ query: { about } }) => {
    const run = { began: performance.now(), ended: Infinity };
    runs.push(run);
    await gate;
    run.ended = performance.now();
    return { status: 200, body: { about } };
  },
});

/** A request of another client that is under way until the gate opens. */
const heldRoute = defineRoute({
  ...{ ...route, path: '/v1/held', operationId: 'held', query: Asked, responses: answered },
  handle: async () => {
    heldAsked();
    await gate;
    return { status: 200, body: { about: 'held' } };
  },
});

let service: Service;
let url = '';
beforeAll(async () => {
  service = await startService({ encoder: 'tiny', workers: false });
  const routes: Route[] = [wholeRoute, heldRoute];
  const api = await startApi(service.kindred, { routes, host: '127.0.0.1', port: 0, sweeps: false });
  atEndOfFile(() => api.close());
  url = api.url;
});

function closeGate(): () => void {
  let open = (): void => undefined;
  gate = new Promise((resolve) => (open = resolve));
  runs = [];
  return open;
}

const whole = (about: string): Promise<Response> => fetch(`${url}/v1/whole?about=${about}`);

describe('questions about whole corpora over HTTP', () => {
  it('are those of these routes', () => {
    const names = ROUTES.filter(({ wholeCorpora }) => wholeCorpora).map(({ operationId }) => operationId);
    expect(names).toEqual([
      'listCorpora',
      'getCorpus',
      'countFacets',
      'listTasks',
      'listKinds',
      'getColours',
    ]);
  });

  it('leave a pause after each answer while another request is under way', async () => {
    const open = closeGate();
    const asked = new Promise<void>((resolve) => (heldAsked = resolve));
    const held = fetch(`${url}/v1/held`);
    await asked;
    gate = Promise.resolve();
    const answers = await Promise.all(Array.from({ length: CLIENTS }, (_, at) => whole(String(at))));
    for (const [at, response] of answers.entries())
      expect(await response.json()).toEqual({ about: String(at) });
    open();
    expect((await held).status).toBe(200);
    expect(runs).toHaveLength(CLIENTS);
    runs.slice(1).forEach(({ began }, at) => {
      expect(began - (runs[at]?.ended ?? NaN)).toBeGreaterThanOrEqual(PAUSE_MS);
    });
  });

  it('are answered one at a time; what may not wait any more is told when to ask again', async () => {
    const open = closeGate();
    const first = whole('first');
    await vi.waitFor(() => expect(runs).toHaveLength(1));
    const refused: Response[] = [];
    const others = Array.from({ length: WAITING + TOO_MANY }, async (_, at) => {
      const response = await whole(`other${at}`);
      if (response.status === 200) await response.arrayBuffer();
      else refused.push(response);
    });
    await vi.waitFor(() => expect(refused).toHaveLength(TOO_MANY), PATIENTLY);
    for (const response of refused) {
      expect(response.headers.get('retry-after')).toBe('2');
      await errorOf(response, 'too_much_at_once');
    }
    expect(runs).toHaveLength(1);
    open();
    await Promise.all([first, ...others]);
    expect(refused).toHaveLength(TOO_MANY);
    expect(runs).toHaveLength(1 + WAITING);
    runs.slice(1).forEach(({ began }, at) => {
      expect(began).toBeGreaterThanOrEqual(runs[at]?.ended ?? NaN);
    });
  });

  it('are answered once for all who ask the same', async () => {
    const open = closeGate();
    const first = whole('first');
    await vi.waitFor(() => expect(runs).toHaveLength(1));
    const equal = Array.from({ length: CLIENTS }, () => whole('equal'));
    await sleep(ARRIVED_MS);
    open();
    await first;
    for (const response of await Promise.all(equal))
      expect(await response.json()).toEqual({ about: 'equal' });
    expect(runs.length).toBeLessThanOrEqual(1 + CLIENTS / 2);
  });
});

describe('eight clients that ask about a corpus without a pause', () => {
  const row = (at: number): EmbeddedRecord => ({
    record: recordWith(`row ${at}`, { corpus: 'many', label: { name: `verb${at}|noun`, confidence: 1 } }),
    vectors: vectorsFor(seededRandom(at), undefined, service.kindred.encodings.live().store.signature),
  });
  const write = (from: number, to: number): Promise<void> =>
    service.kindred.encodings
      .live()
      .store.upsert(Array.from({ length: to - from }, (_, at) => row(from + at)));

  it('do not keep whoever has written from seeing it at once', async () => {
    await write(0, LABELS);
    let goesOn = true;
    const clients = ['many', 'many/tasks'].flatMap((path) =>
      Array.from({ length: CLIENTS / 2 }, async () => {
        while (goesOn) expect((await service.fetch(`/v1/corpora/${path}`)).status).toBe(200);
      }),
    );
    for (let records = LABELS + 1; records <= LABELS + WRITES; records++) {
      await write(records - 1, records);
      const detail = await answerOf(CorpusDetail, service.fetch('/v1/corpora/many'));
      expect(detail).toMatchObject({ records, labels: records, unlabelled: 0 });
      const list = await answerOf(TaskList, service.fetch('/v1/corpora/many/tasks'));
      expect(list.total).toBe(records);
    }
    goesOn = false;
    await Promise.all(clients);
  });
});
