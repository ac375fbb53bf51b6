import { describe, expect, it } from 'vitest';
import type { ContaminationReport } from '../../../schemas/curation/contamination.ts';
import { printContamination } from '../../../services/cli/commands/contamination.ts';
import { keptOutput } from './fake-output.ts';

function printed(softRows: number): string {
  const of = (train_rows: number | null) => ({ bench_rows: 1, train_rows, definition: 'what it means' });
  const report: ContaminationReport = {
    ...{ kind: 'contamination', marks_corpus: 'train', train: 'train', bench: 'bench' },
    ...{ rows: { train: 10, bench: 5 }, base_rate: null, threshold: 'auto', fields: [], examples: [] },
    by_definition: { any_13_gram: 0, most_8_grams: 0, without_8_grams: 0 },
    verdicts: {
      ...{ exact: of(1), near: of(2), soft: of(softRows) },
      ...{ same_task_only: of(null), clean: of(null) },
    },
  };
  const { output, stdout } = keptOutput();
  printContamination(report, output);
  return stdout.text;
}

describe('the lines on contamination', () => {
  it('say that rows with soft leaks alone are in the file that the marks make', () => {
    expect(printed(3)).toContain(
      '3 training rows with soft leaks alone: the marks keep them, so an export with --apply has them',
    );
    expect(printed(0)).not.toContain('soft leaks');
  });
});
