import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readIebFiles } from '../../../services/evaluation/ieb-files.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kindred-ieb-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const samples = [{ instruction: 'Write a poem.', input: 'Write a poem. ', output: '' }];
const categories = { 'write|poem': { samples }, 'sort|list##order|list': { number: 1, samples } };
const pair = (label: unknown) => ({ instruction1: 'a', instruction2: 'b', intention1: 'x|y', label });

async function write(clustering: unknown, pairs: unknown): Promise<void> {
  await writeFile(join(directory, 'eft_test.json'), JSON.stringify(clustering));
  await writeFile(join(directory, 'intention_similarity_test.json'), JSON.stringify(pairs));
}

test('reads instructions with their category as the file names it, and pairs', async () => {
  await write(categories, [pair(0), pair(1)]);
  const files = await readIebFiles(directory);
  expect(files.instructions).toEqual([
    { instruction: 'Write a poem.', withInput: 'Write a poem. ', category: 'write|poem' },
    { instruction: 'Write a poem.', withInput: 'Write a poem. ', category: 'sort|list##order|list' },
  ]);
  expect(files.pairs.map(({ label }) => label)).toEqual([0, 1]);
});

test('a missing file is named', async () => {
  await expect(readIebFiles(directory)).rejects.toMatchObject({
    code: 'not_found',
    message: expect.stringContaining('eft_test.json') as string,
  });
});

test.each([
  ['a list of instructions', ['Write a poem.'], [pair(0), pair(1)], /eft_test\.json has another shape/],
  [
    'a sample without instruction',
    { a: { samples: [{}] } },
    [pair(0), pair(1)],
    /a\.samples\.0\.instruction/,
  ],
  ['one category', { 'write|poem': { samples } }, [pair(0), pair(1)], /two categories/],
  [
    'a label that is no 0 or 1',
    categories,
    [pair(0), pair('yes')],
    /intention_similarity_test\.json.*1\.label/s,
  ],
  ['positive pairs alone', categories, [pair(1)], /label 0/],
])('%s: the message says what is wrong', async (_, clustering, pairs, message) => {
  await write(clustering, pairs);
  await expect(readIebFiles(directory)).rejects.toThrow(message);
});

test('what is not JSON is named', async () => {
  await write(categories, [pair(0), pair(1)]);
  await writeFile(join(directory, 'eft_test.json'), '{"a"');
  await expect(readIebFiles(directory)).rejects.toThrow(/eft_test\.json is not JSON/);
});
