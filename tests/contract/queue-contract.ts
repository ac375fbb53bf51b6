import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KindredError } from '../../schemas/errors.ts';
import type { JobPayload } from '../../schemas/jobs.ts';
import type { JobHandlers } from '../../services/queue/port.ts';
import { describeCancelling } from './queue-contract-cancel.ts';
import { describeFamilies } from './queue-contract-children.ts';
import { describeLifetime } from './queue-contract-lifetime.ts';
import { enqueueIngest, gate, type QueueUnderTest, reached, ScriptedHandlers } from './queue-harness.ts';
import { EMBED, INGEST, INGESTED, progressAt } from './queue-samples.ts';

export interface SharedQueue {
  readonly handlers: ScriptedHandlers;
  readonly under: () => QueueUnderTest;
}

/** The guarantees that every adapter of the job queue must give. `open` gives each caller a new, empty queue. */
export function describeJobQueueContract(name: string, open: () => Promise<QueueUnderTest>): void {
  describe(`job queue: ${name}`, () => {
    const handlers = new ScriptedHandlers();
    let opened: QueueUnderTest | undefined;
    const shared: SharedQueue = {
      handlers,
      under: () => opened ?? expect.fail('The queue has not been opened.'),
    };
    beforeAll(async () => {
      opened = await open();
      await opened.queue.work(handlers.jobs);
    });
    afterAll(async () => {
      await opened?.queue.close();
      await opened?.cleanup();
    });
    describeEnqueuing(shared);
    describeAttempts(shared);
    describeLooking(shared);
    describeWakeUp(shared);
    describeFamilies(shared);
    describeCancelling(shared);
    describeLifetime(open);
  });
}

function describeEnqueuing({ handlers, under }: SharedQueue): void {
  test('an enqueued job is worked, and its result can be found', async () => {
    const { queue } = under();
    const id = handlers.onIngest(() => Promise.resolve({ ...INGESTED, rejected: 3 }));
    const before = Date.now();
    await enqueueIngest(queue, id);
    const job = await reached(queue, 'ingest-corpus', id, 'completed');
    expect(job).toMatchObject({ id, name: 'ingest-corpus', payload: INGEST, error: null, attempts: 1 });
    expect(job.result).toEqual({ ...INGESTED, rejected: 3 });
    expect(job.createdAt).toBeGreaterThanOrEqual(before);
    expect(job.startedAt).toBeGreaterThanOrEqual(job.createdAt);
    expect(job.finishedAt).toBeGreaterThanOrEqual(job.startedAt ?? Infinity);
  });

  test('enqueuing an id again leaves the job that is there alone', async () => {
    const { queue } = under();
    const id = handlers.onIngest(() => Promise.resolve(INGESTED));
    await enqueueIngest(queue, id);
    await reached(queue, 'ingest-corpus', id, 'completed');
    await queue.enqueue('ingest-corpus', id, { ...INGEST, file_name: 'other.jsonl' });
    const next = handlers.onIngest(() => Promise.resolve(INGESTED));
    await enqueueIngest(queue, next);
    await reached(queue, 'ingest-corpus', next, 'completed');
    expect(handlers.startsOf(id)).toBe(1);
    expect((await queue.find('ingest-corpus', id))?.payload.file_name).toBe('samples.jsonl');
  });

  test('a payload that is not what the job table says is refused, with its field', async () => {
    const { queue } = under();
    const wrong = { ...INGEST, format: 'docx' } as unknown as JobPayload<'ingest-corpus'>;
    const id = randomUUID();
    await expect(queue.enqueue('ingest-corpus', id, wrong)).rejects.toMatchObject({
      code: 'invalid_request',
      field: 'format',
    });
    expect(await queue.find('ingest-corpus', id)).toBeNull();
  });

  test.each(['1234', 'a:b', ''])('the id "%s" is refused', async (id) => {
    await expect(under().queue.enqueue('ingest-corpus', id, INGEST)).rejects.toMatchObject({
      code: 'invalid_request',
      field: 'id',
    });
  });

  test('text reaches the handler to the letter: null characters, half surrogates, the order of keys', async () => {
    const { queue } = under();
    const [record] = EMBED.records;
    const text = 'null \u0000, half \ud83d, whole \u{1f600}, line \u2028';
    const metadata = { zebra: 1, ant: { y: [1e21, -0.5], b: null } };
    const payload = { ...EMBED, records: [{ ...(record ?? expect.fail()), instruction: text, metadata }] };
    const seen: string[] = [];
    const id = handlers.onEmbed(randomUUID(), (job) => {
      seen.push(JSON.stringify(job.payload.records[0]?.metadata), job.payload.records[0]?.instruction ?? '');
      return Promise.reject(new KindredError('internal', text));
    });
    await queue.enqueue('embed-records', id, payload);
    const job = await reached(queue, 'embed-records', id, 'failed');
    expect(seen).toEqual([JSON.stringify(metadata), text]);
    expect(job.error).toContain('null \ufffd, half \ufffd, whole \u{1f600}');
  });
}

