import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EncoderDescriptor } from '../../schemas/encoder.ts';
import {
  AgreementReport,
  BenchmarkManifest,
  IebReport,
  KindsReport,
  LabelledReport,
} from '../../schemas/evaluation.ts';
import { runCli } from './run-cli.ts';

const SHIPPED = fileURLToPath(new URL('../../infra/encoder', import.meta.url));
const MINUTES = 60_000;

/** Twelve tasks: the name of each, and ways to ask for it. */
const TASKS: Readonly<Record<string, readonly string[]>> = {
  'write|poem': ['Write a poem about', 'Please write a short poem on'],
  'summarize|article': ['Summarize this article about', 'Can you summarize the article on'],
  'translate|sentence': ['Translate this sentence about', 'Translate a sentence that mentions'],
  'name|advantage': ['Name three advantages of', 'Name an advantage of'],
  'describe|history': ['Describe the history of', 'Briefly describe the history of'],
  'classify|review': ['Classify this review of', 'Classify the following review about'],
  'generate|question': ['Generate a question about', 'Generate five questions on'],
  'design|logo': ['Design a logo for', 'Design a simple logo that shows'],
  'compare|price': ['Compare the prices of', 'Compare typical prices of'],
  'create|recipe': ['Create a recipe with', 'Create a vegetarian recipe that uses'],
  'rewrite|paragraph': ['Rewrite this paragraph about', 'Rewrite the paragraph on'],
  'list|word': ['List ten words that describe', 'List words that people connect with'],
};
const TOPICS = ['mountains', 'bicycles', 'chess', 'old ships', 'winter tea', 'lanterns'];

const rows = Object.entries(TASKS).flatMap(([task, phrases]) =>
  TOPICS.flatMap((topic) => phrases.map((phrase) => ({ task, topic, instruction: `${phrase} ${topic}.` }))),
);

/** Pairs of each instruction with the next one, which is of the same task or of the following one. */
const pairs = rows.flatMap(({ instruction, task }, at) =>
  [1, TOPICS.length * 2].flatMap((step) => {
    const other = rows[(at + step) % rows.length];
    const label = other?.task === task ? 1 : 0;
    return { instruction1: instruction, instruction2: other?.instruction, label };
  }),
);

