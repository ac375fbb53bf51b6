import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { restoreBackup, writeBackup } from '../../../services/store/backup.ts';
import { openEmbeddedStore } from '../../../services/store/embedded/stores.ts';
import type { RecordStore } from '../../../services/store/port.ts';
import { randomRecords, seededRandom, SIGNATURE } from '../../contract/store-samples.ts';

const RECORDS = randomRecords(seededRandom(31), 1_200);
const watch = { signal: AbortSignal.timeout(60_000), onProgress: () => undefined };

describe('a backup', () => {
  let shared = '';
  let folder = '';
  let path = '';
  let source: RecordStore;
  let checksum = '';
  const stores: RecordStore[] = [];
  const open = async (spaceId = SIGNATURE.spaceId): Promise<RecordStore> => {
    const directory = await mkdtemp(join(folder, 'store-'));
    const store = await openEmbeddedStore(directory, { ...SIGNATURE, spaceId });
    stores.push(store);
    return store;
  };
  /** One store and its backup for all tests, which copy the file. */
  beforeAll(async () => {
    shared = await mkdtemp(join(tmpdir(), 'kindred-backed-up-'));
    source = await openEmbeddedStore(join(shared, 'source'), SIGNATURE);
    await source.upsert(RECORDS);
    checksum = (await writeBackup(source, join(shared, 'backup.jsonl.gz'), watch)).checksum;
  });
  afterAll(async () => {
    await source.close();
    await rm(shared, { recursive: true, force: true });
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kindred-backup-'));
    path = join(folder, 'backup.jsonl.gz');
    await copyFile(join(shared, 'backup.jsonl.gz'), path);
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('gives back every record and vector to the last bit', async () => {
    const target = await open();
    expect(await restoreBackup(path, target, watch)).toEqual({ records: 1_200, restored: 1_200, checksum });
    expect(await target.scroll({}, { limit: 2_000 })).toEqual(await source.scroll({}, { limit: 2_000 }));
  });

  it('writes nothing twice, and leaves other records alone', async () => {
    const target = await open();
    const [own] = randomRecords(seededRandom(99), 1).map(({ record, vectors }) => ({
      record: { ...record, id: '00000000-0000-5000-8000-000000000000' },
      vectors,
    }));
    if (own === undefined) throw new Error('no record');
    await target.upsert([own, ...RECORDS.slice(0, 700)]);
    expect(await restoreBackup(path, target, watch)).toMatchObject({ records: 1_200, restored: 500 });
    expect(await target.count({})).toBe(1_201);
  });

  it('of an empty store restores to nothing', async () => {
    const empty = await open();
    await writeBackup(empty, path, watch);
    expect(await restoreBackup(path, await open(), watch)).toMatchObject({ records: 0, restored: 0 });
  });

  it('is refused by an encoder of another space', async () => {
    await expect(restoreBackup(path, await open('other'), watch)).rejects.toMatchObject({
      code: 'space_mismatch',
    });
  });

  it.each([
    ['cut short', (lines: string[]) => lines.slice(0, -1)],
    ['without some of its records', (lines: string[]) => lines.filter((_, at) => at !== 5)],
    [
      'with a record changed',
      (lines: string[]) => lines.map((line) => line.replace('"corpus":"alpha"', '"corpus":"beta"')),
    ],
    ['with a line that is not JSON', (lines: string[]) => [...lines.slice(0, 9), '{', ...lines.slice(9)]],
    ['without its beginning', (lines: string[]) => lines.slice(1)],
  ])('%s is told to be no whole one', async (_name, spoil) => {
    const lines = gunzipSync(await readFile(path))
      .toString()
      .trimEnd()
      .split('\n');
    await writeFile(path, gzipSync(`${spoil(lines).join('\n')}\n`));
    const restoring = restoreBackup(path, await open(), watch);
    await expect(restoring).rejects.toMatchObject({ code: 'invalid_request', message: /no whole backup/ });
  });

  it('that is no gzip or cut in the middle is told so', async () => {
    const whole = await readFile(path);
    for (const bytes of [Buffer.from('nothing'), whole.subarray(0, whole.length / 2)]) {
      await writeFile(path, bytes);
      await expect(restoreBackup(path, await open(), watch)).rejects.toMatchObject({
        code: 'invalid_request',
      });
    }
  });

  it('that is interrupted leaves no file, and an older one as it was', async () => {
    const before = await readFile(path);
    const stopping = new AbortController();
    const broken = writeBackup(source, path, { signal: stopping.signal, onProgress: () => stopping.abort() });
    await expect(broken).rejects.toThrow();
    expect(await readFile(path)).toEqual(before);
    expect((await readdir(folder)).filter((name) => name.includes('backup'))).toEqual(['backup.jsonl.gz']);
  });
});
