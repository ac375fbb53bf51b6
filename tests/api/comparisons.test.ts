import { decode } from 'fast-png';
import { beforeAll, describe, expect, it } from 'vitest';
import { LeakPair } from '../../schemas/curation/contamination.ts';
import { seededRandom } from '../../services/runtime/seeded-random.ts';
import { lightlyEdited } from '../planted-leaks.ts';
import { curated } from './curation.ts';
import { errorOf, ingest, startService, type Service } from './service.ts';

/** Rows of a benchmark, each with the training row that was made from it. */
const COPIED = [
  'Describe how a refrigerator keeps food cold.',
  'Write a haiku about the first snow on a mountain village.',
  'Name three inventions of the nineteenth century that changed how people travel.',
  'Explain the difference between weather and climate to a child.',
];
const EDITED = [
  'Summarize the plot of Romeo and Juliet in two sentences.',
  'List the planets of the solar system in the order of their size.',
  'Convert the following recipe from cups into grams.',
  'Suggest a name for a bakery that sells nothing but sourdough bread.',
];
const PARAPHRASED: readonly (readonly [string, string])[] = [
  ['Explain why it is important to drink enough water.', 'Why is drinking enough water important? Explain.'],
  ['Give two examples of renewable sources of energy.', 'Provide two examples of renewable energy sources.'],
  ['What is the capital city of Portugal?', 'Tell me: which city is the capital of Portugal?'],
  ['Write a thank-you note to a teacher.', 'Compose a note that thanks a teacher.'],
];
/** Rows of the same kinds of work on other subjects. */
const SAME_TASK: readonly (readonly [string, string])[] = [
  ['Write a haiku about an empty railway station.', 'Write a haiku about a cat in a window.'],
  ['What is the capital city of Mongolia?', 'What is the capital city of Peru?'],
  ['Explain why it is important to sleep enough.', 'Explain why it is important to vote.'],
  ['Write a thank-you note to a surgeon.', 'Write a thank-you note to a bus driver.'],
  ['Divide 1000 by 27.', 'Divide 850 by 31.'],
];
const random = seededRandom(4);
const rows = (instructions: readonly string[], output = 'An answer.') =>
  instructions.map((instruction) => ({ instruction, output }));
const BENCH = [...COPIED, ...EDITED, ...PARAPHRASED.map(([row]) => row), ...SAME_TASK.map(([row]) => row)];
const TRAIN = [
  ...COPIED.map((row) => row.toUpperCase()),
  ...EDITED.map((row) => lightlyEdited(row, random)),
  ...PARAPHRASED.map(([, row]) => row),
  ...SAME_TASK.map(([, row]) => row),
  ...Array.from({ length: 60 }, (_, at) => `Compose a slogan for shop number ${at} in the harbour.`),
];

let service: Service;
const linesOf = async (job: string, file: string): Promise<Record<string, unknown>[]> =>
  (await (await service.fetch(`/v1/jobs/${job}/files/${file}`)).text())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

beforeAll(async () => {
  service = await startService();
  await ingest(service, 'train', rows(TRAIN));
  await ingest(service, 'bench', rows(BENCH));
  await ingest(service, 'pool', [
    ...rows(SAME_TASK.map(([row]) => row)),
    ...rows(Array.from({ length: 12 }, (_, at) => `Translate "good morning ${at}" into Swedish.`)),
  ]);
  await ingest(service, 'target', [
    ...rows(
      Array.from({ length: 12 }, (_, at) => `Translate the word "${'abcdefghijkl'[at]}pple" into Swedish.`),
    ),
    ...rows(Array.from({ length: 20 }, (_, at) => `Compose a slogan for stall number ${at} on the market.`)),
  ]);
});

