import { LRUCache } from 'lru-cache';
import { eachOperation } from './each-operation.ts';
import { JoinedQuestions } from './joined-questions.ts';
import type { InstructionRecord } from '../../schemas/record.ts';
import type { Facet, RecordSelector, RecordStore } from './port.ts';

/** How many characters the answers that are kept may have together. */
const KEPT_CHARACTERS = 16_000_000;
/** About as many characters have a value with its count, or the fields of a record besides its texts. */
const ENTRY_CHARACTERS = 300;
/** An answer that another process may have made wrong is used for so many times as long as it took. */
const KEPT_TIMES = 10;
/** And for no longer than this, in milliseconds. */
const KEPT_MS = 60_000;

/** What is found about many records: their values, or the first records of each value. */
type Found = Facet | Map<string, InstructionRecord[]>;

interface Kept {
  readonly found: Found;
  /** How many writes of this process had ended when it was found. */
  readonly writes: number;
  /** How many records were selected; only told where other processes write too. */
  readonly selected: number | null;
  readonly until: number;
}

/**
 * A store whose questions about whole corpora are asked once for all who ask them at the same time, a few at once, so that
 * nobody stops the questions of others by asking them. Answers are kept until records are written.
 * @param alone whether no other process writes into the store. Otherwise an answer that was kept is used only while the
 * number of selected records is the same, and for ten times as long as it took
 */
export function sharedAnswers(store: RecordStore, alone: boolean): RecordStore {
  const kept = new LRUCache<string, Kept>({
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: ({ found }) => charactersOf(found),
  });
  const joined = new JoinedQuestions();
  let writes = 0;
  const noted = async <T>(write: Promise<T>): Promise<T> => {
    try {
      return await write;
    } finally {
      writes += 1;
    }
  };
  const count = (selection: RecordSelector): Promise<number> =>
    joined.ask(JSON.stringify(['count', selection]), () => store.count(selection));
  const look = async <T extends Found>(
    key: string,
    selection: RecordSelector,
    run: () => Promise<T>,
  ): Promise<T> => {
    const [began, writesBefore] = [performance.now(), writes];
    const selected = alone ? null : await store.count(selection);
    const found = await run();
    const now = performance.now();
    const until = now + Math.min(KEPT_MS, KEPT_TIMES * (now - began));
    if (writes === writesBefore) kept.set(key, { found, writes, selected, until });
    return found;
  };
  const isRight = async (known: Kept, selection: RecordSelector): Promise<boolean> => {
    if (known.writes !== writes) return false;
    return alone || (performance.now() < known.until && known.selected === (await count(selection)));
  };
  /** Equal keys have answers of one type. */
  const find = async <T extends Found>(
    key: string,
    selection: RecordSelector,
    run: () => Promise<T>,
  ): Promise<T> => {
    const known = kept.get(key);
    if (known !== undefined && (await isRight(known, selection))) return known.found as T;
    return joined.askInTurn(key, () => look(key, selection, run));
  };
  return {
    ...eachOperation(store, (_operation, run) => run()),
    upsert: (records) => noted(store.upsert(records)),
    delete: (selection) => noted(store.delete(selection)),
    count,
    facet: (field, selection, most) =>
      find(JSON.stringify(['facet', field, selection, most]), selection, () =>
        store.facet(field, selection, most),
      ),
    firstOfEach: (field, values, each, selection) =>
      find(JSON.stringify(['first', field, values, each, selection]), selection, () =>
        store.firstOfEach(field, values, each, selection),
      ),
  };
}

function charactersOf(found: Found): number {
  if (!(found instanceof Map)) return (found.values.length + 1) * ENTRY_CHARACTERS;
  const records = [...found.values()].flat();
  return records.reduce(
    (sum, record) => sum + JSON.stringify(record).length,
    ENTRY_CHARACTERS * (found.size + 1),
  );
}
