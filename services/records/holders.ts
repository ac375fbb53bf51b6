import type { InstructionRecord } from '../../schemas/record.ts';
import type { RecordStore } from '../store/port.ts';
import { slicesOf } from '../store/slices.ts';

/** More records than this under one key: it is no key, and nothing is replaced by it. */
export const MOST_HOLDERS = 100;
/** Most keys of one question, as many as a filter takes. */
const KEYS_A_QUESTION = 256;

type Asked = Pick<RecordStore, 'scroll'>;

/** The records of a corpus by the keys of the user, of each key one more than `most` at most; keys without a record have none. */
export async function holdersOf(
  userIds: readonly string[],
  corpus: string,
  store: Asked,
  most = MOST_HOLDERS,
): Promise<Map<string, InstructionRecord[]>> {
  const found: InstructionRecord[] = [];
  for (const keys of slicesOf(userIds, KEYS_A_QUESTION)) {
    const some = await askFor(keys, corpus, store, keys.length + most);
    if (some.isAll) found.push(...some.records);
    // Some of these keys are those of many records, so each is asked for by itself.
    else for (const key of keys) found.push(...(await askFor([key], corpus, store, most + 1)).records);
  }
  const holders = new Map<string, InstructionRecord[]>();
  for (const record of found) {
    const key = record.user_id ?? '';
    const known = holders.get(key);
    if (known === undefined) holders.set(key, [record]);
    else known.push(record);
  }
  return holders;
}

async function askFor(
  any: string[],
  corpus: string,
  store: Asked,
  limit: number,
): Promise<{ readonly records: InstructionRecord[]; readonly isAll: boolean }> {
  const where = { must: [{ key: 'user_id', match: { any } }] };
  const { records, next } = await store.scroll({ corpora: [corpus], where }, { limit });
  const wanted = new Set(any);
  const own = records.map(({ record }) => record).filter(({ user_id }) => wanted.has(user_id ?? ''));
  return { records: own, isAll: next === null };
}
