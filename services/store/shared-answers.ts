import { LRUCache } from 'lru-cache';
import { eachOperation } from './each-operation.ts';
import { JoinedQuestions } from './joined-questions.ts';
import type { Facet, RecordSelector, RecordStore } from './port.ts';

/** How many characters the answers that are kept may have together. */
const KEPT_CHARACTERS = 16_000_000;
/** About as many characters have a value with its count, or a text besides its own. */
const ENTRY_CHARACTERS = 300;
/** Whoever asks for fewer values shares the answer of those who ask for so many: all have to be counted in any case. */
const ASKED_VALUES = 1_000;
/** An answer that another process may have made wrong is used for so many times as long as it took. */
const KEPT_TIMES = 10;
/** And for no longer than this, in milliseconds. */
const KEPT_MS = 60_000;

/** What is found about many records: their values, or how the first of each value begin. */
type Found = Facet | Map<string, string[]>;

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
  const shared = new KeptAnswers(store, alone);
  return {
    ...eachOperation(store, (_operation, run) => run()),
    upsert: (records) => shared.noted(store.upsert(records)),
    delete: (selection) => shared.noted(store.delete(selection)),
    count: (selection) => shared.count(selection),
    facet: async (field, selection, most) => {
      const asked = most === undefined ? undefined : Math.max(most, ASKED_VALUES);
      const key = JSON.stringify(['facet', field, selection, asked]);
      const facet = await shared.find(key, selection, () => store.facet(field, selection, asked));
      return { ...facet, values: facet.values.slice(0, most) };
    },
    firstOfEach: (field, values, most, selection) =>
      shared.find(JSON.stringify(['first', field, values, most, selection]), selection, () =>
        store.firstOfEach(field, values, most, selection),
      ),
  };
}

class KeptAnswers {
  readonly #store: RecordStore;
  readonly #alone: boolean;
  readonly #joined = new JoinedQuestions();
  readonly #kept = new LRUCache<string, Kept>({
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: ({ found }) => charactersOf(found),
  });
  /** How many writes of this process have ended. */
  #writes = 0;

  constructor(store: RecordStore, alone: boolean) {
    this.#store = store;
    this.#alone = alone;
  }

  async noted<T>(write: Promise<T>): Promise<T> {
    try {
      return await write;
    } finally {
      this.#writes += 1;
    }
  }

  count(selection: RecordSelector): Promise<number> {
    return this.#joined.ask(JSON.stringify(['count', selection]), () => this.#store.count(selection));
  }

  /** Gives the kept answer while it is right, else asks together with all others. Equal keys have answers of one type. */
  async find<T extends Found>(key: string, selection: RecordSelector, run: () => Promise<T>): Promise<T> {
    const known = this.#kept.get(key);
    if (known !== undefined && (await this.#isRight(known, selection))) return known.found as T;
    return this.#joined.askInTurn(key, () => this.#look(key, selection, run));
  }

  async #look<T extends Found>(key: string, selection: RecordSelector, run: () => Promise<T>): Promise<T> {
    const [began, writes] = [performance.now(), this.#writes];
    const selected = this.#alone ? null : await this.count(selection);
    const found = await run();
    const now = performance.now();
    const until = now + Math.min(KEPT_MS, KEPT_TIMES * (now - began));
    if (this.#writes === writes) this.#kept.set(key, { found, writes, selected, until });
    return found;
  }

  async #isRight({ writes, until, selected }: Kept, selection: RecordSelector): Promise<boolean> {
    if (writes !== this.#writes) return false;
    return this.#alone || (performance.now() < until && selected === (await this.count(selection)));
  }
}

function charactersOf(found: Found): number {
  if (!(found instanceof Map)) return (found.values.length + 1) * ENTRY_CHARACTERS;
  const texts = [...found.values()].flat();
  return texts.reduce(
    (sum, { length }) => sum + length + ENTRY_CHARACTERS,
    ENTRY_CHARACTERS * (found.size + 1),
  );
}
