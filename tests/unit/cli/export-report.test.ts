import { describe, expect, it } from 'vitest';
import type { ExportReport } from '../../../schemas/curation/export.ts';
import { printExport } from '../../../services/cli/print/export-report.ts';
import { keptOutput } from './fake-output.ts';

const REPORT: ExportReport = {
  ...{ kind: 'export', marks_corpus: null, corpora: ['c'], file: 'export.jsonl', rows: 10, bytes: 900 },
  ...{ dropped: 0, unmarked: 0, without_origin: 0 },
};

/** What is printed of a report that has these differences. */
function printed(differences: Partial<ExportReport>, wanted: { layout?: string } = {}): string {
  const { output, stdout, stderr } = keptOutput();
  printExport({ ...REPORT, ...differences }, output, { out: 'x.jsonl', ...wanted });
  return stdout.text + stderr.text;
}

describe('the lines on an export', () => {
  it('count duplicates that are written because what stood for them is gone', () => {
    expect(printed({ stand_in_gone: 2 })).toContain(
      '2 duplicates written all the same: what stood for them is no longer stored',
    );
    expect(printed({ stand_in_gone: 0 })).not.toContain('stood');
  });

  it('count what a layout has no place for, by part', () => {
    const parts = [
      { part: 'output' as const, records: 1_200 },
      { part: 'system' as const, records: 3 },
    ];
    expect(printed({ unwritten: { records: 1_201, parts } }, { layout: 'text' })).toContain(
      'The layout text does not write all of 1,201 records: output (1,200), system (3) left out',
    );
    expect(printed({ unwritten: { records: 0, parts: [] } })).not.toContain('layout');
  });

  it('tell rows that came after the jobs: in the file and not looked at, or left out as not taken', () => {
    expect(printed({ unmarked: 2 })).toContain(
      '2 rows in the file came after the jobs whose marks were asked for: they have not looked at these',
    );
    const left = printed({ not_taken: 3 });
    expect(left).toContain(
      '3 rows left out that came after the job whose marks were asked for, which has not taken them',
    );
    expect(left).not.toContain('in the file');
  });

  it('say of rows that were written as records that they are of no file', () => {
    expect(printed({ without_origin: 1 })).toContain(
      '1 row of no file (written as records, or stored by an early version): written as Alpaca',
    );
  });
});
