import { expect, it } from 'vitest';
import { KindredError } from '../../../schemas/errors.ts';
import { RECORD } from '../../../services/api/openapi/examples.ts';
import { RecordCache } from '../../../services/web/map/record-cache.ts';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('tells a row that is gone from one that could not be read, and reads that one when it is wanted again', async () => {
  const answers = new Map<string, Error>([
    ['gone', new KindredError('not_found', 'There is no such record.')],
    ['away', new KindredError('store_unavailable', 'The store does not answer.')],
  ]);
  const asked: string[] = [];
  const version = { value: 0 };
  const record = (_: string, id: string): Promise<typeof RECORD> => {
    asked.push(id);
    const error = answers.get(id);
    return error === undefined ? Promise.resolve({ ...RECORD, id }) : Promise.reject(error);
  };
  const cache = new RecordCache({ record }, 'house', version);
  cache.want(['gone', 'away', 'there']);
  await settled();
  expect(cache.get('gone')).toBeNull();
  expect(cache.get('away')).toMatchObject({ message: 'The store does not answer.' });
  expect(cache.get('there')).toMatchObject({ id: 'there' });
  expect(version.value).toBe(3);
  answers.delete('away');
  cache.want(['gone', 'away', 'there']);
  expect(cache.get('away')).toBeUndefined();
  await settled();
  expect(cache.get('away')).toMatchObject({ id: 'away' });
  expect(asked).toEqual(['gone', 'away', 'there', 'away']);
});
