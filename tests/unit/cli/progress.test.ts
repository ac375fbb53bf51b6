import { describe, expect, it } from 'vitest';
import type { JobReport } from '../../../schemas/api/jobs.ts';
import { describeProgress } from '../../../services/cli/print/progress.ts';

function at(stage: string, done: number, total: number | null): string {
  const report = { stage, done, total, total_is_estimate: false, rate: null, eta_seconds: null };
  return describeProgress(report as JobReport);
}

describe('the progress of a job', () => {
  it('counts what its stage counts', () => {
    expect(at('reading', 5, 12)).toBe('reading 5 of 12 rows');
    expect(at('comparing', 5, 12)).toBe('comparing 5 of 12 pairs');
    expect(at('clustering', 2, 8)).toBe('clustering 2 of 8 passes');
    expect(at('placing by task', 2, 8)).toBe('placing by task 2 of 8 passes');
  });

  it('names the stage alone while it counts nothing', () => {
    expect(at('choosing', 0, null)).toBe('choosing');
    expect(at('reading', 7, null)).toBe('reading 7 rows');
  });
});
