import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZVecOpen } from '@zvec/zvec';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { collectionName } from '../../services/store/collection-name.ts';
import { newestManifest } from '../../services/store/embedded/collection-files.ts';
import { openSegmentOf } from '../../services/store/embedded/engine-manifest.ts';
import { keepIds } from '../../services/store/embedded/kept-ids.ts';
import { cutsOf } from '../../services/store/embedded/mend-collection.ts';
import { openEmbeddedStore } from '../../services/store/embedded/stores.ts';
import type { EmbeddedRecord, RecordStore } from '../../services/store/port.ts';
import { recordWith, seededRandom, SIGNATURE, vectorsFor } from '../contract/store-samples.ts';

/*
 * The files of a store that is open, copied while it does nothing, are those that a kill leaves. The states below are put
 * together of such copies, as they were found after kills right before each single change of a file.
 */

const random = seededRandom(7);
const stay = recordsOf('stay', 560);
const replaced = stay.slice(0, 60).map(({ record }) => {
  return { record: { ...record, output: 'replaced' }, vectors: vectorsFor(random) };
});
const expected = [...replaced, ...stay.slice(60)];
const gone = recordsOf('gone', 40);
const later = recordsOf('later', 800);

let base: string;
let states = 0;
let directory: string;
let collection: string;
const inBase = (name: string): string => join(base, name);
const collectionIn = (folder: string): string => join(folder, collectionName(SIGNATURE.spaceId));

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'kindred-seals-'));
  const open = inBase('open');
  // A part is in files before the log begins, so that records of both are replaced and deleted.
  const before = await openEmbeddedStore(open, SIGNATURE);
  await before.upsert([...stay.slice(0, 30), ...gone.slice(0, 20)]);
  await before.close();
  const store = await openEmbeddedStore(open, SIGNATURE);
  await store.upsert([...stay, ...gone]);
  await store.upsert(replaced);
  await store.delete({ corpora: ['gone'] });
  await copy('open', 'logged');
  // So many are read that the open segment is sealed first.
  await store.fetch(stay.map(({ record }) => record.id));
  await copy('open', 'sealed');
  await store.close();
  await copy('logged', 'closed');
  // Kindred would seal it.
  ZVecOpen(collectionIn(inBase('closed'))).closeSync();
});
afterAll(async () => {
  await rm(base, { recursive: true, force: true });
});
beforeEach(() => {
  directory = inBase(`state-${states++}`);
  collection = collectionIn(directory);
});

describe('a store that was killed', () => {
  it('when it had only begun a log opens without that log, and has all that was acknowledged', async () => {
    await begunLog();
    await expectWhole(['holds no record; 0.wal is removed']);
  });

  it('when a seal had written the ids and not the manifest has every record of the log, and none that was deleted', async () => {
    await cutBeforeManifest();
    await expectWhole(['ids is put back']);
  });

  it('when a seal had begun the manifest goes on from the one before', async () => {
    await cutBeforeManifest();
    await writeFile(join(collection, `manifest.${numberOfManifest('logged') + 1}`), '');
    await expectWhole(['ids is put back', 'was not written to its end']);
  });

  it('when a seal had written half of the manifest goes on from the one before', async () => {
    await cutBeforeManifest();
    const next = join(collection, `manifest.${numberOfManifest('logged') + 1}`);
    await writeFile(next, (await manifestOf('closed')).subarray(0, -3));
    await expectWhole(['ids is put back', 'was not written to its end']);
  });

  it('before a seal had removed the log reads no record of it twice', async () => {
    await copyHere('closed');
    const { segment } = newest('logged');
    for (const name of await logsIn('logged')) {
      await cp(
        join(collectionIn(inBase('logged')), `${segment}`, name),
        join(collection, `${segment}`, name),
      );
    }
    await expectWhole(['in other files already']);
  });

  it('when a seal had closed the open segment takes records again', async () => {
    await closedSegment();
    await expectWhole([]);
  });

  it('after a merge that ended while records were written has their vectors', async () => {
    await countedByMerge();
    await expectWhole(['had counted records'], later);
  });

  it('in the middle of being mended is mended by the next opening', async () => {
    for (const arrange of [begunLog, cutBeforeManifest, countedByMerge]) {
      await arrange();
      const half = join(base, `half-${states}`);
      await cp(directory, half, { recursive: true });
      for (const { mend } of cutsOf(collectionIn(half))) mend();
      // All was mended, and the process was killed before it opened the store.
      await rename(half, `${directory}-mended`);
      // The ids were taken away, and not yet put back.
      if (arrange === cutBeforeManifest) await rm(join(collection, 'idmap.0'), { recursive: true });
      const written = arrange === countedByMerge ? later : [];
      for (const folder of [directory, `${directory}-mended`]) await expectHolds(folder, written);
      directory = inBase(`state-${states++}`);
      collection = collectionIn(directory);
    }
  });

  it('in a way that is not known keeps its files, and the error names the way out', async () => {
    await copyHere('logged');
    // Without the ids that were kept nobody knows to which manifest those on the disk belong.
    await writeFile(join(collection, `manifest.${numberOfManifest('logged') + 1}`), '');
    const before = await readdir(collection, { recursive: true });
    await expect(openEmbeddedStore(directory, SIGNATURE)).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringMatching(/manifest.\d+ cannot be read.*kindred restore/s) as string,
    });
    expect(await readdir(collection, { recursive: true })).toEqual(expect.arrayContaining(before));
  });
});

