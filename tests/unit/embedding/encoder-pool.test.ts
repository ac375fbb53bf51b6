import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { EncoderPool } from '../../../services/embedding/encoder-pool.ts';

/** A thread that does `body` with each message, in place of a graph. */
async function threadThat(body: string): Promise<Worker> {
  const script = `const { parentPort } = require('node:worker_threads');
    parentPort.on('message', (message) => { ${body} });`;
  const worker = new Worker(script, { eval: true });
  await once(worker, 'online');
  return worker;
}

/** What a thread does that answers each run with the first id of its rows. */
const ECHO = `if (message.kind === 'close') return parentPort.close();
  const value = Float32Array.of(message.work.rows.ids[0]);
  parentPort.postMessage({ kind: 'done', id: message.id, result: { task: value, content: value, inferenceMs: 1 } });`;
/** As before, and the run of this id kills the thread in the middle of it. */
const DEADLY = 13;
const MORTAL = `if (message.kind === 'run' && message.work.rows.ids[0] === ${DEADLY}) throw new Error('out of memory');
  ${ECHO}`;

const workOf = (id: number) =>
  ({ kind: 'embed', rows: { ids: Int32Array.of(id), lengths: Int32Array.of(1) } }) as const;
const WORK = workOf(1);

describe('an encoder thread that dies', () => {
  it.each([
    ['ends by itself', 'process.exit(3)', 'ended with code 3'],
    ['throws', "throw new Error('out of memory')", 'out of memory'],
  ])(
    'and so does the next one with the same texts: when it %s, their call says so',
    async (_how, body, why) => {
      const start = () => threadThat(body);
      const pool = new EncoderPool([await start()], start);
      const calls = [pool.run([WORK, WORK, WORK], false), pool.run([WORK], true)];
      for (const call of calls) {
        await expect(call).rejects.toMatchObject({
          code: 'encoder_unavailable',
          message: expect.stringContaining(why) as string,
        });
      }
      await pool.close();
    },
  );

  it('takes no other run with it: each of them is computed by the threads that follow', async () => {
    const start = () => threadThat(MORTAL);
    const pool = new EncoderPool([await start(), await start()], start);
    const ids = [1, 2, DEADLY, 3, 4, 5, 6];
    const results = await Promise.allSettled(ids.map((id) => pool.run([workOf(id)], id % 2 === 0)));
    expect(
      results.map((result) => (result.status === 'fulfilled' ? result.value[0]?.task[0] : null)),
    ).toEqual(ids.map((id) => (id === DEADLY ? null : id)));
    expect((await pool.run([workOf(7)], true))[0]?.task[0]).toBe(7);
    await pool.close();
  });

  it('is replaced: a run that it had is computed by the next thread, and so is a later one', async () => {
    const start = () => threadThat(ECHO);
    const mute = await threadThat('');
    const pool = new EncoderPool([mute], start);
    const had = pool.run([workOf(5)], false);
    await mute.terminate();
    expect((await had)[0]?.task[0]).toBe(5);
    expect((await pool.run([workOf(6)], false))[0]?.task[0]).toBe(6);
    await pool.close();
  });

  it('and cannot be replaced: those who wait hear why, and later calls are answered when it can', async () => {
    let starts = 0;
    const start = async () => {
      starts += 1;
      if (starts <= 2) throw new Error('no memory for a thread.');
      return threadThat(ECHO);
    };
    const dying = await threadThat('');
    const pool = new EncoderPool([dying], start);
    const had = pool.run([workOf(5)], false);
    await dying.terminate();
    await expect(had).rejects.toThrow('no memory for a thread');
    const later = () => pool.run([workOf(6)], false);
    const [result] = await later().catch(later);
    expect(result?.task[0]).toBe(6);
    await pool.close();
  });
});

describe('EncoderPool', () => {
  it('replaces a thread that had ended before the pool got it', async () => {
    const worker = await threadThat('');
    await worker.terminate();
    const pool = new EncoderPool([worker], () => threadThat(ECHO));
    expect((await pool.run([workOf(4)], false))[0]?.task[0]).toBe(4);
    await pool.close();
  });

  it('uses every thread for the runs of one call, and returns them in their order', async () => {
    const echo = (name: string): Promise<Worker> =>
      threadThat(`if (message.kind === 'close') return parentPort.close();
        const value = Float32Array.of(message.work.rows.ids[0]);
        const result = { task: value, content: value, inferenceMs: ${name} };
        setTimeout(() => parentPort.postMessage({ kind: 'done', id: message.id, result }), 5);`);
    const pool = new EncoderPool([await echo('1'), await echo('2')], () => echo('3'));
    const runs = Array.from({ length: 20 }, (_, i) => workOf(i));
    const results = await pool.run(runs, false);
    expect(results.map(({ task }) => task[0])).toEqual(runs.map(({ rows }) => rows.ids[0]));
    expect(new Set(results.map(({ inferenceMs }) => inferenceMs))).toEqual(new Set([1, 2]));
    await pool.close();
  });
});
