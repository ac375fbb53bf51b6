import { EventLoopYield } from '../../runtime/event-loop-yield.ts';
import { at } from '../../runtime/at.ts';
import type { NgramIndex } from './ngram-index.ts';
import { wholeKey, type DistinctTexts } from './texts.ts';
import { SHARED_8_GRAMS } from './verdict.ts';

/** With so many training texts of the same words but other choices a text of the benchmark is compared. */
const MOST_ALIKE = 20;

/** The n-grams of the benchmark that are looked for in the training texts. */
export interface Indexes {
  readonly eight: NgramIndex;
  readonly thirteen: NgramIndex;
}

/** For each training text, the texts of the benchmark that it may be a leak of. */
export class Candidates {
  readonly #found = new Map<number, Set<number>>();

  add(train: number, bench: number): void {
    const known = this.#found.get(train);
    if (known === undefined) this.#found.set(train, new Set([bench]));
    else known.add(bench);
  }

  has(train: number, bench: number): boolean {
    return this.#found.get(train)?.has(bench) ?? false;
  }

  /** Each training text with its candidates, both in the order of the texts. */
  byTrain(): [number, number[]][] {
    return [...this.#found]
      .sort(([one], [other]) => one - other)
      .map(([train, bench]) => [train, [...bench].sort((one, other) => one - other)]);
  }
}

interface TurnWatch {
  readonly signal: AbortSignal;
  /** Called now and then with the number of items that are done. */
  readonly onTurn: (done: number, total: number) => void;
}

/**
 * Calls `each` for all items, and now and then lets other work of the process have its turn.
 * @throws the signal's reason when aborted
 */
export async function forEachInTurns<T>(
  items: readonly T[],
  each: (item: T, index: number) => void,
  { signal, onTurn }: TurnWatch,
): Promise<void> {
  const eventLoop = new EventLoopYield(signal);
  for (const [index, item] of items.entries()) {
    if (index === 0 || eventLoop.isDue()) {
      await eventLoop.take();
      onTurn(index, items.length);
    }
    each(item, index);
  }
}

/**
 * The pairs whose words suggest a leak: equal texts, and pairs that share 70% of the benchmark text's own 8-grams. All
 * training texts are shown to the indexes on the way.
 * @throws the signal's reason when aborted
 */
export async function lexicalCandidates(
  train: DistinctTexts,
  bench: DistinctTexts,
  { eight, thirteen }: Indexes,
  watch: TurnWatch,
): Promise<Candidates> {
  const candidates = new Candidates();
  for (const [text, key] of bench.keys.entries()) {
    const same = train.byWhole.get(wholeKey(key, at(bench.parts, text)));
    if (same !== undefined) candidates.add(same, text);
    else for (const alike of train.byKey.get(key)?.slice(0, MOST_ALIKE) ?? []) candidates.add(alike, text);
  }
  const own = bench.words.map((_, text) => eight.ownOf(text).own);
  await forEachInTurns(
    train.words,
    (words, text) => {
      thirteen.show(words);
      for (const [of, shared] of eight.show(words)) {
        if (shared >= SHARED_8_GRAMS * at(own, of)) candidates.add(text, of);
      }
    },
    watch,
  );
  return candidates;
}