describe('POST /v1/contaminations', () => {
  it('finds copies, edits and paraphrases that were planted, and calls no row a leak that shares a task', async () => {
    const { job, report } = await curated(service, 'contamination', '/v1/contaminations', {
      train: 'train',
      bench: 'bench',
    });
    const verdicts = Object.fromEntries(
      Object.entries(report.verdicts).map(([verdict, { bench_rows }]) => [verdict, bench_rows]),
    );
    expect(verdicts).toMatchObject({ exact: 4, same_task_only: 5, clean: 0 });
    const byText = new Map(report.examples.map((example) => [example.bench_text, example]));
    for (const row of EDITED) expect(byText.get(row)?.verdict).toBe('near');
    for (const [row, leak] of PARAPHRASED) {
      expect(['near', 'soft']).toContain(byText.get(row)?.verdict);
      expect(byText.get(row)?.train_text).toBe(leak);
    }
    const pairs = (await linesOf(job.id, 'pairs.jsonl')).map((line) => LeakPair.parse(line));
    expect(new Set(pairs.map(({ bench_id }) => bench_id)).size).toBe(BENCH.length);
  });

  it('marks every training row once, and drops exact and near ones alone', async () => {
    const { job, report } = await curated(service, 'contamination', '/v1/contaminations', {
      train: 'train',
      bench: 'bench',
    });
    const marks = await linesOf(job.id, 'marks.jsonl');
    expect(new Set(marks.map(({ id }) => id)).size).toBe(TRAIN.length);
    const dropped = marks.filter(({ keep }) => keep === false);
    expect(dropped.every(({ verdict }) => verdict === 'exact' || verdict === 'near')).toBe(true);
    const { exact, near } = report.verdicts;
    expect(dropped).toHaveLength((exact.train_rows ?? 0) + (near.train_rows ?? 0));
    expect(await linesOf(job.id, 'bench.jsonl')).toHaveLength(BENCH.length);
  });

  it('400: refuses a corpus beside itself, 404: and one that is not there', async () => {
    const same = await errorOf(
      service.postJson('/v1/contaminations', { train: 'train', bench: 'train' }),
      'invalid_request',
    );
    expect(same).toMatchObject({ field: 'bench' });
    const absent = await errorOf(
      service.postJson('/v1/contaminations', { train: 'train', bench: 'absent' }),
      'not_found',
    );
    expect(absent).toMatchObject({ field: 'bench' });
  });
});

describe('POST /v1/correlations', () => {
  it('gives two matrices and a heat map as SVG and PNG', async () => {
    const corpora = ['train', 'bench', 'target'];
    const { job, report } = await curated(service, 'correlation', '/v1/correlations', { corpora });
    expect(report).toMatchObject({ corpora, rows: [77, 17, 32], turned: [0, 0, 0] });
    report.mean_max_cosine.forEach((row, at) => expect(row[at]).toBe(1));
    expect(report.mean_max_cosine[1]?.[0]).toBeGreaterThan(report.mean_max_cosine[0]?.[1] ?? 1);
    const svg = await service.fetch(`/v1/jobs/${job.id}/files/heatmap.svg`);
    expect(svg.headers.get('content-type')).toContain('image/svg+xml');
    expect(await svg.text()).toContain('>target</text>');
    const png = await service.fetch(`/v1/jobs/${job.id}/files/heatmap.png`);
    expect(png.headers.get('content-type')).toBe('image/png');
    expect(decode(new Uint8Array(await png.arrayBuffer())).width).toBeGreaterThan(500);
  });

  it('tells how many vectors the normalisation of the paper turns round', async () => {
    const { report } = await curated(service, 'correlation', '/v1/correlations', {
      corpora: ['train', 'bench'],
      normalize: 'paper_sum',
    });
    expect(report.normalize).toBe('paper_sum');
    expect(report.turned.every((turned, at) => turned <= (report.rows[at] ?? 0))).toBe(true);
  });

  it('tells what corpora share by kind of work, when that is asked for', async () => {
    const body = { corpora: ['pool', 'target', 'train'], by: 'kind' };
    const { job, report } = await curated(service, 'correlation', '/v1/correlations', body);
    expect(report).toMatchObject({ by: 'kind', without_task: [0, 0, 0] });
    expect(report.shared_tasks?.map((row, place) => row[place])).toEqual([1, 1, 1]);
    expect(report.shared_tasks?.[0]?.[1]).toBeGreaterThanOrEqual(12 / 17);
    expect(report.shared_tasks?.[2]?.[0]).toBeLessThan(0.5);
    const svg = await (await service.fetch(`/v1/jobs/${job.id}/files/heatmap.svg`)).text();
    expect(svg.length).toBeGreaterThan(1_000);
  });

  it('400: asks for two corpora, each named once', async () => {
    for (const corpora of [['train'], ['train', 'train']]) {
      const error = await errorOf(service.postJson('/v1/correlations', { corpora }), 'invalid_request');
      expect(error.field).toBe('corpora');
    }
  });
});

