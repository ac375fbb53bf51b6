import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { EncoderPool } from '../../../services/embedding/encoder-pool.ts';

const ROWS = { ids: Int32Array.of(1), lengths: Int32Array.of(1) };

/** A thread that does `body` with each message, in place of a graph. */
async function threadThat(body: string): Promise<Worker> {
  const script = `const { parentPort } = require('node:worker_threads');
    parentPort.on('message', (message) => { ${body} });`;
  const worker = new Worker(script, { eval: true });
  await once(worker, 'online');
  return worker;
}

describe('EncoderPool', () => {
  it('rejects every waiting call when a thread ends by itself, and every later call', async () => {
    const pool = new EncoderPool([await threadThat('process.exit(3)')]);
    const calls = [pool.run([ROWS, ROWS, ROWS], false), pool.run([ROWS], true)];
    for (const call of calls) {
      await expect(call).rejects.toMatchObject({
        code: 'encoder_unavailable',
        message: expect.stringContaining('ended with code 3') as string,
      });
    }
    await expect(pool.run([ROWS], false)).rejects.toMatchObject({ code: 'encoder_unavailable' });
    await pool.close();
  });

  it('rejects every waiting call when a thread throws', async () => {
    const pool = new EncoderPool([await threadThat("throw new Error('out of memory')")]);
    await expect(pool.run([ROWS], false)).rejects.toMatchObject({
      code: 'encoder_unavailable',
      message: expect.stringContaining('out of memory') as string,
    });
    await pool.close();
  });

  it('rejects calls when the thread had ended before the pool got it', async () => {
    const worker = await threadThat('');
    await worker.terminate();
    await expect(new EncoderPool([worker]).run([ROWS], false)).rejects.toMatchObject({
      code: 'encoder_unavailable',
    });
  });

  it('uses every thread for the runs of one call, and returns them in their order', async () => {
    const echo = (name: string): Promise<Worker> =>
      threadThat(`if (message.kind === 'close') return parentPort.close();
        const value = Float32Array.of(message.rows.ids[0]);
        const result = { task: value, content: value, inferenceMs: ${name} };
        setTimeout(() => parentPort.postMessage({ kind: 'done', id: message.id, result }), 5);`);
    const pool = new EncoderPool([await echo('1'), await echo('2')]);
    const runs = Array.from({ length: 20 }, (_, i) => ({ ids: Int32Array.of(i), lengths: Int32Array.of(1) }));
    const results = await pool.run(runs, false);
    expect(results.map(({ task }) => task[0])).toEqual(runs.map(({ ids }) => ids[0]));
    expect(new Set(results.map(({ inferenceMs }) => inferenceMs))).toEqual(new Set([1, 2]));
    await pool.close();
  });
});
