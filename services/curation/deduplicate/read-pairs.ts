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
const SAME_FROM = 0.85;
/** A pair that is less likely than this before it is read is not read: hardly any would be found the same. */
const LEAST_LIKELY = 0.05;
/** How many pairs are read token by token at a time. */
export const PAIRS_READ_AT_ONCE = 512;

interface Options extends EmbedOptions {
  /** The most pairs that are read: the likeliest by all that is known of them. */
  readonly most: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Reads the pairs that words leave open token by token, and decides them anew by what that says and by what else is known of them. A
 * pair with a text that is too long for it, and one beyond the most that are read, stays the same by its words only where that is likely
 * enough unread. Of every other pair the words decide as before.
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
  const unread = await chancesUnread(rows, pairs, judge, new EventLoopYield(options.signal));
  const open = likeliest(pairs, unread, most);
  const read = pairs.map((pair, place) => {
    const chance = unread.get(place);
    return chance === undefined || chance >= SAME_FROM || pair.verdict !== 'same'
      ? pair
      : { ...pair, verdict: 'other_slot' as const };
  });
  const textOf = (row: number): string => embeddingText(rows.texts.plainOf(row));
  for (let begin = 0; begin < open.length; begin += PAIRS_READ_AT_ONCE) {
    onProgress?.(begin, open.length);
    const places = open.slice(begin, begin + PAIRS_READ_AT_ONCE);
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

/** The chances of the open pairs by what is known of them unread, by their places. */
async function chancesUnread(
  rows: ComparedRows,
  pairs: readonly RowPair[],
  { trees }: PairJudge,
  eventLoop: EventLoopYield,
): Promise<Map<number, number>> {
  const chances = new Map<number, number>();
  for (const [place, pair] of pairs.entries()) {
    if (!isWorthReading(pair)) continue;
    if (eventLoop.isDue()) await eventLoop.take();
    chances.set(place, chanceBy(trees, evidenceOf(rows, pair)));
  }
  return chances;
}

/**
 * The places of the open pairs that are read, in the order of pairs, so that neighbours share texts: those that words call the same, and
 * those that are likely enough by what is known of them unread; of too many the likeliest.
 */
function likeliest(pairs: readonly RowPair[], unread: ReadonlyMap<number, number>, most: number): number[] {
  return [...unread]
    .filter(([place, chance]) => chance >= LEAST_LIKELY || at(pairs, place).verdict === 'same')
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([place]) => place)
    .sort((a, b) => a - b);
}

function decided(pair: RowPair, chance: number): RowPair {
  return { ...pair, chance, verdict: chance >= SAME_FROM ? 'same' : 'other_slot' };
}
