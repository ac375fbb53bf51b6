import { beforeAll, describe, expect, it } from 'vitest';
import { RecordPage } from '../../schemas/api/corpora.ts';
import { SelectedTask, type SelectReport } from '../../schemas/curation/select.ts';
import type { SelectionMark } from '../../services/curation/select/marks.ts';
import { InstructionRecord } from '../../schemas/record.ts';
import { curated } from './curation.ts';
import { answerOf, errorOf, ingest, startService, type Service } from './service.ts';

const KINDS = [
  'Write a poem about',
  'List facts on',
  'Translate into French:',
  'Summarise the text on',
  '总结',
];
const ROWS = Array.from({ length: 60 }, (_, at) => ({
  instruction: `${KINDS[at % 5]} the number ${at}.`,
  output: `Answer ${at}.`,
  source: at % 3 === 0 ? 'first' : 'second',
  ...(at % 4 !== 0 && { score: at % 7 }),
}));
const PATH = '/v1/corpora/numbers/selections';

let service: Service;

async function selected(
  body: object,
): Promise<{ report: SelectReport; marks: SelectionMark[]; job: string }> {
  const { job, report } = await curated(service, 'select', PATH, body);
  const text = await (await service.fetch(`/v1/jobs/${job.id}/files/marks.jsonl`)).text();
  const marks = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as SelectionMark);
  return { report, marks, job: job.id };
}

async function recordOf(id: string): Promise<InstructionRecord> {
  return InstructionRecord.parse(await (await service.fetch(`/v1/corpora/numbers/records/${id}`)).json());
}

const ranked = (marks: readonly SelectionMark[]): string[] =>
  marks
    .filter(({ rank }) => rank !== null && rank > 0)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .map(({ id }) => id);

beforeAll(async () => {
  service = await startService();
  await ingest(service, 'numbers', ROWS);
  await ingest(
    service,
    'wanted',
    Array.from({ length: 6 }, (_, at) => ({ instruction: `Write a poem about a heron, part ${at}.` })),
  );
});