function describeAttempts({ handlers, under }: SharedQueue): void {
  test('a failed attempt is made again after its backoff, with the progress it had reported', async () => {
    const { queue } = under();
    const starts: { at: number; attempt: number; rows: number | null }[] = [];
    const id = handlers.onIngest(async (job) => {
      starts.push({ at: Date.now(), attempt: job.attempt, rows: job.progress?.rows_read ?? null });
      if (job.attempt > 1) return INGESTED;
      await job.report(progressAt(5));
      expect(job.progress?.rows_read).toBe(5);
      throw new Error('the disk coughed');
    });
    await enqueueIngest(queue, id);
    const delayed = await reached(queue, 'ingest-corpus', id, 'delayed');
    expect(delayed).toMatchObject({ error: 'the disk coughed', attempts: 1, progress: { rows_read: 5 } });
    const job = await reached(queue, 'ingest-corpus', id, 'completed');
    expect(job).toMatchObject({ attempts: 2, error: null, progress: { rows_read: 5 } });
    expect(starts.map(({ attempt, rows }) => [attempt, rows])).toEqual([
      [1, null],
      [2, 5],
    ]);
    const [first, second] = starts;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
  });

  test('an error that cannot pass fails the job at once', async () => {
    const { queue } = under();
    const id = handlers.onIngest(() =>
      Promise.reject(new KindredError('nothing_readable', 'No row could be read.')),
    );
    await enqueueIngest(queue, id);
    const job = await reached(queue, 'ingest-corpus', id, 'failed');
    expect(job).toMatchObject({ attempts: 1, error: 'No row could be read.', result: null });
    expect(handlers.startsOf(id)).toBe(1);
  });

  test('work may be called once, and only with a handler for every job', async () => {
    const { queue } = under();
    await expect(queue.work(handlers.jobs)).rejects.toThrow('working already');
    const partial = { 'ingest-corpus': handlers.jobs['ingest-corpus'] } as unknown as JobHandlers;
    await expect(queue.work(partial)).rejects.toThrow('embed-records');
  });
}

function describeLooking({ handlers, under }: SharedQueue): void {
  test('an unknown job is null', async () => {
    expect(await under().queue.find('ingest-corpus', randomUUID())).toBeNull();
  });

  test('of all jobs those that are wanted are listed, however many newer ones there are', async () => {
    const { queue } = under();
    const wanted = randomUUID();
    await queue.enqueue('ingest-corpus', wanted, { ...INGEST, corpus: 'wanted' });
    for (let others = 0; others < 60; others++) await enqueueIngest(queue, randomUUID());
    const listed = await queue.list('ingest-corpus', 1, ({ corpus }) => corpus === 'wanted');
    expect(listed.map(({ id }) => id)).toEqual([wanted]);
    await queue.cancel('ingest-corpus', wanted);
  });

  test('jobs are listed newest first over all states, and those that have not ended are counted by theirs', async () => {
    const { queue } = under();
    const hold = gate();
    const failing = handlers.onIngest(() => Promise.reject(new KindredError('conflict', 'no')));
    const completing = handlers.onIngest(() => Promise.resolve(INGESTED));
    const blocked = [1, 2].map(() => handlers.onIngest(() => hold.opened.then(() => INGESTED)));
    const waiting = handlers.onIngest(() => Promise.resolve(INGESTED));
    await enqueueIngest(queue, failing);
    await reached(queue, 'ingest-corpus', failing, 'failed');
    await enqueueIngest(queue, completing);
    await reached(queue, 'ingest-corpus', completing, 'completed');
    for (const id of blocked) {
      await enqueueIngest(queue, id);
      await reached(queue, 'ingest-corpus', id, 'active');
    }
    await enqueueIngest(queue, waiting);
    const listed = await queue.list('ingest-corpus', 5);
    expect(listed.map(({ id, state }) => [id, state])).toEqual([
      [waiting, 'waiting'],
      [blocked[1], 'active'],
      [blocked[0], 'active'],
      [completing, 'completed'],
      [failing, 'failed'],
    ]);
    expect(await queue.list('ingest-corpus', 2)).toHaveLength(2);
    const depth = await queue.depth();
    const ingestions = depth.filter(({ name }) => name === 'ingest-corpus');
    expect(Object.fromEntries(ingestions.map(({ state, count }) => [state, count]))).toEqual({
      waiting: 1,
      active: 2,
      delayed: 0,
      'waiting-children': 0,
    });
    hold.open();
    await reached(queue, 'ingest-corpus', waiting, 'completed');
  });

  test('a queue that can take jobs answers a ping', async () => {
    await expect(under().queue.ping()).resolves.toBeUndefined();
  });
}

function describeWakeUp({ handlers, under }: SharedQueue): void {
  test('an idle worker starts a new job within 200 ms (median of 9)', async () => {
    const { queue } = under();
    const latencies: number[] = [];
    for (let n = 0; n < 9; n += 1) {
      const started = gate();
      const id = handlers.onIngest(() => {
        started.open();
        return Promise.resolve(INGESTED);
      });
      const before = performance.now();
      await enqueueIngest(queue, id);
      await started.opened;
      latencies.push(performance.now() - before);
      await reached(queue, 'ingest-corpus', id, 'completed');
    }
    latencies.sort((a, b) => a - b);
    expect(latencies[4]).toBeLessThan(200);
  });
}