it('a store that a process has open is not mended by another, whatever its files look like', async () => {
  await copyHere('sealed');
  const store = await openEmbeddedStore(directory, SIGNATURE);
  const log = join(collection, `${newest('sealed').segment}`, '0.wal');
  await writeFile(log, '');
  await expect(openEmbeddedStore(directory, SIGNATURE)).rejects.toMatchObject({
    code: 'data_directory_busy',
  });
  expect((await readFile(log)).length).toBe(0);
  await rm(log);
  await store.close();
});

it('a manifest is taken for whole only when its last byte is there', async () => {
  for (const state of ['logged', 'closed', 'sealed']) {
    const manifest = await manifestOf(state);
    expect(openSegmentOf(manifest)).not.toBeNull();
    for (let length = 0; length < manifest.length; length++) {
      expect(openSegmentOf(manifest.subarray(0, length))).toBeNull();
    }
  }
});

it('records of many megabytes are sealed before the engine does so by itself', async () => {
  const store = await openEmbeddedStore(directory, SIGNATURE);
  const long = later.slice(0, 400).map(({ record, vectors }) => ({
    record: { ...record, output: 'x'.repeat(200_000) },
    vectors,
  }));
  for (let at = 0; at < long.length; at += 10) {
    await store.upsert(long.slice(at, at + 10));
    // The engine seals a block of the open segment when it has 64 MB, and goes on with another one.
    expect(newestManifest(collection)?.block).toBe(0);
  }
  await store.close();
});

it('long records that come one by one during a merge wait before the engine seals by itself', async () => {
  const store = await openEmbeddedStore(directory, SIGNATURE);
  for (const { record, vectors } of later.slice(0, 330)) {
    await store.upsert([{ record: { ...record, output: 'x'.repeat(300_000) }, vectors }]);
    expect(newestManifest(collection)?.block).toBe(0);
  }
  expect(await store.count({})).toBe(330);
  await store.close();
});

/** A log of a new open segment, into which nothing was written. */
async function begunLog(): Promise<void> {
  await copyHere('sealed');
  await writeFile(join(collection, `${newest('sealed').segment}`, '0.wal'), '');
}

/** The ids of the sealed store with the other files from before, and the copy of the ids that was kept. */
async function cutBeforeManifest(): Promise<void> {
  await copyHere('logged');
  keepIds(collection);
  await rm(join(collection, 'idmap.0'), { recursive: true });
  await cp(join(collectionIn(inBase('sealed')), 'idmap.0'), join(collection, 'idmap.0'), { recursive: true });
}

