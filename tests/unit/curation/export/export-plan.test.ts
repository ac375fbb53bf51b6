import { expect, it } from 'vitest';
import type { RowOrigin } from '../../../../schemas/layout.ts';
import { toRecord } from '../../../../services/corpus/record.ts';
import { ExportSurvey } from '../../../../services/curation/export/export-plan.ts';
import { seededRandom, shuffled } from '../../../../services/runtime/seeded-random.ts';

const PLACES: readonly (Pick<RowOrigin, 'file' | 'line' | 'row_in_line' | 'part'> | null)[] = [
  { file: 'a.json', line: 1 },
  { file: 'a.json', line: 1, row_in_line: 2, part: 1 },
  { file: 'a.json', line: 1, row_in_line: 2, part: 2 },
  { file: 'a.json', line: 1, row_in_line: 10 },
  { file: 'a.json', line: 2 },
  { file: 'b.json', line: 1, row_in_line: 1 },
  null,
];

it('records are written in the order of their files, lines, rows of a line and parts of a row, those without origin last', () => {
  const records = PLACES.map((place, at) => {
    const texts = { instruction: `Row ${at}`, input: '', output: '', system: '', history: [] };
    const content = { ...texts, source: null, user_id: null, metadata: {} };
    return toRecord(
      content,
      'c',
      null,
      place === null ? undefined : { ...place, layout: 'alpaca', fields: [] },
    );
  });
  const random = seededRandom(3);
  for (let round = 0; round < 5; round += 1) {
    const survey = new ExportSurvey();
    for (const record of shuffled(records, random)) survey.add(record, {});
    expect(survey.plan().ids).toEqual(records.map(({ id }) => id));
  }
});
