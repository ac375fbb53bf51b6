import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedStore } from '../../services/store/embedded/stores.ts';
import { recordWith, seededRandom, SIGNATURE, vectorsFor } from '../contract/store-samples.ts';
import { expectAcknowledged } from './expect-acknowledged.ts';

const WRITER = fileURLToPath(new URL('store-writer.ts', import.meta.url));

describe('embedded record store under faults', () => {
  let directory: string;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kindred-faults-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  });

  /** Starts a writer, kills it after `lines` lines of output, and resolves with all lines. */
  async function writeAndKill(run: number, lines: number): Promise<string[]> {
    const child = startWriter(run);
    const exited = once(child, 'exit');
    const said: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      said.push(line);
      if (said.length === lines) child.kill('SIGKILL');
    }
    await exited;
    expect(child.signalCode).toBe('SIGKILL');
    return said;
  }

  function startWriter(run: number) {
    const child = spawn(process.execPath, ['--import', 'tsx', WRITER, directory, String(run)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    return child;
  }

  it('keeps every acknowledged write and delete when it is killed, four times over', async () => {
    const random = seededRandom(99);
    const runs: string[][] = [];
    for (let run = 0; run < 4; run++) {
      runs.push(await writeAndKill(run, 2 + Math.floor(random() * 25)));
      const store = await openEmbeddedStore(directory, SIGNATURE);
      for (const [earlier, said] of runs.entries()) await expectAcknowledged(store, earlier, said);
      await store.close();
    }
  });

  it('still writes, filters and finds after it was killed', async () => {
    await writeAndKill(0, 4);
    const store = await openEmbeddedStore(directory, SIGNATURE);
    const fresh = { record: recordWith('fresh', { corpus: 'fresh' }), vectors: vectorsFor(seededRandom(1)) };
    await store.upsert([fresh]);
    const query = { space: 'task', vector: fresh.vectors.task, limit: 1, corpora: ['fresh'] } as const;
    expect(await store.nearest(query)).toEqual([{ ...fresh, score: 1 }]);
    const { records: total } = await store.facet('corpus', {});
    expect(await store.count({})).toBe(total);
    expect(await store.delete({})).toBe(total);
    await store.close();
  });

  it('tells a second process which directory is busy and what to do, and opens when the first is gone', async () => {
    const child = startWriter(0);
    await once(createInterface({ input: child.stdout }), 'line');
    const second = openEmbeddedStore(directory, SIGNATURE);
    await expect(second).rejects.toMatchObject({
      code: 'data_directory_busy',
      message: expect.stringMatching(/KINDRED_URL.*--data/s) as string,
    });
    await expect(second).rejects.toThrow(directory);
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    await (await openEmbeddedStore(directory, SIGNATURE)).close();
  });

  it('lets exactly one of several processes that start at once on a new directory have it', async () => {
    const writers = [1, 2, 3].map((run) => {
      const child = spawn(process.execPath, ['--import', 'tsx', WRITER, directory, String(run)], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      children.push(child);
      return child;
    });
    const outcomes = writers.map(async (child) => {
      let errors = '';
      child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
      const opened = once(createInterface({ input: child.stdout }), 'line').then(() => 'open');
      const ended = once(child, 'close').then(() => errors);
      return Promise.race([opened, ended]);
    });
    const said = await Promise.all(outcomes);
    expect(said.filter((outcome) => outcome === 'open')).toHaveLength(1);
    for (const outcome of said.filter((text) => text !== 'open'))
      expect(outcome).toContain('in use by another');
  });
});
