import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordChecksum } from '../../../../services/store/record-checksum.ts';
import { openEmbeddedStore } from '../../../../services/store/embedded/stores.ts';
import { SILENT } from '../../../../services/store/embedded/segments.ts';
import { VectorSlots } from '../../../../services/store/embedded/vector-slots.ts';
import type { EmbeddedRecord } from '../../../../services/store/port.ts';
import {
  randomRecords,
  randomVector,
  seededRandom,
  SIGNATURE,
  vectorsFor,
} from '../../../contract/store-samples.ts';

const random = seededRandom(1);
const records = randomRecords(random, 300);
const ids = records.map(({ record }) => record.id);

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kindred-vectors-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** The path of a file of vectors of the store. */
async function pathOf(name: string): Promise<string> {
  const [collection = ''] = (await readdir(directory)).filter((entry) => entry !== 'space.json');
  return join(directory, collection, 'kindred-vectors', name);
}

async function writtenStore(): Promise<void> {
  const store = await openEmbeddedStore(directory, SIGNATURE);
  await store.upsert(records);
  await store.close();
}

async function stored(): Promise<EmbeddedRecord[]> {
  const store = await openEmbeddedStore(directory, SIGNATURE);
  const found = await store.fetch(ids);
  await store.close();
  return found;
}

describe('the file of vectors of the embedded store', () => {
  it('has the vectors of what was written, to the bit, when it is opened again', async () => {
    await writtenStore();
    const file = new VectorSlots(join(await pathOf('.'), '..'), SIGNATURE, () => records.length, SILENT);
    for (const embedded of records) expect(file.get(recordChecksum(embedded))).toEqual(embedded.vectors);
    expect(file.get('0'.repeat(32))).toBeNull();
    file.close();
  });

  it('is made again where it is missing, by reading', async () => {
    await writtenStore();
    const bytes = await readFile(await pathOf('slots'));
    await rm(await pathOf('.'), { recursive: true });
    expect(await stored()).toEqual(records);
    expect((await readFile(await pathOf('slots'))).length).toBe(bytes.length);
    expect(await stored()).toEqual(records);
  });

  it.each(['slots', 'keys'])('may be cut off, empty, spoilt or full of zeros in its %s', async (name) => {
    await writtenStore();
    const whole = await readFile(await pathOf(name));
    const spoilt = whole.map((byte, at) => (at % 97 === 13 ? byte ^ 0x10 : byte));
    for (const bytes of [
      whole.subarray(0, whole.length / 2 + 3),
      Buffer.alloc(0),
      spoilt,
      Buffer.alloc(whole.length),
    ]) {
      await writeFile(await pathOf(name), bytes);
      expect(await stored()).toEqual(records);
    }
    expect(await stored()).toEqual(records);
  });

  it('never gives the vectors of a record that was replaced', async () => {
    await writtenStore();
    const replaced = records.map(({ record }) => ({
      record,
      vectors: vectorsFor(random, randomVector, SIGNATURE),
    }));
    const store = await openEmbeddedStore(directory, SIGNATURE);
    await store.upsert(replaced);
    expect(await store.fetch(ids)).toEqual(replaced);
    await store.close();
    expect(await stored()).toEqual(replaced);
  });

  it('is begun anew when many records were deleted', async () => {
    await writtenStore();
    const store = await openEmbeddedStore(directory, SIGNATURE);
    await store.fetch(ids);
    await store.delete({});
    expect((await stat(await pathOf('slots'))).size).toBe(0);
    await store.upsert(records);
    expect(await store.fetch(ids)).toEqual(records);
    await store.close();
  });

  it('is done without, with a warning, where it cannot be written', async () => {
    await writtenStore();
    await rm(await pathOf('.'), { recursive: true });
    await writeFile(await pathOf('.').then((path) => path.replace(/\/\.?$/, '')), 'no folder');
    const warnings: string[] = [];
    const log = { ...SILENT, warn: (_: object, message: string) => void warnings.push(message) };
    const store = await openEmbeddedStore(directory, SIGNATURE, log);
    expect(await store.fetch(ids)).toEqual(records);
    await store.upsert(records);
    await store.close();
    expect(warnings).toEqual([expect.stringContaining('Vectors could not be kept') as string]);
  });
});