/** All records in files, and an open segment whose terms are closed, so that it takes no record. */
async function closedSegment(): Promise<void> {
  await copyHere('logged');
  keepIds(collection);
  await rename(join(collection, 'kindred'), inBase('kept'));
  await rm(directory, { recursive: true });
  await copyHere('closed');
  await rename(inBase('kept'), join(collection, 'kindred'));
  const terms = join(`${newest('logged').segment}`, 'scalar.index.1.rocksdb');
  await rm(join(collection, terms), { recursive: true });
  await cp(join(collectionIn(inBase('sealed')), terms), join(collection, terms), { recursive: true });
}

/** A store that was killed when a merge had ended during which records were written. */
async function countedByMerge(): Promise<void> {
  const source = `${directory}-merging`;
  await cp(inBase('logged'), source, { recursive: true });
  const store = await openEmbeddedStore(source, SIGNATURE);
  await store.upsert(later.slice(0, 600));
  let merges = true;
  await store.endLoading();
  const merged = store.untilSettled(new AbortController().signal).then(() => (merges = false));
  for (let at = 600; merges; at = at + 2 < 700 ? at + 2 : 600) {
    await store.upsert(later.slice(at, at + 2));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await merged;
  await store.upsert(later.slice(600));
  await cp(source, directory, { recursive: true });
  await store.close();
  // Otherwise no record was written between the seal and the end of the merge, and the test would prove nothing.
  expect(newestManifest(collection)?.counted).toBeGreaterThan(0);
}

/** Checks that opening mends what it should and says so, and that everything is there and more can be written. */
async function expectWhole(
  mended: readonly string[],
  written: readonly EmbeddedRecord[] = [],
): Promise<void> {
  const said: string[] = [];
  const log = { info: () => undefined, warn: (_fields: object, message: string) => said.push(message) };
  const store = await openEmbeddedStore(directory, SIGNATURE, log);
  expect(said).toEqual(mended.map((part) => expect.stringContaining(part) as string));
  await expectAll(store, written);
  await store.close();
  await expectHolds(directory, written);
  expect(cutsOf(collection)).toEqual([]);
}

async function expectHolds(folder: string, written: readonly EmbeddedRecord[]): Promise<void> {
  const store = await openEmbeddedStore(folder, SIGNATURE);
  await expectAll(store, written);
  await store.close();
}

async function expectAll(store: RecordStore, written: readonly EmbeddedRecord[]): Promise<void> {
  const all = [...expected, ...written];
  expect(await store.fetch(all.map(({ record }) => record.id))).toEqual(all);
  const added = recordsOf('added', 3);
  await store.upsert(added);
  for (const { record, vectors } of [...added, ...all.filter((_one, at) => at % 100 === 0)]) {
    const [nearest] = await store.nearest({ space: 'task', vector: vectors.task, limit: 1 });
    expect(nearest).toEqual({ record, vectors, score: expect.closeTo(1, 5) as number });
  }
  await store.delete({ corpora: ['added'] });
  expect(await store.count({})).toBe(all.length);
  expect((await store.scroll({}, { limit: 5_000 })).records.length).toBe(all.length);
}

function recordsOf(corpus: string, count: number): EmbeddedRecord[] {
  return Array.from({ length: count }, (_, at) => {
    return { record: recordWith(`${corpus} ${at}`, { corpus }), vectors: vectorsFor(random) };
  });
}

async function copy(from: string, to: string): Promise<void> {
  await cp(inBase(from), inBase(to), { recursive: true });
}

async function copyHere(from: string): Promise<void> {
  await cp(inBase(from), directory, { recursive: true });
}

function newest(state: string): NonNullable<ReturnType<typeof newestManifest>> {
  const manifest = newestManifest(collectionIn(inBase(state)));
  if (manifest === null) throw new Error(`${state} has no manifest`);
  return manifest;
}

function numberOfManifest(state: string): number {
  return newest(state).number;
}

function manifestOf(state: string): Promise<Buffer> {
  return readFile(newest(state).path);
}

async function logsIn(state: string): Promise<string[]> {
  const folder = join(collectionIn(inBase(state)), `${newest(state).segment}`);
  return (await readdir(folder)).filter((name) => name.endsWith('.wal'));
}
