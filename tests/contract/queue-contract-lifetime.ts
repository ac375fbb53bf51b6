import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import {
  addEmbed,
  enqueueIngest,
  gate,
  type QueueUnderTest,
  reached,
  ScriptedHandlers,
  untilStopped,
} from './queue-harness.ts';
import { QueueProcess } from './queue-process.ts';
import { INGESTED, progressAt } from './queue-samples.ts';

const SEVERAL_PROCESSES = { timeout: 180_000 };

export function describeLifetime(open: () => Promise<QueueUnderTest>): void {
  /** Opens a queue for one test, which is closed and removed after the test. */
  const openOwn = async (): Promise<QueueUnderTest> => {
    const under = await open();
    onTestFinished(async () => {
      await under.queue.close(0);
      await under.cleanup();
    });
    return under;
  };
  const reopen = async (under: QueueUnderTest): ReturnType<QueueUnderTest['reopen']> => {
    const queue = await under.reopen();
    onTestFinished(() => queue.close(0));
    return queue;
  };

  test('close lets a running job end and takes no other', async () => {
    const under = await openOwn();
    const handlers = new ScriptedHandlers();
    const running = handlers.onIngest(() => delay(500).then(() => INGESTED));
    const other = handlers.onIngest(() => delay(500).then(() => INGESTED));
    const waiting = handlers.onIngest(() => Promise.resolve(INGESTED));
    await under.queue.work(handlers.jobs);
    for (const id of [running, other]) {
      await enqueueIngest(under.queue, id);
      await reached(under.queue, 'ingest-corpus', id, 'active');
    }
    await enqueueIngest(under.queue, waiting);
    await under.queue.close(10_000);
    const queue = await reopen(under);
    expect(await queue.find('ingest-corpus', running)).toMatchObject({
      state: 'completed',
      result: INGESTED,
    });
    expect((await queue.find('ingest-corpus', waiting))?.state).toBe('waiting');
    expect(handlers.startsOf(waiting)).toBe(0);
  });

  test('close stops a job that takes too long, and it runs again after the next start, as the same attempt', async () => {
    const under = await openOwn();
    const handlers = new ScriptedHandlers();
    const told = gate();
    const heeding = handlers.onIngest(async (job) => {
      await job.report(progressAt(3));
      return untilStopped(job).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'queue_unavailable', retryable: true });
        told.open();
        throw error;
      });
    });
    const deaf = handlers.onIngest(() => new Promise(() => undefined));
    await under.queue.work(handlers.jobs);
    for (const id of [heeding, deaf]) {
      await enqueueIngest(under.queue, id);
      await reached(under.queue, 'ingest-corpus', id, 'active');
    }
    await under.queue.close(100);
    await told.opened;
    const queue = await reopen(under);
    const next = new ScriptedHandlers();
    await queue.work(next.jobs);
    const job = await reached(queue, 'ingest-corpus', heeding, 'completed');
    expect(job).toMatchObject({ attempts: 1, error: null, progress: { rows_read: 3 } });
    expect(await reached(queue, 'ingest-corpus', deaf, 'completed')).toMatchObject({
      attempts: 1,
      error: null,
    });
  });

  test('close may be called again, and a closed queue says that it is closed', async () => {
    const under = await openOwn();
    await Promise.all([under.queue.close(), under.queue.close()]);
    await under.queue.close();
    await expect(under.queue.ping()).rejects.toMatchObject({ code: 'queue_unavailable' });
    await expect(under.queue.list('ingest-corpus', 1)).rejects.toMatchObject({ code: 'queue_unavailable' });
  });

  test('a process ends by itself once its queue is closed', SEVERAL_PROCESSES, async () => {
    const under = await openOwn();
    await under.queue.close();
    const process = new QueueProcess(under.processArguments, 'close');
    onTestFinished(() => process.kill());
    await process.printed('closed');
    expect(await process.ended()).toBe(0);
  });

  test(
    'the job of a killed process runs again from its progress, and nothing runs twice that had finished',
    SEVERAL_PROCESSES,
    async () => {
      const under = await openOwn();
      const handlers = new ScriptedHandlers();
      const seen: (number | null)[] = [];
      const id = handlers.onIngest(async (job) => {
        seen.push(job.progress?.rows_read ?? null);
        for (const n of [0, 1, 2]) await addEmbed(job, `${job.id}-${n}`);
        return { ...INGESTED, rows: (await job.childResults('embed-records')).length };
      });
      await enqueueIngest(under.queue, id);
      await under.queue.close();
      const killed = new QueueProcess(under.processArguments, 'work');
      onTestFinished(() => killed.kill());
      await killed.printed(`stuck ${id}`);
      await killed.kill();
      const queue = await reopen(under);
      await queue.work(handlers.jobs);
      const job = await reached(queue, 'ingest-corpus', id, 'completed');
      expect(job).toMatchObject({
        attempts: 1,
        result: { rows: 3 },
        children: { finished: 3, unfinished: 0 },
      });
      expect(seen[0]).toBe(7);
      const embedded = killed.lines
        .filter((line) => line.startsWith('embedded '))
        .map((line) => line.slice(9));
      expect(embedded.sort()).toEqual([`${id}-0`, `${id}-1`]);
      expect([0, 1, 2].map((n) => handlers.startsOf(`${id}-${n}`))).toEqual([0, 0, 1]);
    },
  );
}