describe('POST /v1/gaps', () => {
  it('names the task that is missing, with examples, and marks the rows of the pool that fill it', async () => {
    const { job, report } = await curated(service, 'gaps', '/v1/gaps', {
      train: 'train',
      target: 'target',
      pool: 'pool',
      per_task: 5,
    });
    const [worst] = report.gaps;
    expect(worst).toMatchObject({ kind: 'missing', found_rows: 0, covered_share: 0 });
    expect(worst?.examples[0]?.text).toContain('into Swedish');
    expect(worst?.fillers[0]?.text).toContain('into Swedish');
    const marks = await linesOf(job.id, 'marks.jsonl');
    expect(marks).toHaveLength(17);
    const kept = marks.filter(({ keep }) => keep);
    expect(kept).toHaveLength(report.filled_rows ?? -1);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThanOrEqual(5);
    expect((await linesOf(job.id, 'tasks.jsonl')).length).toBe(
      report.tasks.missing + report.tasks.thin + report.tasks.covered,
    );
  });

  it.each([
    ['kind', 'translate'],
    ['group', 'translate'],
  ])('goes by %s when that is asked for', async (by, task) => {
    const body = { train: 'train', target: 'target', pool: 'pool', by };
    const { report } = await curated(service, 'gaps', '/v1/gaps', body);
    expect(report).toMatchObject({ by, without_task: { train: 0, target: 0 } });
    expect(report.gaps[0]).toMatchObject({ task, kind: 'missing', found_rows: 0, target_rows: 12 });
    expect(report.gaps[0]?.fillers[0]?.text).toContain('into Swedish');
  });

  it('400: refuses a pool that is the training set, and tasks that are told by nothing', async () => {
    const other = { train: 'train', target: 'target', by: 'words' };
    expect((await errorOf(service.postJson('/v1/gaps', other), 'invalid_request')).field).toBe('by');
    const body = { train: 'train', target: 'target', pool: 'train' };
    await errorOf(service.postJson('/v1/gaps', body), 'invalid_request');
    const few = { train: 'train', target: 'target', per_task: 3 };
    expect((await errorOf(service.postJson('/v1/gaps', few), 'invalid_request')).field).toBe('per_task');
  });
});

describe('POST /v1/diffs', () => {
  it('goes by groups of tasks, which have one name in both corpora', async () => {
    const { job, report } = await curated(service, 'diff', '/v1/diffs', {
      old: 'pool',
      new: 'target',
      by: 'group',
    });
    expect(report).toMatchObject({ by: 'group', without_task: { old: 0, new: 0 } });
    const translations = (await linesOf(job.id, 'tasks.jsonl')).filter(({ task }) => task === 'translate');
    expect(translations).toMatchObject([{ old_rows: 12, new_rows: 12 }]);
  });

  it('tells which texts came, went and are answered otherwise, and which tasks shifted', async () => {
    const common = Array.from({ length: 30 }, (_, at) => `Compose a slogan for shop number ${at}.`);
    const summaries = Array.from({ length: 25 }, (_, at) => `Summarize chapter ${at} of the novel.`);
    await ingest(service, 'v1', rows([...common, 'Sort these numbers: 5, 3, 9.']));
    await ingest(service, 'v2', [
      ...rows(common.slice(1)),
      ...rows(common.slice(0, 1), 'Better.'),
      ...rows(summaries),
    ]);
    const { job, report } = await curated(service, 'diff', '/v1/diffs', { old: 'v1', new: 'v2' });
    expect(report.texts).toEqual({ same: 30, added: 25, removed: 1, other_answer: 1 });
    const kinds = new Map(report.changes.map(({ task, kind }) => [task, kind]));
    expect(kinds.get('summarize|chapter')).toBe('added');
    expect(kinds.get('sort|number')).toBe('lost');
    expect(await linesOf(job.id, 'rows.jsonl')).toHaveLength(27);
  });
});