let directory = '';
let shippedName = '';
const path = (name: string): string => join(directory, name);
const write = (name: string, value: unknown) => writeFile(path(name), JSON.stringify(value));

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kindred-eval-'));
  const descriptor = await readFile(join(SHIPPED, 'encoder.json'), 'utf8');
  shippedName = EncoderDescriptor.parse(JSON.parse(descriptor)).name;
  const categories = Object.keys(TASKS).map((name) => {
    const samples = rows
      .filter(({ task }) => task === name)
      .map(({ instruction }) => ({
        category: name.split('|'),
        instruction,
        input: `${instruction} `,
        output: '',
      }));
    return [name, { number: samples.length, samples }];
  });
  await write('eft_test.json', Object.fromEntries(categories));
  await write('intention_similarity_test.json', pairs);
  await writeFile(path('rows.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('kindred eval, as people run it', { timeout: 5 * MINUTES }, () => {
  it('ieb: a row for each space of each encoder and one for bag of words', async () => {
    const folder = path('other-encoder');
    await cp(SHIPPED, folder, { recursive: true });
    const descriptor = JSON.parse(await readFile(join(folder, 'encoder.json'), 'utf8')) as object;
    await writeFile(join(folder, 'encoder.json'), JSON.stringify({ ...descriptor, name: 'mine' }));
    const run = await runCli('eval', 'ieb', directory, '--encoder', shippedName, '--encoder', folder);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toContain('144 rows, 12 clusters');
    expect(run.stdout).toMatch(/ARI +PURITY +HOMOGENEITY +SILHOUETTE/);
    expect(run.stdout).toMatch(/IIS SPEARMAN +P@1 +RECALL@10/);
    for (const name of [`${shippedName} +task`, `${shippedName} +content`, 'mine +task', 'bag of words +-']) {
      expect(run.stdout.match(new RegExp(`^${name} .*\\d\\.\\d{3}`, 'gm')), name).toHaveLength(2);
    }
    expect(run.stderr).toContain(`${shippedName}, task: k-means, seed 10 of 10`);
  });

  it('ieb --json: the report, in which task finds the tasks and content and words do not', async () => {
    const run = await runCli('eval', 'ieb', directory, '--with-input', '--json', '--quiet');
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).toBe('');
    const report = IebReport.parse(JSON.parse(run.stdout));
    expect(report).toMatchObject({
      text: 'instruction_with_input',
      instructions: 144,
      tasks: 12,
      pairs: 288,
    });
    const [task, content, words] = report.methods;
    expect([task, content, words].map((method) => method?.space)).toEqual(['task', 'content', null]);
    expect(task?.retrieval.precision_at_1.value).toBeGreaterThan(0.9);
    expect(task?.clustering.adjusted_rand.mean).toBeGreaterThan(content?.clustering.adjusted_rand.mean ?? 1);
    for (const { similarity } of report.methods) {
      expect(similarity.low).toBeLessThanOrEqual(similarity.value);
      expect(similarity.high).toBeGreaterThanOrEqual(similarity.value);
    }
  });

  it.each([
    ['a folder without the files', ['eval', 'ieb', tmpdir()], 1, /eft_test\.json/],
    ['an unknown encoder', ['eval', 'ieb', '.', '--encoder', 'nobody'], 1, /"nobody" is neither a folder/],
    ['a field that no row has', ['eval', 'labelled', 'rows.jsonl', '--label', 'intent'], 2, /`intent`.*task/],
    ['no label at all', ['eval', 'labelled', 'rows.jsonl'], 2, /--label/],
    ['rows without a kind', ['eval', 'kinds', 'rows.jsonl'], 2, /`kind`.*task/],
    ['figures by something else', ['eval', 'kinds', 'rows.jsonl', '--by', 'topic'], 2, /language, source/],
  ])('%s is refused with what is wrong', async (_, args, code, message) => {
    const run = await runCli(
      ...args.map((arg) => (arg === '.' ? directory : arg.replace(/^rows/, path('rows')))),
    );
    expect(run.code).toBe(code);
    expect(run.stderr).toMatch(message);
    expect(run.stdout).toBe('');
  });

  it('labelled: retrieval once an exclusion, and clustering', async () => {
    const args = [path('rows.jsonl'), '--label', 'task', '--without-same', 'topic', '--json'];
    const run = await runCli('eval', 'labelled', ...args);
    expect(run.code, run.stderr).toBe(0);
    const report = LabelledReport.parse(JSON.parse(run.stdout));
    expect(report).toMatchObject({ file: 'rows.jsonl', rows: 144, labels: 12, unlabelled: 0, rejected: 0 });
    expect(report.methods).toHaveLength(3);
    for (const { retrieval, clustering } of report.methods) {
      expect(retrieval.map(({ without }) => without)).toEqual([[], ['topic']]);
      expect(clustering.clusters).toBe(12);
    }
    expect(report.methods[0]?.retrieval.map(({ queries }) => queries)).toEqual([144, 144]);
    expect(report.methods[0]?.retrieval[1]?.precision_at_1.value).toBeGreaterThan(0.9);

    const blind = await runCli('eval', 'labelled', ...args, '--text', 'topic');
    const [ofTopics] = LabelledReport.parse(JSON.parse(blind.stdout)).methods;
    expect(ofTopics?.retrieval[0]?.precision_at_1.value).toBeLessThan(0.5);
  });
});

