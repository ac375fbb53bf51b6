import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readConfig } from '../../services/config.ts';
import { loadEncoderFiles } from '../../services/embedding/descriptor.ts';
import { collectionName } from '../../services/store/collection-name.ts';
import { openEmbeddedStore } from '../../services/store/embedded/stores.ts';
import { randomVector, seededRandom, vectorsFor } from '../contract/store-samples.ts';
import { runCli } from '../e2e/run-cli.ts';
import { genuineRecords } from './genuine-records.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kindred-no-store-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

it('"verify" and "backup" of a directory without a store make none, name it and say the way out', async () => {
  const data = join(directory, 'mistyped');
  for (const args of [['verify'], ['backup', join(directory, 'backup.jsonl')]]) {
    const { code, stderr } = await runCli(...args, '--data', data);
    expect(code, stderr).not.toBe(0);
    expect(stderr).toContain(data);
    expect(stderr).toMatch(/no record store.*--data/s);
  }
  expect(await readdir(directory)).toEqual([]);
});

it('"verify" of a store that was killed right after a log was begun mends it, says so, and finds every record', async () => {
  const { descriptor, spaceId } = await loadEncoderFiles(readConfig({}).encoderDir);
  const { task, content } = descriptor.spaces;
  const signature = { spaceId, dimensions: { task: task.dimensions, content: content.dimensions } };
  const random = seededRandom(3);
  const records = genuineRecords(random, 3).map(({ record }) => {
    return { record, vectors: vectorsFor(random, randomVector, signature) };
  });
  const store = await openEmbeddedStore(join(directory, 'store'), signature);
  await store.upsert(records);
  await store.close();
  await writeFile(join(directory, 'store', collectionName(spaceId), '0', '4.wal'), '');
  const { code, stdout, stderr } = await runCli('verify', '--data', directory);
  expect(stderr).toContain('4.wal is removed');
  expect(stdout).toContain('3 records read, 0 altered');
  expect(code).toBe(0);
});
