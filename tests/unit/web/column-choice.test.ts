import { describe, expect, it } from 'vitest';
import type { InspectedRow } from '../../../schemas/api/inspections.ts';
import { columnsNow, withColumn } from '../../../services/web/home/column-choice.ts';

const row = (columns: InspectedRow['columns'], fields: string[]): InspectedRow => ({
  ...{ line: 1, layout: 'columns', columns, fields, metadata: [], unread: [] },
  ...{ instruction: 'a', input: '', output: '', system: '', history: [], source: null, user_id: null },
});

describe('the columns of a file that is to be read', () => {
  it('are those that were found, or have the name of the part', () => {
    expect(
      columnsNow(undefined, row({ instruction: 'question', output: ['a', 'b'] }, ['question', 'a', 'b'])),
    ).toEqual({
      instruction: 'question',
    });
    expect(columnsNow(undefined, row(null, ['instruction', 'output', 'level']))).toEqual({
      instruction: 'instruction',
      output: 'output',
    });
  });

  it('are those that were chosen, and nothing else, once there are any', () => {
    expect(columnsNow('{"instruction":"prompt"}', row(null, ['prompt', 'output']))).toEqual({
      instruction: 'prompt',
    });
  });

  it('are changed one by one, and none is left when the last one is taken away', () => {
    const changed = withColumn({ instruction: 'question' }, 'output', 'notes');
    expect(JSON.parse(changed ?? '')).toEqual({ instruction: 'question', output: 'notes' });
    expect(withColumn({ instruction: 'question' }, 'instruction', '')).toBeUndefined();
  });
});
