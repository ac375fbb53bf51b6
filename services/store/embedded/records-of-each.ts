import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ZVecCollection } from '@zvec/zvec';
import type { InstructionRecord } from '../../../schemas/record.ts';
import { slicesOf } from '../slices.ts';
import { recordOf } from './zvec-record.ts';

/** Number of values whose records are read between two turns of the event loop. */
const SLICE = 8;

/** The records with the ids of each value, without vectors; what was deleted meanwhile is left out. */
export async function recordsOfEach(
  collection: ZVecCollection,
  idsOf: ReadonlyMap<string, readonly string[]>,
): Promise<Map<string, InstructionRecord[]>> {
  const records = new Map<string, InstructionRecord[]>();
  for (const some of slicesOf([...idsOf], SLICE)) {
    const ids = some.flatMap(([, of]) => of);
    const docs = collection.fetchSync({ ids, outputFields: ['payload'], includeVector: false });
    for (const [value, of] of some) {
      records.set(
        value,
        of.flatMap((id) => docs[id] ?? []).map((doc) => recordOf(doc)),
      );
    }
    await nextTurn();
  }
  return records;
}
