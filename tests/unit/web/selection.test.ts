import { describe, expect, it } from 'vitest';
import { SelectOperation } from '../../../schemas/curation/select.ts';
import { keptAt, pointAt } from '../../../services/web/selection/along-curve.ts';
import { niceTicks } from '../../../services/web/selection/nice-ticks.ts';
import { takeCommand } from '../../../services/web/selection/selection-commands.ts';
import {
  selectCommand,
  selectRequest,
  type SelectionWanted,
} from '../../../services/web/selection/wanted-selection.ts';

const CURVE = [
  { budget: 0, coverage: 0, tasks: 0 },
  { budget: 10, coverage: 0.5, tasks: 4 },
  { budget: 30, coverage: 0.9, tasks: 7 },
];
const WANTED: SelectionWanted = {
  ...{ budget: 0.2, method: 'facility_location', by: 'kind' },
  ...{ quality: '', balance: '', exclude: '', target: '' },
};

describe('a budget along a curve of coverage', () => {
  it.each([
    [0, { budget: 0, coverage: 0, tasks: 0 }],
    [10, { budget: 10, coverage: 0.5, tasks: 4 }],
    [20, { budget: 20, coverage: 0.7, tasks: 4 }],
    [30, { budget: 30, coverage: 0.9, tasks: 7 }],
  ])('of %s rows covers what the line between its points says', (budget, expected) => {
    const { coverage, ...rest } = pointAt(CURVE, budget);
    expect(coverage).toBeCloseTo(expected.coverage);
    expect(rest).toEqual({ budget: expected.budget, tasks: expected.tasks });
  });

  it('keeps the rows of a task that are ranked up to it', () => {
    const task = { ranks: [2, 5, 9] };
    expect([0, 1, 2, 4, 5, 9, 100].map((budget) => keptAt(task, budget))).toEqual([0, 0, 1, 1, 2, 3, 3]);
  });

  it('has few round ticks', () => {
    expect(niceTicks(246)).toEqual([0, 50, 100, 150, 200]);
    expect(niceTicks(3)).toEqual([0, 1, 2, 3]);
  });
});

describe('a selection from the page', () => {
  it('is a request that the service takes, and a command with the same in it', () => {
    const wanted = {
      ...WANTED,
      ...{ quality: 'my score', balance: 'source', exclude: '00000000-0000-4000-8000-000000000000' },
    };
    expect(SelectOperation.safeParse({ kind: 'select', ...selectRequest(wanted) }).success).toBe(true);
    expect(selectCommand('house', wanted, 'http://h').replaceAll(/ \\\n {2}/g, ' ')).toBe(
      `kindred select house --budget 0.2 --method facility_location --by kind --quality-key 'my score' ` +
        '--quota-by source --quota-power 0.5 --exclude 00000000-0000-4000-8000-000000000000 --url http://h',
    );
  });

  it('names a quality to the methods that go by one alone, and so does the command that repeats it', () => {
    const wanted = { ...WANTED, method: 'k_center', quality: 'score' } as const;
    expect(selectRequest(wanted)).not.toHaveProperty('quality_key');
    expect(selectCommand('house', wanted, 'http://h')).not.toContain('--quality-key');
    expect(selectRequest({ ...wanted, method: 'threshold' })).toHaveProperty('quality_key', 'score');
    const before = { kind: 'select', budget: 9, method: 'random', quality_key: 'score' };
    expect(takeCommand(SelectOperation.parse(before), 'house', 4, 'http://h')).not.toContain('--quality-key');
  });

  it('is repeated with a smaller budget by all that it went by', () => {
    const operation = SelectOperation.parse({
      ...{ kind: 'select', budget: 100, target: 'exam', relevance: 2 },
      ...{ quotas: { by: 'source', minimum: 3 }, exclude: { job: '00000000-0000-4000-8000-000000000000' } },
    });
    expect(takeCommand(operation, 'house', 40, 'http://h').replaceAll(/ \\\n {2}/g, ' ')).toBe(
      'kindred select house --budget 40 --method facility_location --space task -k 32 --seed 42 --by label ' +
        '--target exam --relevance 2 --quota-by source --quota-min 3 --exclude 00000000-0000-4000-8000-000000000000 --url http://h',
    );
  });

  it('names the field with vectors of the user', () => {
    const turns = { method: 'round_robin', target: 'exam', vector_field: 'the grad' };
    const operation = SelectOperation.parse({ kind: 'select', budget: 100, ...turns });
    expect(takeCommand(operation, 'house', 40, 'http://h')).toContain("--vector-field 'the grad'");
  });
});
