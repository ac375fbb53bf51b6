import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedStore } from '../../services/store/embedded/stores.ts';
import type { EmbeddedRecord, RecordStore } from '../../services/store/port.ts';
import { slicesOf } from '../../services/store/slices.ts';
import { randomRecords, seededRandom, SIGNATURE } from '../contract/store-samples.ts';
import { expectAcknowledged } from './expect-acknowledged.ts';

const WRITER = fileURLToPath(new URL('store-writer.ts', import.meta.url));
const never = new AbortController().signal;
/** Folders of the store's engine with this ending hold segments that a merge has not finished. */
const UNFINISHED = '.tmp';
/** A log begins with so many bytes before its first record; a kill between the two leaves a log without any. */
const LOG_HEADER_BYTES = 64;

describe('what is written into the embedded store', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kindred-merging-'));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it('is merged when a load ends: no record is left in the log, and one segment has them all', async () => {
    const store = await openEmbeddedStore(directory, SIGNATURE);
    await write(store, randomRecords(seededRandom(1), 1_500));
    expect((await onDisk(directory)).logged).toBeGreaterThan(0);
    await store.endLoading();
    await store.untilSettled(never);
    // The second segment is the open one, into which nothing has been written.
    expect(await onDisk(directory)).toEqual({ logged: 0, segments: 2 });
    await store.close();
  });

  it('is sealed and merged while a load goes on, and by small loads that add up', async () => {
    const store = await openEmbeddedStore(directory, SIGNATURE);
    const records = randomRecords(seededRandom(2), 7_000);
    const bytesOfOne = await write(store, records.slice(0, 500)).then(async () => {
      return (await onDisk(directory)).logged / 500;
    });
    let [mostLogged, mostSegments] = [0, 0];
    const look = async (): Promise<void> => {
      const { logged, segments } = await onDisk(directory);
      [mostLogged, mostSegments] = [Math.max(mostLogged, logged), Math.max(mostSegments, segments)];
    };
    for (const part of slicesOf(records.slice(500, 6_000), 500)) {
      await write(store, part);
      await store.untilSettled(never);
      await look();
    }
    expect(mostLogged).toBeLessThan(2_600 * bytesOfOne);
    expect(mostSegments).toBeLessThan(8);
    mostLogged = 0;
    for (const part of slicesOf(records.slice(6_000), 50)) {
      await write(store, part);
      await store.endLoading();
      await store.untilSettled(never);
      await look();
    }
    expect(mostLogged).toBeLessThan(600 * bytesOfOne);
    expect(mostSegments).toBeLessThan(8);
    await store.close();
  });

  it('is kept, replaced and deleted as asked while merges run, and is the same after a restart', async () => {
    const random = seededRandom(3);
    const records = randomRecords(random, 5_000);
    const [first, others] = [records.slice(0, 2_500), records.slice(2_500)];
    const expected = new Map(first.map((one) => [one.record.id, one]));
    const store = await openEmbeddedStore(directory, SIGNATURE);
    await write(store, first);
    for (const [round, part] of [...slicesOf(others, 500)].entries()) {
      await store.endLoading();
      const replaced = [...expected.values()].slice(round * 40, round * 40 + 40).map((one) => {
        return { ...one, record: { ...one.record, output: `replaced in round ${round}` } };
      });
      for (const one of [...part, ...replaced]) expected.set(one.record.id, one);
      await Promise.all([store.upsert(part), store.upsert(replaced)]);
      const where = { must: [{ key: 'user_id', match: { value: `u${round}` } }] };
      await store.delete({ where });
      for (const [id, { record }] of expected) if (record.user_id === `u${round}`) expected.delete(id);
    }
    await store.endLoading();
    await store.untilSettled(never);
    await expectExactly(store, expected);
    await store.close();
    const again = await openEmbeddedStore(directory, SIGNATURE);
    await expectExactly(again, expected);
    await again.close();
  });

  it('survives a kill inside a merge, twice, and the next opening says so and leaves nothing unsealed', async () => {
    const runs: string[][] = [];
    for (let run = 0; run < 2; run++) {
      runs.push(await writeUntilKilledInMerge(run));
      const said: string[] = [];
      const note = (_fields: object, message: string): number => said.push(message);
      const store = await openEmbeddedStore(directory, SIGNATURE, { info: note, warn: note });
      expect((await onDisk(directory)).logged).toBe(0);
      expect(said.slice(0, 2)).toEqual([
        expect.stringContaining('was not closed'),
        expect.stringContaining('is whole'),
      ]);
      for (const [earlier, lines] of runs.entries()) await expectAcknowledged(store, earlier, lines);
      await store.close();
      expect(unfinishedIn(directory)).toBe(false);
    }
  });

  /** Starts a writer and kills it while it merges; the unfinished segment that it leaves proves when that was. */
  async function writeUntilKilledInMerge(run: number): Promise<string[]> {
    const child = spawn(process.execPath, ['--import', 'tsx', WRITER, directory, String(run)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    const watching = setInterval(() => {
      if (unfinishedIn(directory)) child.kill('SIGKILL');
    }, 1);
    const said: string[] = [];
    try {
      for await (const line of createInterface({ input: child.stdout })) said.push(line);
    } finally {
      clearInterval(watching);
      child.kill('SIGKILL');
    }
    await exited;
    expect(child.signalCode).toBe('SIGKILL');
    expect(unfinishedIn(directory)).toBe(true);
    return said;
  }
});

async function write(store: RecordStore, records: readonly EmbeddedRecord[]): Promise<void> {
  for (const part of slicesOf(records, 250)) await store.upsert(part);
}

async function expectExactly(
  store: RecordStore,
  expected: ReadonlyMap<string, EmbeddedRecord>,
): Promise<void> {
  const { records } = await store.scroll({}, { limit: 20_000 });
  expect(records.length).toBe(expected.size);
  const ordered = [...expected.values()].sort((a, b) => (a.record.id < b.record.id ? -1 : 1));
  expect(records).toEqual(ordered);
  for (const { record, vectors } of ordered.filter((_one, at) => at % 500 === 0)) {
    const [nearest] = await store.nearest({ space: 'content', vector: vectors.content, limit: 1 });
    expect(nearest).toEqual({ record, vectors, score: 1 });
  }
}

/** How many bytes the records in the logs of the open segments have, and how many segments there are. */
async function onDisk(directory: string): Promise<{ logged: number; segments: number }> {
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  const logs = files.filter(({ name }) => name.endsWith('.wal'));
  const sizes = await Promise.all(
    logs.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
  );
  const segments = files.filter((file) => file.isDirectory() && /^\d+$/.test(file.name));
  return {
    logged: sizes.reduce((sum, size) => sum + Math.max(0, size - LOG_HEADER_BYTES), 0),
    segments: segments.length,
  };
}

function unfinishedIn(directory: string): boolean {
  const collections = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return collections.some(({ name }) =>
    readdirSync(join(directory, name)).some((part) => part.endsWith(UNFINISHED)),
  );
}
