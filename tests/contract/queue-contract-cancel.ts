import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { JobQueue } from '../../services/queue/port.ts';
import type { SharedQueue } from './queue-contract.ts';
import {
  addEmbed,
  enqueueIngest,
  gate,
  reached,
  type ScriptedHandlers,
  untilStopped,
} from './queue-harness.ts';
import { EMBEDDED, INGESTED, progressAt } from './queue-samples.ts';

/** Enqueues one more job and waits until it has completed. All jobs enqueued before have had their turn by then. */
async function turnOver(queue: JobQueue, handlers: ScriptedHandlers): Promise<void> {
  const id = handlers.onIngest(() => Promise.resolve(INGESTED));
  await enqueueIngest(queue, id);
  await reached(queue, 'ingest-corpus', id, 'completed');
}

export function describeCancelling({ handlers, under }: SharedQueue): void {
  test('a waiting job that is cancelled never runs', async () => {
    const { queue } = under();
    const hold = gate();
    const blockers = [1, 2].map(() => handlers.onIngest(() => hold.opened.then(() => INGESTED)));
    const id = handlers.onIngest(() => Promise.resolve(INGESTED));
    for (const blocker of blockers) {
      await enqueueIngest(queue, blocker);
      await reached(queue, 'ingest-corpus', blocker, 'active');
    }
    await enqueueIngest(queue, id);
    await reached(queue, 'ingest-corpus', id, 'waiting');
    expect(await queue.cancel('ingest-corpus', id)).toBe(true);
    expect(await queue.find('ingest-corpus', id)).toMatchObject({
      state: 'cancelled',
      error: 'The job was cancelled.',
      finishedAt: expect.any(Number) as number,
    });
    hold.open();
    await turnOver(queue, handlers);
    expect(handlers.startsOf(id)).toBe(0);
    expect((await queue.find('ingest-corpus', id))?.state).toBe('cancelled');
  });

  test('a cancelled job tells the reason that was given, and counts as running until its handler has ended', async () => {
    const { queue } = under();
    const begun = gate();
    const hold = gate();
    const id = handlers.onIngest(async () => {
      begun.open();
      await hold.opened;
      return INGESTED;
    });
    await enqueueIngest(queue, id);
    await begun.opened;
    const running = (): Promise<number> => queue.running('ingest-corpus', () => true);
    expect(await running()).toBe(1);
    expect(await queue.running('ingest-corpus', () => false)).toBe(0);
    await queue.cancel('ingest-corpus', id, 'Its corpus was deleted.');
    expect(await queue.find('ingest-corpus', id)).toMatchObject({
      state: 'cancelled',
      error: 'Its corpus was deleted.',
    });
    expect(await running()).toBe(1);
    hold.open();
    await expect.poll(running).toBe(0);
    expect((await queue.find('ingest-corpus', id))?.error).toBe('Its corpus was deleted.');
  });

  test('what a job has reported can be replaced when it has ended', async () => {
    const { queue } = under();
    const id = handlers.onIngest(async (job) => {
      await job.report(progressAt(5));
      return INGESTED;
    });
    await enqueueIngest(queue, id);
    await reached(queue, 'ingest-corpus', id, 'completed');
    await queue.amend('ingest-corpus', id, progressAt(7));
    expect(await queue.find('ingest-corpus', id)).toMatchObject({
      state: 'completed',
      progress: { rows_read: 7 },
      result: INGESTED,
    });
    await queue.amend('ingest-corpus', randomUUID(), progressAt(7));
  });

  test('a job that is cancelled between two attempts has no second one', async () => {
    const { queue } = under();
    const id = handlers.onIngest(() => Promise.reject(new Error('try again')));
    await enqueueIngest(queue, id);
    await reached(queue, 'ingest-corpus', id, 'delayed');
    expect(await queue.cancel('ingest-corpus', id)).toBe(true);
    expect((await queue.find('ingest-corpus', id))?.state).toBe('cancelled');
    await delay(1_200);
    await turnOver(queue, handlers);
    expect(handlers.startsOf(id)).toBe(1);
  });

  test('a running job that is cancelled is told so, may report no more, and is not tried again', async () => {
    const { queue } = under();
    const told = gate();
    const refused = gate();
    const id = handlers.onIngest(async (job) => {
      await expect(untilStopped(job)).rejects.toMatchObject({ code: 'cancelled' });
      told.open();
      await addEmbed(job, `${job.id}-0`).catch(refused.open);
      return INGESTED;
    });
    await enqueueIngest(queue, id);
    await reached(queue, 'ingest-corpus', id, 'active');
    expect(await queue.cancel('ingest-corpus', id)).toBe(true);
    expect((await queue.find('ingest-corpus', id))?.state).toBe('cancelled');
    await told.opened;
    await refused.opened;
    await turnOver(queue, handlers);
    const job = await reached(queue, 'ingest-corpus', id, 'cancelled');
    expect(job).toMatchObject({ result: null, error: 'The job was cancelled.', children: { unfinished: 0 } });
    expect(handlers.startsOf(id)).toBe(1);
    expect(handlers.startsOf(`${id}-0`)).toBe(0);
  });

  test('cancelling a waiting parent stops its running children and drops the waiting ones', async () => {
    const { queue } = under();
    const stopped: string[] = [];
    const id = handlers.onIngest(async (job) => {
      for (const n of [0, 1, 2, 3]) {
        const child = handlers.onEmbed(`${job.id}-${n}`, (embed) =>
          untilStopped(embed).catch(() => {
            stopped.push(embed.id);
            return EMBEDDED;
          }),
        );
        await addEmbed(job, child);
      }
      await job.childResults('embed-records');
      return INGESTED;
    });
    await enqueueIngest(queue, id);
    await reached(queue, 'ingest-corpus', id, 'waiting-children');
    await reached(queue, 'embed-records', `${id}-1`, 'active');
    expect(await queue.cancel('ingest-corpus', id)).toBe(true);
    while (stopped.length < 2) await delay(10);
    await turnOver(queue, handlers);
    expect(stopped.sort()).toEqual([`${id}-0`, `${id}-1`]);
    expect(handlers.startsOf(`${id}-2`) + handlers.startsOf(`${id}-3`)).toBe(0);
    const job = await reached(queue, 'ingest-corpus', id, 'cancelled');
    expect(job).toMatchObject({ error: 'The job was cancelled.', result: null, children: { unfinished: 0 } });
  });

  test('a job that has ended or never was cannot be cancelled', async () => {
    const { queue } = under();
    const id = handlers.onIngest(() => Promise.resolve(INGESTED));
    await enqueueIngest(queue, id);
    await reached(queue, 'ingest-corpus', id, 'completed');
    expect(await queue.cancel('ingest-corpus', id)).toBe(false);
    expect((await queue.find('ingest-corpus', id))?.state).toBe('completed');
    expect(await queue.cancel('ingest-corpus', randomUUID())).toBe(false);
  });
}
