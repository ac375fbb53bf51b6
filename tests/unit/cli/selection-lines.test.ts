import { describe, expect, it } from 'vitest';
import type { SelectReport } from '../../../schemas/curation/select.ts';
import { selectionLines } from '../../../services/cli/print/selection-lines.ts';
import { keptOutput } from './fake-output.ts';

const POINT = { budget: 40, coverage: 0.5, tasks: 3 };
const REPORT = {
  ...{ kind: 'select', corpora: ['c'], rows: 300, selected: 40, budget: 40, initial: 20, excluded: 0 },
  ...{ method: 'random', space: 'task', covered: POINT, random: POINT, tasks: 4, target: null },
  ...{ knee: null, enough: [], quality: null, quotas: null, ignored_ids: 0, manifest: { operation: {} } },
};

const lines = (differences: object): string =>
  selectionLines({ ...REPORT, ...differences } as unknown as SelectReport, keptOutput().output).join('\n');

describe('the lines on a selection', () => {
  it('count the rows of the initial set, which the marks keep beside those that were taken', () => {
    expect(lines({})).toMatch(
      /^40 of 300 rows by random.*\n20 rows of the initial set stay too: the marks keep 60$/m,
    );
    expect(lines({ initial: 0 })).not.toContain('initial');
  });

  it('name quotas that run as printed, and none for methods that refuse them', () => {
    const vanishing = [{ field: 'source', value: 'web', rows: 50, selected: 1, expected: 7 }];
    expect(lines({ vanishing })).toContain('--quota-by source --quota-power 1 keeps their share');
    expect(lines({ vanishing, method: 'k_means' })).toMatch(/nearly gone: source web.* be their share$/m);
  });

  it('say "1 row covers"', () => {
    expect(lines({ knee: { ...POINT, budget: 1 } })).toContain('the first 1 row covers 50.0 %');
  });
});
