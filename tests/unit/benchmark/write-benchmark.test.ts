import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BenchmarkManifest } from '../../../schemas/evaluation.ts';
import type { Benchmark } from '../../../services/benchmark/build-benchmark.ts';
import { assertWritable, writeBenchmark } from '../../../services/benchmark/write-benchmark.ts';

const part = { categories: 0, rows: 0 };
const benchmark = (seed: number): Benchmark => ({
  train: {},
  test: {},
  pairs: [],
  manifest: {
    source: 'a.jsonl',
    seed,
    min_size: 1,
    test_share: 0.2,
    rows: 0,
    dropped: { rejected: 0, unlabelled: 0, repeated: 0, rare: part },
    train: part,
    test: part,
    pairs: { positive: 0, negative: 0, hard: 0 },
  },
});

let directory = '';
let out = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kindred-benchmark-'));
  out = join(directory, 'deep', 'out');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const seedOf = async (): Promise<number> =>
  BenchmarkManifest.parse(JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'))).seed;

test('writes its files and leaves nothing else behind', async () => {
  await writeBenchmark(out, benchmark(1), false);
  expect((await readdir(out)).sort()).toEqual([
    'eft_test.json',
    'eft_train.json',
    'intention_similarity_test.json',
    'manifest.json',
  ]);
  expect(await readdir(join(directory, 'deep'))).toEqual(['out']);
});

test('replaces an earlier benchmark only when told to', async () => {
  await writeBenchmark(out, benchmark(1), false);
  await expect(writeBenchmark(out, benchmark(2), false)).rejects.toMatchObject({ code: 'conflict' });
  expect(await seedOf()).toBe(1);
  await writeBenchmark(out, benchmark(2), true);
  expect(await seedOf()).toBe(2);
  expect(await readdir(join(directory, 'deep'))).toEqual(['out']);
});

test('a folder with anything else is never replaced, not even when told to', async () => {
  await mkdir(out, { recursive: true });
  await assertWritable(out, false);
  await writeFile(join(out, 'thesis.txt'), 'years of work');
  await expect(assertWritable(out, true)).rejects.toThrow(/other files/);
  await expect(writeBenchmark(out, benchmark(1), true)).rejects.toMatchObject({ code: 'conflict' });
  expect(await readdir(out)).toEqual(['thesis.txt']);
  await writeFile(join(out, 'manifest.json'), '{}');
  await expect(writeBenchmark(out, benchmark(1), true)).rejects.toThrow(/thesis\.txt/);
});

test('the files of a benchmark that we did not make, without our manifest, are never replaced', async () => {
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'eft_test.json'), '{}');
  await expect(writeBenchmark(out, benchmark(1), true)).rejects.toMatchObject({ code: 'conflict' });
  expect(await readFile(join(out, 'eft_test.json'), 'utf8')).toBe('{}');
});

test('a file in the place of the folder is named', async () => {
  await writeFile(join(directory, 'file'), '');
  await expect(assertWritable(join(directory, 'file'), true)).rejects.toThrow(/not a folder/);
});
