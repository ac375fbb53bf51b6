import type { Points } from '../../analysis/points.ts';
import { openSearch, type NeighbourSearch } from '../../neighbours/search.ts';
import { at } from '../../runtime/at.ts';
import type { Pick } from './lazy-greedy.ts';

/** How many rows a target row looks at first; when all of them are taken it looks at twice as many. */
const FIRST_WISHES = 32;
/** Target rows whose first wishes are looked for together. */
const TARGETS_AT_ONCE = 256;

/** The rows that are nearest to a target row, nearest first, as far as they were looked for. */
interface Wishes {
  readonly rows: Int32Array;
  readonly scores: Float32Array;
  /** The rows before this place are taken. */
  readonly next: number;
}

interface RoundRobin {
  readonly points: Points;
  /** The vectors of the target's rows, in the order in which they pick. */
  readonly target: Points;
  readonly initial: readonly number[];
  /** 1 for rows that are never to be taken. */
  readonly excluded: Uint8Array;
}

/**
 * Lets each target row in turn take the row nearest to it that is not taken yet, until no row is left: the selection of RDS+
 * (Ivison et al., Large-Scale Data Selection for Instruction Tuning, 2025) and of LESS's many validation tasks. Each target row
 * gets as many rows as the others, however thinly the corpus has what it asks for. The gain of a row is its similarity to the
 * target row that took it.
 * @throws KindredError `cancelled` when the signal is aborted
 */
export async function* roundRobin(
  { points, target, initial, excluded }: RoundRobin,
  signal: AbortSignal,
): AsyncGenerator<Pick, void> {
  const taken = Uint8Array.from(excluded);
  for (const row of initial) taken[row] = 1;
  let left = taken.reduce((sum, isTaken) => sum + 1 - isTaken, 0);
  const search = await openSearch(points);
  const lists: Wishes[] = [];
  try {
    while (left > 0 && target.rows > 0) {
      for (let turn = 0; turn < target.rows && left > 0; turn++) {
        if (turn === lists.length) lists.push(...(await firstWishes(search, target, turn, signal)));
        const wishes = await openWish(at(lists, turn), taken, (k) =>
          wishesOf(search, target, turn, k, signal),
        );
        lists[turn] = wishes;
        const row = at(wishes.rows, wishes.next);
        taken[row] = 1;
        left -= 1;
        yield { row, gain: at(wishes.scores, wishes.next) };
      }
    }
  } finally {
    await search.close();
  }
}

/** The wishes with `next` at a row that is not taken; there must be one. */
async function openWish(
  wishes: Wishes,
  taken: Uint8Array,
  lookFor: (k: number) => Promise<Wishes>,
): Promise<Wishes> {
  let { next } = wishes;
  while (next < wishes.rows.length && at(taken, at(wishes.rows, next)) === 1) next += 1;
  if (next < wishes.rows.length) return { ...wishes, next };
  const more = await lookFor(2 * wishes.rows.length);
  // The same search gives the same order, so that what was taken of the shorter list begins the longer one.
  return openWish({ ...more, next }, taken, lookFor);
}

async function wishesOf(
  search: NeighbourSearch,
  target: Points,
  turn: number,
  k: number,
  signal: AbortSignal,
): Promise<Wishes> {
  const { dimensions, values } = target;
  const vectors = values.slice(turn * dimensions, (turn + 1) * dimensions);
  const { neighbours, scores } = await search.nearest({ vectors }, Math.min(k, search.rows), { signal });
  return { rows: neighbours, scores, next: 0 };
}

/** The wishes of a target row and some that follow it. */
async function firstWishes(
  search: NeighbourSearch,
  { rows, dimensions, values }: Points,
  from: number,
  signal: AbortSignal,
): Promise<Wishes[]> {
  const to = Math.min(rows, from + TARGETS_AT_ONCE);
  const vectors = values.slice(from * dimensions, to * dimensions);
  const found = await search.nearest({ vectors }, Math.min(FIRST_WISHES, search.rows), { signal });
  return Array.from({ length: to - from }, (_, i) => ({
    rows: found.neighbours.slice(i * found.k, (i + 1) * found.k),
    scores: found.scores.slice(i * found.k, (i + 1) * found.k),
    next: 0,
  }));
}
