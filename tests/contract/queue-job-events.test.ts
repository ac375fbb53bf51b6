import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { KindredError } from '../../schemas/errors.ts';
import { openEmbeddedQueue } from '../../services/queue/pglite-backend.ts';
import type { JobEvent } from '../../services/queue/port.ts';
import { addEmbed, enqueueIngest, reached, ScriptedHandlers, untilStopped } from './queue-harness.ts';
import { INGESTED } from './queue-samples.ts';

test('a queue tells what each run of a job came to: its attempts, its waiting, its end, or that it was given back', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'kindred-events-'));
  const events: JobEvent[] = [];
  const queue = await openEmbeddedQueue(directory, { onJob: (event) => events.push(event) });
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const handlers = new ScriptedHandlers();
  const told = (id: string): unknown[] =>
    events.filter((event) => event.id === id).map(({ outcome, attempt }) => `${outcome} ${attempt}`);
  const again = handlers.onIngest((job) =>
    job.attempt === 1 ? Promise.reject(new Error('at first')) : Promise.resolve(INGESTED),
  );
  const wrong = handlers.onIngest(() =>
    Promise.reject(new KindredError('invalid_request', 'never: a row', { logged: 'never' })),
  );
  const parent = handlers.onIngest(async (job) => {
    await addEmbed(job, `${job.id}-0`);
    await job.childResults('embed-records');
    return INGESTED;
  });
  const cancelled = handlers.onIngest(untilStopped);
  const returned = handlers.onIngest(untilStopped);
  await queue.work(handlers.jobs);
  for (const id of [again, wrong, parent]) await enqueueIngest(queue, id);
  for (const id of [again, parent]) await reached(queue, 'ingest-corpus', id, 'completed');
  await reached(queue, 'ingest-corpus', wrong, 'failed');
  for (const id of [cancelled, returned]) {
    await enqueueIngest(queue, id);
    await reached(queue, 'ingest-corpus', id, 'active');
  }
  await queue.cancel('ingest-corpus', cancelled);
  await expect.poll(() => told(cancelled)).toEqual(['cancelled 1']);
  await queue.close(0);
  expect(told(returned)).toEqual(['returned 1']);
  expect(told(again)).toEqual(['attempt-failed 1', 'completed 2']);
  expect(told(wrong)).toEqual(['failed 1']);
  expect(told(parent).at(-1)).toBe('completed 1');
  expect(events).toContainEqual(expect.objectContaining({ id: `${parent}-0`, parent, outcome: 'completed' }));
  expect(events.find(({ id }) => id === wrong)?.error).toMatchObject({
    code: 'invalid_request',
    message: 'never: a row',
    logged: 'never',
  });
});
