import { describe, expect, it } from 'vitest';
import { layoutFor } from '../../../services/corpus/layouts.ts';
import { toRecord } from '../../../services/corpus/record.ts';
import { originalRow, originOf } from '../../../services/corpus/row-origin.ts';
import { ANSWERED, ASKED, CHOSEN, COMBINED, OF_TOOLS, OTHERS, type FieldCase } from './field-rows.ts';

const TABLES: readonly (readonly [string, readonly FieldCase[]])[] = [
  ['a task in several fields is read whole', COMBINED],
  ['choices belong to the request, and the answer is the text of one', CHOSEN],
  ['an answer is found under its name', ANSWERED],
  ['a prompt without an answer is a record', ASKED],
  ['what a tool writes is read', OF_TOOLS],
  ['a part of a question is read where it stands', OTHERS],
];

for (const [guarantee, cases] of TABLES) {
  describe(guarantee, () => {
    for (const [shape, known, row, reading] of cases) {
      it(`${shape} (${known})`, () => {
        const layout = layoutFor(row, null);
        const content = layout.read(row);
        const { instruction, input, output, system } = content;
        expect({ instruction, input, output, system }).toEqual({
          input: '',
          output: '',
          system: '',
          ...reading,
        });
        const origin = originOf(row, content, layout, { file: 'f', line: 1 });
        const record = toRecord(content, 'c', null, origin);
        expect(JSON.stringify(originalRow(record))).toBe(JSON.stringify(row));
        expectKept(row, content);
      });
    }
  });
}

/** Nothing is lost: each field of a row is in the content word for word, or stays in the metadata. */
function expectKept(row: object, content: ReturnType<ReturnType<typeof layoutFor>['read']>): void {
  const { metadata, history, ...texts } = content;
  for (const [name, value] of Object.entries(row)) {
    const isTaken = value === null || Object.values(texts).some((text) => text === value) || value === '';
    expect(isTaken || Object.hasOwn(metadata, name) || history.length > 0, name).toBe(true);
  }
}
