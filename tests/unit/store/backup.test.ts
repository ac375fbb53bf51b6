import { copyFile, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { restoreBackup, writeBackup } from '../../../services/store/backup.ts';
import { checkBackup } from '../../../services/store/backup-file.ts';
import { backupPath, checkPattern, removeOlder } from '../../../services/store/kept-backups.ts';
import { openEmbeddedStore } from '../../../services/store/embedded/stores.ts';
import type { RecordStore } from '../../../services/store/port.ts';
import { seededRandom, SIGNATURE } from '../../contract/store-samples.ts';
import { genuineRecords } from '../../faults/genuine-records.ts';

const RECORDS = genuineRecords(seededRandom(31), 1_200);
const watch = { signal: AbortSignal.timeout(60_000), onProgress: () => undefined };
const strict = { ...watch, skipAltered: false };

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
    expect(await restoreBackup(path, target, strict)).toEqual({
      ...{ records: 1_200, restored: 1_200, left_out: 0, checksum },
    });
    expect(await target.scroll({}, { limit: 2_000 })).toEqual(await source.scroll({}, { limit: 2_000 }));
  });

  it('writes nothing twice, and leaves other records alone', async () => {
    const target = await open();
    const [own] = genuineRecords(seededRandom(99), 1).map(({ record, vectors }) => ({
      record: { ...record, id: '00000000-0000-5000-8000-000000000000' },
      vectors,
    }));
    if (own === undefined) throw new Error('no record');
    await target.upsert([own, ...RECORDS.slice(0, 700)]);
    expect(await restoreBackup(path, target, strict)).toMatchObject({ records: 1_200, restored: 500 });
    expect(await target.count({})).toBe(1_201);
  });

  it('of an empty store restores to nothing', async () => {
    const empty = await open();
    await writeBackup(empty, path, watch);
    expect(await restoreBackup(path, await open(), strict)).toMatchObject({ records: 0, restored: 0 });
  });

  it('is refused by an encoder of another space', async () => {
    await expect(restoreBackup(path, await open('other'), strict)).rejects.toMatchObject({
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
    const target = await open();
    const told = { code: 'invalid_request', message: /no whole backup.*Nothing was written/ };
    await expect(restoreBackup(path, target, strict)).rejects.toMatchObject(told);
    await expect(checkBackup(path, watch)).rejects.toMatchObject(told);
    expect(await target.count({})).toBe(0);
  });

  it('with any one byte altered is told so, and restoring it writes nothing', async () => {
    const whole = await readFile(path);
    const target = await open();
    for (const share of [0.0001, 0.2, 0.5, 0.8, 0.9999]) {
      const bytes = Buffer.from(whole);
      const place = Math.floor(bytes.length * share);
      bytes[place] = (bytes[place] ?? 0) ^ 0x10;
      await writeFile(path, bytes);
      const told = { code: 'invalid_request', message: /no whole backup/ };
      await expect(checkBackup(path, watch), `byte ${place}`).rejects.toMatchObject(told);
      await expect(restoreBackup(path, target, strict)).rejects.toMatchObject(told);
    }
    expect(await target.count({})).toBe(0);
  });

  it('of a store whose records were altered names them, and is restored without them when that is asked for', async () => {
    const damaged = await open();
    const [first, second, ...others] = RECORDS.slice(0, 10);
    if (first === undefined || second === undefined) throw new Error('no records');
    const output = { ...first, record: { ...first.record, output: 'altered' } };
    const hash = { ...second, record: { ...second.record, text_hash: '0'.repeat(32) } };
    await damaged.upsert([output, hash, ...others]);
    await writeBackup(damaged, path, watch);
    const found = await checkBackup(path, watch);
    expect(found).toMatchObject({ records: 10, altered: 2 });
    const ids = [first.record.id, second.record.id].sort();
    expect(found.listed.map(({ id }) => id)).toEqual(ids);
    const target = await open();
    await expect(restoreBackup(path, target, strict)).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(/2 records.*Nothing was written.*--skip-altered/) as string,
    });
    expect(await target.count({})).toBe(0);
    const skipping = { ...watch, skipAltered: true };
    expect(await restoreBackup(path, target, skipping)).toMatchObject({ restored: 8, left_out: 2 });
    expect(await target.existing(ids)).toEqual(new Set());
  });

  it('can be read by its owner alone, and has its name only when it is whole', async () => {
    await rm(path);
    const seen: string[][] = [];
    const looking = { ...watch, onProgress: () => void readdir(folder).then((names) => seen.push(names)) };
    await writeBackup(source, path, looking);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.flat()).not.toContain('backup.jsonl.gz');
    await expect(checkBackup(path, watch)).resolves.toMatchObject({ records: 1_200, altered: 0, checksum });
  });

  it('of a schedule keeps the newest and removes nothing that is no such backup', async () => {
    const pattern = join(folder, 'b+{time}.jsonl.gz');
    const now = new Date('2026-03-04T05:06:07Z');
    const days = ['2026-03-01T00-00-00Z', '2026-03-02T00-00-00Z', '2026-02-27T23-59-59Z'];
    const backups = days.map((day) => join(folder, `b+${day}.jsonl.gz`));
    const others = [
      'b+.jsonl.gz',
      'bb2026-03-01T00-00-00Z.jsonl.gz',
      'b+2026-03-01.jsonl.gz',
      'b+x.jsonl.gz.part',
    ];
    const drafts = ['2026-01-01T00-00-00Z', '2026-03-04T05-00-00Z'].map((day) => `b+${day}.jsonl.gz.part`);
    for (const name of [...others, ...drafts]) await writeFile(join(folder, name), '');
    for (const file of backups) await writeFile(file, '');
    await utimes(join(folder, drafts[0] ?? ''), now, new Date('2026-01-01T00:00:00Z'));
    await utimes(join(folder, drafts[1] ?? ''), now, now);
    const path = backupPath(pattern, now);
    expect(path).toBe(join(folder, 'b+2026-03-04T05-06-07Z.jsonl.gz'));
    await writeFile(path, '');
    const removed = await removeOlder(pattern, 2, now);
    expect(removed.sort()).toEqual([backups[2], backups[0], join(folder, drafts[0] ?? '')].sort());
    const left = new Set(await readdir(folder));
    for (const name of [...others, drafts[1]]) expect(left.has(name ?? ''), name).toBe(true);
    expect(() => checkPattern(join(folder, 'b.jsonl.gz'))).toThrow(/\{time\}/);
  });

  it('that is no gzip or cut in the middle is told so', async () => {
    const whole = await readFile(path);
    for (const bytes of [Buffer.from('nothing'), whole.subarray(0, whole.length / 2)]) {
      await writeFile(path, bytes);
      await expect(restoreBackup(path, await open(), strict)).rejects.toMatchObject({
        code: 'invalid_request',
      });
    }
  });

  it('that is not there, or whose folder is not, is told so', async () => {
    const nowhere = join(folder, 'nowhere', 'backup.jsonl.gz');
    await expect(writeBackup(source, nowhere, watch)).rejects.toThrow(
      /There is no folder .*nowhere for the backup/,
    );
    await expect(checkBackup(nowhere, watch)).rejects.toThrow(/There is no file .*: name one/);
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