describe('kindred eval kinds, as people run it', { timeout: 5 * MINUTES }, () => {
  it('files are one set, of which every row looks for its kind in another source and language', async () => {
    const topics = TOPICS.slice(0, 2);
    const noted = rows
      .filter(({ topic }) => topics.includes(topic))
      .map(({ task, topic, instruction }) => ({
        instruction,
        kind: task,
        also: [],
        source: topic,
        lang: topic === topics[0] ? 'en' : 'de',
      }));
    for (const lang of ['en', 'de']) {
      const own = noted.filter((row) => row.lang === lang);
      await writeFile(path(`kinds-${lang}.jsonl`), own.map((row) => `${JSON.stringify(row)}\n`).join(''));
    }
    const files = [path('kinds-en.jsonl'), path('kinds-de.jsonl')];
    const run = await runCli('eval', 'kinds', ...files, '--json', '--quiet');
    expect(run.code, run.stderr).toBe(0);
    const report = KindsReport.parse(JSON.parse(run.stdout));
    const names = ['kinds-en.jsonl', 'kinds-de.jsonl'];
    expect(report).toMatchObject({
      files: names,
      rows: 48,
      kinds: 12,
      sources: 2,
      unlabelled: 0,
      rejected: 0,
    });
    const [task, content, words] = report.methods;
    expect([task, content, words].map((method) => method?.space)).toEqual(['task', 'content', null]);
    expect(task?.retrieval.map(({ name, queries }) => [name, queries])).toEqual([
      [null, 48],
      ['de', 24],
      ['en', 24],
    ]);
    // Two rows of a kind lie in the other source, so at most half of the nearest four can be right.
    expect(task?.retrieval[0]?.precision_at_1.value).toBeGreaterThan(0.9);
    expect(task?.retrieval[0]?.precision_at_4.value).toBeGreaterThan(0.4);
    expect(task?.retrieval[0]?.precision_at_4.value).toBeLessThanOrEqual(0.5);

    const table = await runCli('eval', 'kinds', ...files, '--by', 'source');
    expect(table.code, table.stderr).toBe(0);
    expect(table.stdout).toMatch(/SOURCE +QUERIES +P@1 +P@4/);
    expect(table.stdout).toMatch(new RegExp(`task +${topics[0]} +24 `));
  });
});

describe('kindred label, as people run it', { timeout: 5 * MINUTES }, () => {
  it('makes a benchmark that eval reads, the same for the same seed, and replaces none unasked', async () => {
    const options = ['--test-share', '0.4', '--pairs', '100', '--seed', '7', '--json'];
    const run = await runCli('label', path('rows.jsonl'), '--out', path('made'), ...options);
    expect(run.code, run.stderr).toBe(0);
    const manifest = BenchmarkManifest.parse(JSON.parse(run.stdout));
    expect(manifest).toMatchObject({ source: 'rows.jsonl', seed: 7, rows: 144, pairs: { positive: 60 } });
    const read = async (folder: string, name: string) => readFile(join(path(folder), name), 'utf8');
    expect(JSON.parse(await read('made', 'manifest.json'))).toEqual(manifest);
    const train = Object.keys(JSON.parse(await read('made', 'eft_train.json')) as object);
    const test = Object.keys(JSON.parse(await read('made', 'eft_test.json')) as object);
    expect(train.filter((name) => test.includes(name))).toEqual([]);

    const refused = await runCli('label', path('rows.jsonl'), '--out', path('made'), ...options);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('--force');
    const again = await runCli('label', path('rows.jsonl'), '--out', path('again'), ...options);
    expect(again.code, again.stderr).toBe(0);
    for (const name of ['eft_train.json', 'eft_test.json', 'intention_similarity_test.json']) {
      expect(await read('again', name)).toBe(await read('made', name));
    }

    const evaluated = await runCli('eval', 'ieb', path('made'), '--json');
    expect(evaluated.code, evaluated.stderr).toBe(0);
    expect(IebReport.parse(JSON.parse(evaluated.stdout))).toMatchObject({ tasks: test.length, pairs: 100 });
  });

  it('prints how often its labels are those of a file', async () => {
    const run = await runCli('label', '--agreement', path('eft_test.json'), '--json');
    expect(run.code, run.stderr).toBe(0);
    const report = AgreementReport.parse(JSON.parse(run.stdout));
    expect(report.rows).toBe(144);
    expect(report.exact).toBeGreaterThan(0.8);
    const table = await runCli('label', '--agreement', path('eft_test.json'));
    expect(table.stdout).toMatch(/EXACT +VERB +NOUN/);
  });

  it.each([
    ['neither a folder nor --agreement', ['label', 'rows.jsonl'], /--out/],
    ['a share of everything', ['label', 'rows.jsonl', '--out', 'x', '--test-share', '1'], /between 0 and 1/],
    ['a size of nothing', ['label', 'rows.jsonl', '--out', 'x', '--min-size', '0'], /from 1 on/],
  ])('%s is wrong usage', async (_, args, message) => {
    const run = await runCli(...args);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(message);
  });
});
