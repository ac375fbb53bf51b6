import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedStore } from '../../../../services/store/embedded/stores.ts';
import {
  randomRecords,
  recordWith,
  seededRandom,
  SIGNATURE,
  vectorsFor,
} from '../../../contract/store-samples.ts';

describe('directory of the embedded store', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kindred-store-'));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it('refuses an encoder of another space, names both, says the way out, and leaves the data as they are', async () => {
    const records = randomRecords(seededRandom(1), 3);
    const store = await openEmbeddedStore(directory, SIGNATURE);
    await store.upsert(records);
    await store.close();
    const other = openEmbeddedStore(directory, { ...SIGNATURE, spaceId: 'other-space' });
    await expect(other).rejects.toMatchObject({
      code: 'space_mismatch',
      message: expect.stringMatching(/test\/space:1.*other-space.*--data/s) as string,
    });
    const again = await openEmbeddedStore(directory, SIGNATURE);
    expect(await again.count({})).toBe(3);
    await again.close();
  });

  it('refuses other dimensions under the same space id', async () => {
    await (await openEmbeddedStore(directory, SIGNATURE)).close();
    const other = openEmbeddedStore(directory, { ...SIGNATURE, dimensions: { task: 8, content: 13 } });
    await expect(other).rejects.toMatchObject({ code: 'space_mismatch' });
  });

  it('refuses to open the same directory twice in one process', async () => {
    const store = await openEmbeddedStore(directory, SIGNATURE);
    await expect(openEmbeddedStore(directory, SIGNATURE)).rejects.toMatchObject({
      code: 'data_directory_busy',
    });
    await store.close();
  });

  it('names the file when the memory of the space is broken', async () => {
    await writeFile(join(directory, 'space.json'), '{"version":1');
    await expect(openEmbeddedStore(directory, SIGNATURE)).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining(join(directory, 'space.json')) as string,
    });
  });

  it('says why when the directory cannot be used', async () => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    await expect(openEmbeddedStore(file, SIGNATURE)).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining(file) as string,
    });
  });

  it('says which directory is damaged', async () => {
    await (await openEmbeddedStore(directory, SIGNATURE)).close();
    const [collection] = (await readdir(directory)).filter((name) => name !== 'space.json');
    await rm(join(directory, collection ?? '', 'LOCK'));
    await rm(join(directory, collection ?? '', 'idmap.0'), { recursive: true });
    await expect(openEmbeddedStore(directory, SIGNATURE)).rejects.toMatchObject({
      code: 'store_unavailable',
    });
  });

  it('removes what a process left that was killed while it created the collection', async () => {
    await mkdir(join(directory, 'creating-left-over', 'part'), { recursive: true });
    const store = await openEmbeddedStore(directory, SIGNATURE);
    await store.close();
    const names = await readdir(directory);
    expect(names.filter((name) => name.startsWith('creating-'))).toEqual([]);
    expect(names).toHaveLength(2);
  });

  it('finds a record by any of thousands of elements of a list', async () => {
    const tags = Array.from({ length: 5_000 }, (_, at) => `tag ${at}`);
    const record = recordWith('tagged', { metadata: { tags } });
    const store = await openEmbeddedStore(directory, SIGNATURE);
    await store.upsert([{ record, vectors: vectorsFor(seededRandom(1)) }]);
    await store.close();
    const again = await openEmbeddedStore(directory, SIGNATURE);
    const where = { must: [{ key: 'metadata.tags', match: { value: 'tag 4999' } }] };
    const query = { space: 'task', vector: vectorsFor(seededRandom(2)).task, limit: 1, where } as const;
    expect(await again.count({ where })).toBe(1);
    expect(await again.nearest(query)).toHaveLength(1);
    await again.close();
  });

  it('gives the disk space of a deleted corpus back', async () => {
    const store = await openEmbeddedStore(directory, SIGNATURE);
    const output = 'a long answer '.repeat(2_000);
    const records = randomRecords(seededRandom(5), 600).map(({ record, vectors }, at) => {
      return { record: { ...record, corpus: at < 30 ? 'small' : 'large', output }, vectors };
    });
    await store.upsert(records);
    const before = await sizeOf(directory);
    expect(await store.delete({ corpora: ['large'] })).toBe(570);
    expect(await sizeOf(directory)).toBeLessThan(before / 4);
    expect(await store.count({})).toBe(30);
    await store.close();
  });
});

async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async (file) => (await stat(join(file.parentPath, file.name))).blocks * 512),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
