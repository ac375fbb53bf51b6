import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { KindredError } from '../../schemas/errors.ts';
import type { SharedQueue } from './queue-contract.ts';
import { addEmbed, enqueueIngest, gate, reached } from './queue-harness.ts';
import { EMBEDDED, INGESTED } from './queue-samples.ts';

export function describeFamilies({ handlers, under }: SharedQueue): void {
  test('a parent gets the results of all its children', async () => {
    const { queue } = under();
    const id = handlers.onIngest(async (job) => {
      for (const n of [0, 1, 2]) {
        const child = handlers.onEmbed(`${job.id}-${n}`, () =>
          Promise.resolve({ ...EMBEDDED, rows: 10 + n }),
        );
        await addEmbed(job, child);
      }
      const results = await job.childResults('embed-records');
      return { ...INGESTED, rows: results.reduce((sum, { rows }) => sum + rows, 0) };
    });
    await enqueueIngest(queue, id);
    const job = await reached(queue, 'ingest-corpus', id, 'completed');
    expect(job.result?.rows).toBe(33);
    expect(job.children).toEqual({ finished: 3, unfinished: 0 });
    expect(job.attempts).toBe(1);
  });

  test('parents leave their worker while they wait: more can wait than run at a time', async () => {
    const { queue } = under();
    const hold = gate();
    const parents = [1, 2, 3, 4].map(() =>
      handlers.onIngest(async (job) => {
        await addEmbed(
          job,
          handlers.onEmbed(`${job.id}-0`, () => hold.opened.then(() => EMBEDDED)),
        );
        return { ...INGESTED, rows: (await job.childResults('embed-records')).length };
      }),
    );
    for (const id of parents) await enqueueIngest(queue, id);
    for (const id of parents) {
      const waiting = await reached(queue, 'ingest-corpus', id, 'waiting-children');
      expect(waiting.children).toEqual({ finished: 0, unfinished: 1 });
    }
    hold.open();
    for (const id of parents) {
      expect((await reached(queue, 'ingest-corpus', id, 'completed')).result?.rows).toBe(1);
    }
  });

  test('a child that is added again is one child, also when it has finished', async () => {
    const { queue } = under();
    const id = handlers.onIngest(async (job) => {
      await addEmbed(job, `${job.id}-0`);
      await addEmbed(job, `${job.id}-0`);
      while ((await job.unfinishedChildren()) > 0) await delay(10);
      await addEmbed(job, `${job.id}-0`);
      await addEmbed(job, `${job.id}-1`);
      return { ...INGESTED, rows: (await job.childResults('embed-records')).length };
    });
    await enqueueIngest(queue, id);
    const job = await reached(queue, 'ingest-corpus', id, 'completed');
    expect(job.result?.rows).toBe(2);
    expect(handlers.startsOf(`${id}-0`)).toBe(1);
    expect(handlers.startsOf(`${id}-1`)).toBe(1);
    expect(handlers.startsOf(id)).toBeGreaterThan(1);
  });

  test('children that were added before an attempt failed are not run again by the next one', async () => {
    const { queue } = under();
    const id = handlers.onIngest(async (job) => {
      await addEmbed(job, `${job.id}-0`);
      while (job.attempt === 1 && (await job.unfinishedChildren()) > 0) await delay(10);
      if (job.attempt === 1) throw new Error('once');
      return { ...INGESTED, rows: (await job.childResults('embed-records')).length };
    });
    await enqueueIngest(queue, id);
    expect((await reached(queue, 'ingest-corpus', id, 'completed')).result?.rows).toBe(1);
    expect(handlers.startsOf(`${id}-0`)).toBe(1);
  });

  test('a child that has finally failed fails the waiting parent, which says why', async () => {
    const { queue } = under();
    const id = handlers.onIngest(async (job) => {
      const failure = new KindredError('encoder_unavailable', 'The encoder is gone.');
      await addEmbed(
        job,
        handlers.onEmbed(`${job.id}-0`, () => delay(200).then(() => Promise.reject(failure))),
      );
      await job.childResults('embed-records');
      return INGESTED;
    });
    await enqueueIngest(queue, id);
    await reached(queue, 'ingest-corpus', id, 'waiting-children');
    const job = await reached(queue, 'ingest-corpus', id, 'failed');
    expect(job.error).toBe(`Its part embed-records ${id}-0 failed: The encoder is gone.`);
    expect(job.attempts).toBe(1);
  });

  test('a child that has finally failed ends a parent that is still adding others', async () => {
    const { queue } = under();
    const id = handlers.onIngest(async (job) => {
      const failure = new KindredError('encoder_unavailable', 'The encoder is gone.');
      await addEmbed(
        job,
        handlers.onEmbed(`${job.id}-0`, () => Promise.reject(failure)),
      );
      for (;;) {
        await job.unfinishedChildren();
        await delay(10);
      }
    });
    await enqueueIngest(queue, id);
    const job = await reached(queue, 'ingest-corpus', id, 'failed');
    expect(job.error).toBe(`Its part embed-records ${id}-0 failed: The encoder is gone.`);
    expect(job.attempts).toBe(1);
  });
}
