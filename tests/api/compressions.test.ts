import { beforeAll, describe, expect, it } from 'vitest';
import type { CompressReport } from '../../schemas/curation/compress.ts';
import { ScorePredictor } from '../../schemas/curation/score-predictor.ts';
import { curated } from './curation.ts';
import { errorOf, ingest, startService, type Service } from './service.ts';

const KINDS = [
  'Write a poem about',
  'List facts on',
  'Translate into French:',
  'Summarise the text on',
  '总结',
];
const ROWS = Array.from({ length: 50 }, (_, at) => ({
  id: `item-${at}`,
  instruction: `${KINDS[at % 5]} the number ${at}.`,
  model_a: at % 5 < 2 ? 1 : 0,
  model_b: at % 3 === 0,
  ...(at < 10 && { partial: 0.5 }),
}));
const PATH = '/v1/corpora/bench/compressions';

interface Mark {
  readonly id: string;
  readonly keep: boolean;
  readonly weight: number | null;
  readonly represented_by: string;
}

let service: Service;

async function compressed(body: object): Promise<{ report: CompressReport; marks: Mark[] }> {
  const { job, report } = await curated(service, 'compress', PATH, body);
  const text = await (await service.fetch(`/v1/jobs/${job.id}/files/marks.jsonl`)).text();
  const marks = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Mark);
  return { report, marks };
}

beforeAll(async () => {
  service = await startService();
  await ingest(service, 'bench', ROWS);
});

describe('POST /v1/corpora/{name}/compressions', () => {
  it.each(['stratified', 'k_means'])(
    'every record is represented, and weights add up to all: %s',
    async (method) => {
      const { report, marks } = await compressed({ budget: 10, method });
      expect(report).toMatchObject({ rows: 50, method, checks: [] });
      expect(marks).toHaveLength(50);
      const representatives = marks.filter(({ keep }) => keep);
      expect(representatives).toHaveLength(report.representatives);
      for (const { id, weight } of representatives) {
        expect(marks.filter(({ represented_by }) => represented_by === id)).toHaveLength(weight ?? 0);
      }
    },
  );

  it('estimates the score of each model, and tells what it missed by', async () => {
    const { report } = await compressed({ budget: 10, score_fields: ['model_a', 'model_b', 'partial'] });
    const [a, b, partial] = report.checks;
    expect(a).toMatchObject({ name: 'model_a', scored_rows: 50, scored_representatives: 10, full: 0.4 });
    expect(a?.error).toBeCloseTo((a?.estimate ?? 0) - 0.4, 12);
    expect(Math.abs(a?.error ?? 1)).toBeLessThan((a?.margin ?? 0) + 0.1);
    expect(b?.full).toBeCloseTo(17 / 50, 12);
    expect(partial).toMatchObject({ scored_rows: 10, full: null, error: null, random_error: null });
  });

  it('takes scores by the ids of the file, of the representatives alone too', async () => {
    const scores = Object.fromEntries(ROWS.map(({ id, model_a }) => [id, model_a]));
    const { report } = await compressed({ budget: 10, scores });
    const { report: fields, marks } = await compressed({ budget: 10, score_fields: ['model_a'] });
    expect({ ...report.checks[0], name: '' }).toEqual({ ...fields.checks[0], name: '' });
    const alone = Object.fromEntries(marks.filter(({ keep }) => keep).map(({ id }) => [id, 1]));
    const { report: few } = await compressed({ budget: 10, scores: alone });
    expect(few.checks).toMatchObject([{ name: 'scores', scored_rows: 10, estimate: 1, full: null }]);
  });

  it('a budget above all rows takes all of them, and their estimate is the score', async () => {
    const { report } = await compressed({ budget: 1_000, score_fields: ['model_a'] });
    expect(report).toMatchObject({ representatives: 50, least_weight: 1, greatest_weight: 1 });
    expect(report.checks[0]).toMatchObject({ margin: 0, full: 0.4 });
    expect(report.checks[0]?.error).toBeCloseTo(0, 12);
  });

  it('fails for a field without a number, and names it', async () => {
    const { job } = (await (
      await service.postJson(PATH, { budget: 5, score_fields: ['absent'] })
    ).json()) as {
      job: string;
    };
    await (await service.fetch(`/v1/jobs/${job}/events`)).text();
    expect((await errorOf(service.fetch(`/v1/jobs/${job}/report`), 'conflict')).message).toContain('absent');
  });

  it('by the results of earlier models it leaves a predictor that tells a later one', async () => {
    const rows = Array.from({ length: 60 }, (_, at) => ({
      id: `item-${at}`,
      instruction: `Spell the number ${at}.`,
      ...Object.fromEntries([10, 20, 30, 40, 50].map((able) => [`m${able}/acc`, at < able ? 1 : 0])),
    }));
    await ingest(service, 'results', rows);
    const later = Object.fromEntries(rows.map(({ id }, at) => [id, at < 35 ? 1 : 0]));
    const { job, report } = await curated(service, 'compress', '/v1/corpora/results/compressions', {
      budget: 20,
      method: 'disagreement',
      metric: 'acc',
      scores: later,
    });
    const { checks, predictor } = report;
    expect(checks.map(({ name }) => name).sort()).toEqual(
      ['m10/acc', 'm20/acc', 'm30/acc', 'm40/acc', 'm50/acc', 'scores'].sort(),
    );
    expect(predictor).toMatchObject({ models: 5, unfinished: 0 });
    const told = checks.find(({ name }) => name === 'scores');
    expect(told).toMatchObject({ full: 35 / 60, outside: null });
    expect(Math.abs(told?.error ?? 1)).toBeLessThanOrEqual(told?.margin ?? 0);
    const file = (name: string) => service.fetch(`/v1/jobs/${job.id}/files/${name}`).then((r) => r.text());
    const { items, metric } = ScorePredictor.parse(JSON.parse(await file('predictor.json')));
    const marks = (await file('marks.jsonl')).trim().split('\n');
    const kept = marks.map((line) => JSON.parse(line) as Mark).filter(({ keep }) => keep);
    expect(kept.map(({ id, weight }) => ({ id, weight }))).toEqual(
      items.map(({ id, weight }) => ({ id, weight })),
    );
    expect([metric, items.length]).toEqual(['acc', 20]);
  });

  it('fails for a metric that no record has, and names those there are', async () => {
    await ingest(service, 'metrics', [
      { instruction: 'Spell it.', 'm1/acc': 1, 'm2/f1': 0.5, 'a/b': 'text' },
    ]);
    const path = '/v1/corpora/metrics/compressions';
    const asked = { budget: 5, method: 'disagreement', metric: 'accuracy' };
    const { job } = (await (await service.postJson(path, asked)).json()) as { job: string };
    await (await service.fetch(`/v1/jobs/${job}/events`)).text();
    const { message } = await errorOf(service.fetch(`/v1/jobs/${job}/report`), 'conflict');
    expect(message).toContain('a field `MODEL/accuracy`. Their metrics are: acc, f1.');
  });

  it('400: by results without saying whose', async () => {
    const asked = service.postJson(PATH, { budget: 5, method: 'disagreement' });
    expect((await errorOf(asked, 'invalid_request')).field).toBe('method');
    const placed = { budget: 5, method: 'disagreement', metric: 'acc', space: 'content' };
    expect((await errorOf(service.postJson(PATH, placed), 'invalid_request')).field).toBe('space');
  });

  it('400: a budget that is none', async () => {
    for (const budget of [0, -1, 1.5]) {
      expect((await errorOf(service.postJson(PATH, { budget }), 'invalid_request')).field).toBe('budget');
    }
  });
});
