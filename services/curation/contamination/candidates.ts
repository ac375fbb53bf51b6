import { EventLoopYield } from '../../runtime/event-loop-yield.ts';
import type { NgramIndex } from './ngram-index.ts';
import type { DistinctTexts } from './texts.ts';
import { SHARED_8_GRAMS } from './verdict.ts';

/** The n-grams of the benchmark that are looked for. */
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

  /** In the order of the training texts. */
  byTrain(): [number, number[]][] {
    return [...this.#found]
      .sort(([one], [other]) => one - other)
      .map(([train, bench]) => [train, [...bench].sort((one, other) => one - other)]);
  }
}

interface TurnWatch {
  readonly signal: AbortSignal;
  /** Told now and then how many items are done. */
  readonly onTurn: (done: number, total: number) => void;
}

/** Runs `each` for all items, with turns for others between. @throws the signal's reason when aborted */
export async function forEachInTurns<T>(
  items: readonly T[],
  each: (item: T, at: number) => void,
  { signal, onTurn }: TurnWatch,
): Promise<void> {
  const eventLoop = new EventLoopYield(signal);
  for (const [at, item] of items.entries()) {
    if (at === 0 || eventLoop.isDue()) {
      await eventLoop.take();
      onTurn(at, items.length);
    }
    each(item, at);
  }
}

/**
 * Pairs whose words suggest a leak: equal texts, and those that share 70% of the benchmark text's own 8-grams. Shows all training
 * texts to the indexes.
 */
export async function lexicalCandidates(
  train: DistinctTexts,
  bench: DistinctTexts,
  { eight, thirteen }: Indexes,
  watch: TurnWatch,
): Promise<Candidates> {
  const candidates = new Candidates();
  for (const [key, text] of bench.byKey) {
    const same = train.byKey.get(key);
    if (same !== undefined) candidates.add(same, text);
  }
  const own = bench.words.map((_, text) => eight.ownOf(text).own);
  await forEachInTurns(
    train.words,
    (words, text) => {
      thirteen.show(words);
      for (const [of, shared] of eight.show(words)) {
        if (shared >= SHARED_8_GRAMS * (own[of] ?? 0)) candidates.add(text, of);
      }
    },
    watch,
  );
  return candidates;
}
