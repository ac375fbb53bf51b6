import { embeddingText } from '../../corpus/embedding-text.ts';
import type { EmbedOptions, PairJudge } from '../../embedding/port.ts';
import { chanceBy } from '../../embedding/pair-trees.ts';
import { at } from '../../runtime/at.ts';
import { EventLoopYield } from '../../runtime/event-loop-yield.ts';
import { evidenceOf } from './evidence.ts';
import type { ComparedRows, RowPair } from './pairs.ts';

/** Pairs that words leave open are read when their content is at least this similar. */
export const READ_FROM = 0.7;
/** From this chance on two texts ask for the same. */
const SAME_FROM = 0.75;
/** A pair that is less likely than this before it is read is not read: hardly any would be found the same. */
const LEAST_LIKELY = 0.05;
/** How many pairs are read at a time. */
const PAIRS_AT_ONCE = 512;

interface Options extends EmbedOptions {
  /** The most pairs that are read: the likeliest by all that is known of them. */
  readonly most: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Reads the pairs that words leave open token by token, and decides them anew by what that says and by what else is known of them. Of a
 * pair with a text that is too long for it, of one beyond the most that are read, and of every other one, the words decide as before.
 * @returns the pairs in their order
 * @throws KindredError `cancelled` when the signal is aborted, `encoder_unavailable` when the encoder fails
 */
export async function readOpenPairs(
  rows: ComparedRows,
  pairs: readonly RowPair[],
  judge: PairJudge | null,
  { most, onProgress, ...options }: Options,
): Promise<RowPair[]> {
  if (judge === null) return [...pairs];
  const open = await openPlaces(rows, pairs, judge, { most, eventLoop: new EventLoopYield(options.signal) });
  const read = [...pairs];
  const textOf = (row: number): string => embeddingText(rows.texts.requestOf(row));
  for (let begin = 0; begin < open.length; begin += PAIRS_AT_ONCE) {
    onProgress?.(begin, open.length);
    const places = open.slice(begin, begin + PAIRS_AT_ONCE);
    const asked = places.map((place): [string, string] => {
      const { a, b } = at(pairs, place);
      return [textOf(a), textOf(b)];
    });
    const { chances } = await judge.judge(asked, options);
    places.forEach((place, i) => {
      const [pair, found] = [at(pairs, place), chances[i] ?? null];
      if (found !== null) read[place] = decided(pair, chanceBy(judge.trees, evidenceOf(rows, pair, found)));
    });
  }
  return read;
}

/** Whether reading both texts of a pair may change what it is. */
export function isWorthReading({ isOpen, content }: RowPair): boolean {
  return isOpen && content >= READ_FROM;
}

/**
 * The places of the open pairs that are read, in the order of pairs, so that neighbours share texts: those that words call the same, and
 * those that are likely enough by what is known of them unread; of too many the likeliest.
 */
async function openPlaces(
  rows: ComparedRows,
  pairs: readonly RowPair[],
  { trees }: PairJudge,
  { most, eventLoop }: { readonly most: number; readonly eventLoop: EventLoopYield },
): Promise<number[]> {
  const chances = new Map<number, number>();
  for (const [place, pair] of pairs.entries()) {
    if (!isWorthReading(pair)) continue;
    if (eventLoop.isDue()) await eventLoop.take();
    const chance = chanceBy(trees, evidenceOf(rows, pair));
    if (chance >= LEAST_LIKELY || pair.verdict === 'same') chances.set(place, chance);
  }
  const likeliest = [...chances.keys()].sort((a, b) => (chances.get(b) ?? 0) - (chances.get(a) ?? 0));
  return likeliest.slice(0, most).sort((a, b) => a - b);
}

function decided(pair: RowPair, chance: number): RowPair {
  return { ...pair, chance, verdict: chance >= SAME_FROM ? 'same' : 'other_slot' };
}
