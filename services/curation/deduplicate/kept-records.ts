import { LRUCache } from 'lru-cache';
import type { InstructionRecord } from '../../../schemas/record.ts';
import type { RecordStore } from '../../store/port.ts';
import { at } from '../../runtime/at.ts';
import { bookkeepingOf, ComparedFields } from './differing-fields.ts';
import type { LoadedRows } from './load-compared.ts';

/** How many characters of records are kept in reach, since a record is in many pairs. */
const KEPT_CHARACTERS = 24_000_000;

/** A record, and its fields as they are compared. */
export interface KeptRecord {
  readonly record: InstructionRecord;
  readonly fields: ComparedFields;
}

/** The records of rows, read from the store when they are asked for, and kept as long as there is room. */
export class KeptRecords {
  readonly #ids: readonly string[];
  readonly #ignored: ReadonlySet<string>;
  readonly #store: Pick<RecordStore, 'fetch'>;
  readonly #kept = new LRUCache<number, KeptRecord>({
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: ({ record }) => JSON.stringify(record).length,
  });

  constructor({ ids, identities }: LoadedRows, store: Pick<RecordStore, 'fetch'>) {
    this.#ids = ids;
    this.#ignored = bookkeepingOf(identities.fields);
    this.#store = store;
  }

  /**
   * The records of these rows; those that are no longer stored are left out.
   * @throws KindredError `store_unavailable` when the store fails
   */
  async of(rows: ReadonlySet<number>): Promise<Map<number, KeptRecord>> {
    const found = new Map<number, KeptRecord>();
    const missing = new Map<string, number>();
    for (const row of rows) {
      const kept = this.#kept.get(row);
      if (kept === undefined) missing.set(at(this.#ids, row), row);
      else found.set(row, kept);
    }
    if (missing.size === 0) return found;
    for (const { record } of await this.#store.fetch([...missing.keys()])) {
      const row = missing.get(record.id);
      if (row === undefined) continue;
      const read = { record, fields: new ComparedFields(record, this.#ignored) };
      this.#kept.set(row, read);
      found.set(row, read);
    }
    return found;
  }
}
