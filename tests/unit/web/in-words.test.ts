import { describe, expect, it } from 'vitest';
import type { JobReport } from '../../../schemas/api/jobs.ts';
import { lineInWords } from '../../../schemas/layout.ts';
import { CorpusName } from '../../../schemas/record.ts';
import { counted } from '../../../schemas/counted.ts';
import { chosenByAny } from '../../../services/web/demonstrations/chosen-by-any.ts';
import { corpusNameFor } from '../../../services/web/home/corpus-name.ts';
import { jobProgress, shareDone } from '../../../services/web/home/job-in-words.ts';
import { countOf } from '../../../services/web/rows/facets.ts';
import { ago, duration } from '../../../services/web/parts/told-in-words.ts';
import { DEMONSTRATIONS_RESPONSE, JOB_REPORT } from '../../../services/api/openapi/examples.ts';

describe('numbers in words', () => {
  it.each([
    [0.2, '0 s'],
    [59, '59 s'],
    [61, '1 min'],
    [3_600, '1 h'],
    [7_500, '2 h 5 min'],
    [200_000, '2 d'],
  ])('%f seconds are %s', (seconds, told) => expect(duration(seconds)).toBe(told));

  it('one is no plural, none is, and thousands stand apart', () => {
    expect([0, 1, 52_002].map((n) => counted(n, 'row'))).toEqual(['0 rows', '1 row', '52,002 rows']);
    expect([1, 2].map((n) => counted(n, 'near copy', 'near copies'))).toEqual([
      '1 near copy',
      '2 near copies',
    ]);
  });

  it('a moment is told by how long ago it was', () => {
    const now = Date.parse('2026-01-01T12:00:00Z');
    expect(ago('2026-01-01T11:57:00Z', now)).toBe('3 min ago');
    expect(ago('2026-01-01T12:00:01Z', now)).toBe('just now');
  });
});

it('the place of a row says which row of its line it is, where the line alone does not', () => {
  expect(lineInWords({ line: 7 })).toBe('line 7');
  expect(lineInWords({ line: 1, row_in_line: 3 })).toBe('row 3 of line 1');
});

describe('the name of a corpus for a file', () => {
  it.each([
    ['alpaca.jsonl.gz', 'alpaca'],
    ['My rows (1).csv', 'My-rows-1'],
    ['.hidden.parquet', 'hidden'],
    ['train-00000-of-00001.parquet', 'train-00000-of-00001'],
    ['version 1.2', 'version-1.2'],
  ])('of %s is %s, which may be a name', (file, name) => {
    expect(corpusNameFor(file)).toBe(name);
    expect(CorpusName.safeParse(name).success).toBe(true);
  });

  it('is empty where the file has no letter or digit, so that one is asked for', () => {
    expect(corpusNameFor('看看.jsonl')).toBe('');
  });
});

describe('how far a job is', () => {
  const running = { ...JOB_REPORT, state: 'active', finished_at: null, error: null } as const;

  it('says rows, rate, time left and rows that could not be read', () => {
    const job = {
      ...running,
      done: 1_200,
      total: 5_000,
      total_is_estimate: true,
      rate: 99.6,
      eta_seconds: 38,
    };
    const told = jobProgress({ ...job, rejected: 2 } as typeof JOB_REPORT, Date.now());
    expect(told).toBe('1,200 of about 5,000 rows · 100 a second · 38 s left · 2 not readable');
    expect(shareDone(job)).toBeCloseTo(0.24);
  });

  it('says what a curation does while nobody knows how much there is to do', () => {
    const job = { ...running, name: 'curate', stage: 'comparing', done: 0, total: null };
    expect(jobProgress(job as unknown as JobReport, Date.now())).toBe('comparing pairs of rows');
  });

  it('says in words for everyone what a curation does, and counts rows where its stage counts rows', () => {
    const told = (stage: string, done: number, total: number): string =>
      jobProgress(
        { ...running, name: 'curate', stage, done, total, eta_seconds: 9 } as unknown as JobReport,
        0,
      );
    expect(told('neighbours', 1_024, 52_000)).toBe(
      'looking for the rows most alike · 1,024 of 52,000 rows · 9 s left',
    );
    expect(told('placing by task', 50, 200)).toBe('placing rows by what they ask for · 25 % · 9 s left');
    expect(told('reading house', 5, 10)).toBe('reading house · 5 of 10 rows · 9 s left');
  });

  it('says why it failed', () => {
    expect(jobProgress({ ...running, state: 'failed', error: 'No room.' }, Date.now())).toBe('No room.');
  });
});

describe('rows that any strategy chose', () => {
  const [one] = DEMONSTRATIONS_RESPONSE.demonstrations;
  const other = one && { ...one, record: { ...one.record, id: 'b' }, rank: 1 };

  it('come once, with their place in each, and first those that most chose', () => {
    if (one === undefined || other === undefined) throw new Error('the example has no demonstration');
    const rows = chosenByAny([
      ['fit', { demonstrations: [other] }],
      ['topk', { demonstrations: [{ ...one, rank: 2 }] }],
      ['mmr', { demonstrations: [one] }],
    ]);
    expect(rows.map(({ record }) => record.id)).toEqual([one.record.id, 'b']);
    expect([...(rows[0]?.places ?? [])]).toEqual([
      ['topk', 2],
      ['mmr', 1],
    ]);
  });
});

describe('how many rows pass a filter', () => {
  const facets = {
    kinds: [{ value: 'write-poem', count: 9 }],
    labels: [
      { value: 'write|poem', count: 7 },
      { value: 'write|ode', count: 2 },
    ],
    sources: [],
    isComplete: true,
  };

  it('is exact for one condition, and the rarest for several', () => {
    expect(countOf(facets, {}, 50)).toBe(50);
    expect(countOf(facets, { kind: 'write-poem' }, 50)).toBe(9);
    expect(countOf(facets, { kind: 'write-poem', label: 'write|ode' }, 50)).toBe(2);
  });
});