describe('POST /v1/corpora/{name}/selections', () => {
  it('marks every record, and ranks those of the budget; a smaller budget is a prefix', async () => {
    const large = await selected({ budget: 20, k: 8 });
    expect(large.marks).toHaveLength(60);
    expect(large.marks.filter(({ keep }) => keep)).toHaveLength(20);
    expect(large.report).toMatchObject({ rows: 60, selected: 20, budget: 20, method: 'facility_location' });
    const small = await selected({ budget: 0.1, k: 8 });
    expect(small.report.selected).toBe(6);
    expect(ranked(small.marks)).toEqual(ranked(large.marks).slice(0, 6));
  });

  it('tells what the rows cover, where the curve bends, and draws it', async () => {
    const { report, job } = await selected({ budget: 20, k: 8 });
    expect(report.curve[0]).toMatchObject({ budget: 0, coverage: 0 });
    expect(report.curve.at(-1)).toEqual(report.covered);
    expect(report.covered.coverage).toBeGreaterThan(report.random.coverage);
    expect(report.knee?.budget).toBeGreaterThan(0);
    expect(report.enough.at(-1)?.budget).toBeLessThanOrEqual(20);
    const picture = await service.fetch(`/v1/jobs/${job}/files/coverage.svg`);
    expect(picture.headers.get('content-type')).toContain('image/svg+xml');
    expect(await picture.text()).toMatch(/^<svg .*20 of 60 rows of numbers.*<\/svg>\n$/s);
  });

  it('tells what each task has, and keeps in every beginning of the ranking', async () => {
    const { report, marks, job } = await selected({ budget: 12, k: 8, by: 'label' });
    const text = await (await service.fetch(`/v1/jobs/${job}/files/tasks.jsonl`)).text();
    const tasks = text
      .trim()
      .split('\n')
      .map((line) => SelectedTask.parse(JSON.parse(line)));
    expect(tasks.reduce((sum, { rows }) => sum + rows, 0)).toBe(report.rows);
    expect(tasks.flatMap(({ ranks }) => ranks).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 12 }, (_, at) => at + 1),
    );
    expect(tasks.filter(({ task, ranks }) => task !== null && ranks.length > 0)).toHaveLength(
      report.covered.tasks,
    );
    const [largest] = tasks;
    const kept = await Promise.all(ranked(marks).map(async (id) => (await recordOf(id)).label?.name ?? null));
    expect(largest?.ranks).toEqual(
      kept.flatMap((task, place) => (task === largest?.task ? [place + 1] : [])),
    );
  });

  it.each(['k_center', 'k_means', 'threshold', 'random'])('takes rows by %s too', async (method) => {
    const { report, marks } = await selected({
      budget: 10,
      k: 8,
      method,
      ...(method === 'threshold' && { quality_key: 'score', threshold: 1 }),
    });
    expect(report).toMatchObject({ selected: 10, method });
    expect(marks.filter(({ keep }) => keep)).toHaveLength(10);
  });

  it('takes better rows with a quality, and tells how many have none', async () => {
    const { report } = await selected({ budget: 10, k: 8, quality_key: 'score', alpha: 0.2 });
    expect(report.quality).toMatchObject({ key: 'score', missing: 15 });
    expect(report.quality?.mean_selected).toBeGreaterThan(report.quality?.mean ?? 0);
  });

  it('keeps quotas and tells those that it could not fill', async () => {
    const quotas = { by: 'source', maximum: 4, groups: { third: { minimum: 2 } } };
    const { report } = await selected({ budget: 20, k: 8, quotas });
    expect(report.selected).toBe(8);
    expect(report.quotas?.largest.map(({ group, selected }) => [group, selected])).toEqual([
      ['second', 4],
      ['first', 4],
      ['third', 0],
    ]);
    expect(report.quotas?.unfilled).toMatchObject([{ group: 'third', minimum: 2, selected: 0, rows: 0 }]);
  });

  it.each([
    ['kind', 'kind'],
    ['task', 'group'],
  ])('keeps quotas by %s, where a task is the %s of a row', async (quotasBy, by) => {
    const { report } = await selected({ budget: 20, k: 8, by, quotas: { by: quotasBy, maximum: 3 } });
    expect(report.by).toBe(by);
    expect(report.tasks).toBe(report.quotas?.groups);
    expect(report.quotas?.without_group).toEqual({ rows: 0, selected: 0 });
    for (const group of report.quotas?.largest ?? []) expect(group.selected).toBeLessThanOrEqual(3);
  });

  it('warns of a language or source that nearly vanishes, with counts, unless quotas are by it', async () => {
    const rows = Array.from({ length: 120 }, (_, at) => ({
      instruction: at < 40 ? `写一首关于第${at}只猫的诗。` : `Write a poem about cat number ${at}.`,
      score: at < 40 ? 0 : 1,
      source: at % 2 === 0 ? 'even' : 'odd',
    }));
    await ingest(service, 'tongues', rows);
    const body = { budget: 30, k: 8, method: 'threshold', quality_key: 'score', threshold: 1 };
    const path = '/v1/corpora/tongues/selections';
    const { report } = await curated(service, 'select', path, body);
    expect(report.vanishing).toEqual([
      { field: 'language', value: 'Chinese characters', rows: 40, selected: 0, expected: 10 },
    ]);
    const quotas = { by: 'language', power: 1 };
    const { report: kept } = await curated(service, 'select', path, { ...body, quotas });
    expect(kept.vanishing).toEqual([]);
    expect(kept.quotas?.largest.map(({ selected: taken }) => taken)).toEqual([20, 10]);
  });

  it('refuses quotas with nearly as many groups as rows, and says the way out', async () => {
    const rows = Array.from({ length: 30 }, (_, at) => ({
      instruction: `Count to ${at}.`,
      serial: `s${at}`,
    }));
    await ingest(service, 'serials', rows);
    const body = { budget: 5, k: 8, quotas: { by: 'serial', maximum: 1 } };
    const { job } = (await (await service.postJson('/v1/corpora/serials/selections', body)).json()) as {
      job: string;
    };
    await (await service.fetch(`/v1/jobs/${job}/events`)).text();
    const error = await errorOf(service.fetch(`/v1/jobs/${job}/report`), 'conflict');
    expect(error.message).toMatch(/30 values in 30 rows.*`kind`/s);
  });

  it('goes on from rows taken before, and leaves out those of another job', async () => {
    const whole = await selected({ budget: 20, k: 8 });
    const first = await selected({ budget: 8, k: 8 });
    const rest = await selected({ budget: 12, k: 8, initial_subset: { job: first.job } });
    expect(ranked(rest.marks)).toEqual(ranked(whole.marks).slice(8));
    expect(rest.marks.filter(({ rank }) => rank === 0)).toHaveLength(8);
    const within = await selected({ budget: 5, k: 8, exclude: { job: first.job } });
    expect(within.report.excluded).toBe(52);
    expect(ranked(first.marks)).toEqual(expect.arrayContaining(ranked(within.marks)));
  });

  it('takes rows near the tasks of a target', async () => {
    const { report, marks } = await selected({ budget: 8, k: 8, target: 'wanted' });
    expect(report).toMatchObject({ corpora: ['numbers', 'wanted'], target: { corpus: 'wanted', rows: 6 } });
    const { records } = await answerOf(RecordPage, service.fetch('/v1/corpora/numbers/records?limit=60'));
    const chosen = new Set(ranked(marks));
    const poems = records.filter(({ id, instruction }) => chosen.has(id) && instruction.includes('poem'));
    expect(poems).toHaveLength(8);
  });

  it('its manifest replays it exactly, and not on another corpus', async () => {
    const quotas = { by: 'source', power: 0.5 };
    const { report, marks } = await selected({ budget: 12, k: 8, method: 'random', seed: 7, quotas });
    const { manifest } = report;
    const { corpus_hash, target_hash, space_id, selected_hash } = manifest;
    const operation: Partial<typeof manifest.operation> = { ...manifest.operation };
    delete operation.kind;
    const replays = { corpus_hash, target_hash, space_id, selected_hash };
    const again = await selected({ ...operation, replays });
    expect(again.marks).toEqual(marks);
    expect(again.report.manifest).toEqual(manifest);
    const changed = { ...operation, replays: { ...replays, corpus_hash: '0'.repeat(64) } };
    const { job } = (await (await service.postJson(PATH, changed)).json()) as { job: string };
    await (await service.fetch(`/v1/jobs/${job}/events`)).text();
    const error = await errorOf(service.fetch(`/v1/jobs/${job}/report`), 'conflict');
    expect(error.message).toContain('the corpus has other rows');
  });

  it('400: options that do not go together, and budgets that are none', async () => {
    const field = async (body: object) =>
      (await errorOf(service.postJson(PATH, body), 'invalid_request')).field;
    expect(await field({ budget: 5, method: 'threshold' })).toBe('quality_key');
    expect(await field({ budget: 5, method: 'k_means', quotas: { by: 'task', maximum: 1 } })).toBe('quotas');
    expect(await field({ budget: 5, method: 'random', target: 'wanted' })).toBe('target');
    for (const budget of [0, -1, 1.5]) expect(await field({ budget })).toBe('budget');
    expect(await field({ budget: 5, quotas: { by: 'task' } })).toBe('quotas');
    expect(await field({ budget: 5, quotas: { by: 'kind', minimum: 3, maximum: 2 } })).toBe('quotas.minimum');
    expect(await field({ budget: 5, alpha: 0.2 })).toBe('alpha');
    expect(await field({ budget: 5, method: 'k_center', quality_key: 'score', alpha: 0.2 })).toBe('alpha');
    expect(await field({ budget: 5, threshold: 0.5 })).toBe('threshold');
    expect(await field({ budget: 5, relevance: 2 })).toBe('relevance');
    const own = { by: 'kind', maximum: 2, groups: { translate: { minimum: 3 } } };
    expect(await field({ budget: 5, quotas: own })).toBe('quotas.groups.translate.minimum');
  });

  it('400 says which method an option is for; a value that it has in any case is no mistake', async () => {
    const body = { budget: 5, method: 'k_center', threshold: 0.5 };
    const error = await errorOf(service.postJson(PATH, body), 'invalid_request');
    expect(error.message).toBe(
      'threshold: the method k_center does not use it: it is for the method threshold',
    );
    await selected({ budget: 5, k: 8, method: 'random', alpha: 0.7, threshold: 0.9, relevance: 1 });
  });

  it('400: a quality for a method that does not go by it, with the methods that do', async () => {
    for (const method of ['k_center', 'k_means', 'random']) {
      const error = await errorOf(
        service.postJson(PATH, { budget: 5, method, quality_key: 'score' }),
        'invalid_request',
      );
      expect(error.message).toBe(
        `quality_key: the method ${method} does not use it: it is for the methods facility_location and threshold`,
      );
    }
  });

  it('lets the rows of a target take turns, by their own vectors too, and says what is missing', async () => {
    const { report, marks } = await selected({ budget: 12, k: 8, method: 'round_robin', target: 'wanted' });
    expect(report).toMatchObject({
      method: 'round_robin',
      selected: 12,
      target: { corpus: 'wanted', rows: 6 },
    });
    const first = await Promise.all(ranked(marks).slice(0, 6).map(recordOf));
    expect(first.every(({ instruction }) => instruction.startsWith('Write a poem'))).toBe(true);
    const field = async (body: object) =>
      (await errorOf(service.postJson(PATH, body), 'invalid_request')).field;
    expect(await field({ budget: 5, method: 'round_robin' })).toBe('target');
    expect(
      await field({ budget: 5, method: 'round_robin', target: 'wanted', quotas: { by: 'source' } }),
    ).toBe('quotas');
    expect(await field({ budget: 5, target: 'wanted', vector_field: 'gradient' })).toBe('vector_field');
    const turns = { budget: 5, method: 'round_robin', target: 'wanted' };
    expect(await field({ ...turns, vector_field: 'gradient', space: 'content' })).toBe('space');
    expect(await field({ ...turns, relevance: 2 })).toBe('relevance');
  });

  it('round_robin goes by vectors of the user, and fails for a row without one', async () => {
    const angle = (turn: number) => [Math.cos(turn), Math.sin(turn)];
    const rows = [0, 0.1, 0.2, 3, 3.1].map((turn, at) => ({
      instruction: `Count to ${at}.`,
      grad: angle(turn),
    }));
    await ingest(service, 'pool', rows);
    await ingest(service, 'aim', [{ instruction: 'Draw a map.', grad: angle(3.2) }]);
    const body = { budget: 2, method: 'round_robin', target: 'aim', vector_field: 'grad' };
    const { job } = await curated(service, 'select', '/v1/corpora/pool/selections', body);
    const text = await (await service.fetch(`/v1/jobs/${job.id}/files/marks.jsonl`)).text();
    const marks = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as SelectionMark);
    const taken = await Promise.all(
      ranked(marks).map(async (id) => {
        const record = await (await service.fetch(`/v1/corpora/pool/records/${id}`)).json();
        return InstructionRecord.parse(record).instruction;
      }),
    );
    expect(taken).toEqual(['Count to 4.', 'Count to 3.']);
    const missing = (await (await service.postJson(PATH, { ...body, target: 'aim' })).json()) as {
      job: string;
    };
    await (await service.fetch(`/v1/jobs/${missing.job}/events`)).text();
    const failed = await errorOf(service.fetch(`/v1/jobs/${missing.job}/report`), 'conflict');
    expect(failed.message).toContain('`grad`');
  });

  it('takes the corpus itself as the target: its rows are then wanted for their nearness too', async () => {
    const corpus = PATH.split('/')[3] ?? '';
    const { report } = await selected({ budget: 4, k: 8, target: corpus });
    expect(report).toMatchObject({ selected: 4, target: { corpus } });
  });

  it('404: names the field of a corpus that is not there', async () => {
    const absent = service.postJson(PATH, { budget: 5, target: 'absent' });
    expect((await errorOf(absent, 'not_found')).field).toBe('target');
  });
});
