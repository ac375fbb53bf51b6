import { expect } from 'vitest';
import type { RecordStore } from '../../services/store/port.ts';
import { batchOf, corpusOf } from './store-batches.ts';

/** Checks that the store holds what run `run` of `store-writer.ts` has said, line by line, to be stored or deleted. */
export async function expectAcknowledged(
  store: RecordStore,
  run: number,
  said: readonly string[],
): Promise<void> {
  for (const line of said) {
    const [what, number] = line.split(' ');
    const batch = Number(number);
    const records = batchOf(run, batch);
    const found = await store.fetch(records.map(({ record }) => record.id));
    // A delete of the batch may have begun, and may even be done, without having been acknowledged.
    const deleting = batch % 5 === 4;
    if (what === 'deleted') {
      expect(await store.count({ corpora: [corpusOf(run, batch)] })).toBe(0);
    } else if (what === 'stored' && !deleting) {
      expect(found).toEqual(records);
    }
  }
}
