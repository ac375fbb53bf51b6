import { expect, it } from 'vitest';
import { toRecord } from '../../../../services/corpus/record.ts';
import { AttributeReader } from '../../../../services/curation/select/attributes.ts';

it('the openings of rows are read where tasks or quotas are groups, and for nothing else', () => {
  const texts = { instruction: 'Sing a song.', input: '', output: '', system: '', history: [] };
  const record = toRecord({ ...texts, source: null, user_id: null, metadata: {} }, 'c', null);
  const openingsBy = (operation: ConstructorParameters<typeof AttributeReader>[0]): readonly string[] => {
    const reader = new AttributeReader(operation);
    reader.read(record);
    return reader.attributes.openings;
  };
  const quotasBy = (by: string) => ({ by, minimum: 1 });
  for (const by of ['label', 'kind'] as const) {
    expect(openingsBy({ by })).toEqual([]);
    expect(openingsBy({ by, quotas: quotasBy('source') })).toEqual([]);
    expect(openingsBy({ by, quotas: quotasBy('group') })).toEqual(['Sing a song.']);
  }
  expect(openingsBy({ by: 'group' })).toEqual(['Sing a song.']);
});
