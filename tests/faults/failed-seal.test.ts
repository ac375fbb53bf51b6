import { cp, mkdir, mkdtemp, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectionName } from '../../services/store/collection-name.ts';
import { logsOf, newestManifest } from '../../services/store/embedded/collection-files.ts';
import { keepIds, noteFailedSeal } from '../../services/store/embedded/kept-ids.ts';
import type { StoreLog } from '../../services/store/embedded/segments.ts';
import { openEmbeddedStore } from '../../services/store/embedded/stores.ts';
import type { EmbeddedRecord, RecordStore } from '../../services/store/port.ts';
import { recordWith, seededRandom, SIGNATURE, vectorsFor } from '../contract/store-samples.ts';

const random = seededRandom(11);
const early = recordsOf('early', 600);
const gone = recordsOf('gone', 100);
const late = recordsOf('late', 90);

let directory: string;
let collection: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kindred-failed-'));
  collection = join(directory, collectionName(SIGNATURE.spaceId));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe('after a seal that failed', () => {
  it('a store has all that was acknowledged before and after it, once it was closed and opened again', async () => {
    const said: string[] = [];
    const store = await loaded((_fields, message) => said.push(message));
    const [log] = logsOf(collection);
    // Here the engine writes the texts of the segment. A full disk has the same effect.
    const inTheWay = join(collection, `${log?.segment ?? 0}`, `scalar.${log?.block ?? 0}.ipc`);
    await rm(inTheWay, { force: true });
    await mkdir(inTheWay);
    await read(store).catch(() => undefined);
    expect(said).toEqual([expect.stringContaining('could not be sealed') as string]);
    await rmdir(inTheWay);
    await store.upsert(late);
    await store.close();
    await expectWhole([...early, ...late]);
  });

  it('whose manifest could not be written, and after which the one before and the log were removed, nothing is lost', async () => {
    const store = await loaded();
    keepIds(collection);
    const manifest = newestManifest(collection);
    if (manifest === null) throw new Error('there is no manifest');
    await rm(manifest.path);
    await writeFile(join(collection, `manifest.${manifest.number + 1}`), '');
    expect(noteFailedSeal(collection)).toBe(true);
    // The engine appends to the log that it has open.
    await store.upsert(late);
    for (const { path } of logsOf(collection)) await rm(path);
    await expectWhole([...early, ...late], store);
  });

  it('that did end nothing is put back', async () => {
    const store = await loaded();
    const number = newestManifest(collection)?.number ?? 0;
    await read(store);
    expect(newestManifest(collection)?.number).toBeGreaterThan(number);
    await store.upsert(late);
    expect(noteFailedSeal(collection)).toBe(false);
    await store.close();
    await expectWhole([...early, ...late]);
  });
});

/** A store with a log that has records, replaced ones and deletions. */
async function loaded(warn: StoreLog['warn'] = () => undefined): Promise<RecordStore> {
  const store = await openEmbeddedStore(directory, SIGNATURE, { info: () => undefined, warn });
  await store.upsert([...gone, ...early]);
  await store.upsert(early.slice(0, 50));
  await store.delete({ corpora: ['gone'] });
  return store;
}

/** Reads so many that the open segment is sealed first. */
async function read(store: RecordStore): Promise<void> {
  await store.fetch(early.map(({ record }) => record.id));
}

/** @param killed a store that has the files open; a copy of them is what a kill would leave */
async function expectWhole(expected: readonly EmbeddedRecord[], killed?: RecordStore): Promise<void> {
  if (killed) {
    const copy = `${directory}-copy`;
    await cp(directory, copy, { recursive: true });
    await rm(directory, { recursive: true });
    await killed.close().catch(() => undefined);
    directory = copy;
    collection = join(directory, collectionName(SIGNATURE.spaceId));
  }
  for (let opening = 0; opening < 2; opening++) {
    const store = await openEmbeddedStore(directory, SIGNATURE);
    expect(await store.count({})).toBe(expected.length);
    expect(await store.fetch(expected.map(({ record }) => record.id))).toEqual(expected);
    await store.close();
  }
  expect(await readdir(collection)).not.toContain('kindred');
}

function recordsOf(corpus: string, count: number): EmbeddedRecord[] {
  return Array.from({ length: count }, (_, at) => {
    return { record: recordWith(`${corpus} ${at}`, { corpus }), vectors: vectorsFor(random) };
  });
}
