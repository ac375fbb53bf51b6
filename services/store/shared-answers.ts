import { LRUCache } from 'lru-cache';
import { eachOperation } from './each-operation.ts';
import { JoinedQuestions } from './joined-questions.ts';
import type { Facet, RecordSelector, RecordStore } from './port.ts';

/** How many values the facets that are kept may have together: some megabytes. */
const KEPT_VALUES = 50_000;
/** A facet that another process may have made wrong is used for so many times as long as it took to count. */
const KEPT_TIMES = 10;
/** And for no longer than this, in milliseconds. */
const KEPT_MS = 60_000;

interface KeptFacet {
  readonly facet: Facet;
  /** How many writes of this process had ended when it was counted. */
  readonly writes: number;
  /** How many records were selected; only told where other processes write too. */
  readonly selected: number | null;
  readonly until: number;
}

/**
 * A store whose questions about whole corpora are asked once for all who ask them at the same time, a few at once, so that
 * nobody stops the questions of others by asking them. Facets are kept until records are written.
 * @param alone whether no other process writes into the store. Otherwise a facet that was kept is used only while the
 * number of selected records is the same, and for ten times as long as it took to count
 */
export function sharedAnswers(store: RecordStore, alone: boolean): RecordStore {
  const kept = new LRUCache<string, KeptFacet>({
    maxSize: KEPT_VALUES,
    sizeCalculation: ({ facet }) => facet.values.length + 1,
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
  const counted = async (
    key: string,
    selection: RecordSelector,
    run: () => Promise<Facet>,
  ): Promise<Facet> => {
    const [began, writesBefore] = [performance.now(), writes];
    const selected = alone ? null : await store.count(selection);
    const facet = await run();
    const now = performance.now();
    const until = now + Math.min(KEPT_MS, KEPT_TIMES * (now - began));
    if (writes === writesBefore) kept.set(key, { facet, writes, selected, until });
    return facet;
  };
  const isRight = async (known: KeptFacet, selection: RecordSelector): Promise<boolean> => {
    if (known.writes !== writes) return false;
    return alone || (performance.now() < known.until && known.selected === (await count(selection)));
  };
  return {
    ...eachOperation(store, (_operation, run) => run()),
    upsert: (records) => noted(store.upsert(records)),
    delete: (selection) => noted(store.delete(selection)),
    count,
    facet: async (field, selection, most) => {
      const key = JSON.stringify(['facet', field, selection, most]);
      const known = kept.get(key);
      if (known !== undefined && (await isRight(known, selection))) return known.facet;
      return joined.askInTurn(key, () => counted(key, selection, () => store.facet(field, selection, most)));
    },
    firstOfEach: (field, values, each, selection) =>
      joined.askInTurn(JSON.stringify(['first', field, values, each, selection]), () =>
        store.firstOfEach(field, values, each, selection),
      ),
  };
}
