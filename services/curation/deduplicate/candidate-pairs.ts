import { selectRows } from '../../analysis/points.ts';
import type { KnnGraph } from '../../neighbours/knn-graph.ts';
import { EventLoopYield } from '../../runtime/event-loop-yield.ts';
import type { NearestIn } from '../rows/nearest-in.ts';
import { lexicalPairs } from './lexical-pairs.ts';
import { comparePair, firstRows, similarity, type ComparedRows, type RowPair } from './pairs.ts';

/** Rows that a row is compared with when all its neighbours of the graph are near, the nearest of its kind. */
const CROWD = 96;

export interface PairOptions {
  /** Content similarity and Jaccard similarity below which no pair is looked at. */
  readonly floor: number;
  readonly jaccardFloor: number;
  /** Search among the rows that have more near rows than the graph has neighbours. */
  readonly nearestIn: NearestIn;
  readonly eventLoop?: EventLoopYield;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Pairs of rows, the smaller first, each once. */
class PairList {
  readonly #seen = new Set<number>();
  readonly #rows: number;
  readonly pairs: (readonly [a: number, b: number, content: number])[] = [];

  constructor(rows: number) {
    this.#rows = rows;
  }

  /** @param content called for a new pair alone */
  add(one: number, other: number, content: () => number): void {
    const [a, b] = one < other ? [one, other] : [other, one];
    const key = a * this.#rows + b;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.pairs.push([a, b, Math.min(1, content())]);
  }
}

/** Whether two first rows ask for different things in one setting, so that there is something to compare. */
function mayBePair({ identities: { request, setting } }: ComparedRows, a: number, b: number): boolean {
  return request[a] !== request[b] && setting[a] === setting[b];
}

/** Adds pairs of first rows that the graph joins at or above `floor`. */
function addGraphPairs(
  rows: ComparedRows,
  first: readonly number[],
  graph: KnnGraph,
  floor: number,
  list: PairList,
): void {
  const { node } = rows.identities;
  for (const row of first) {
    for (let i = row * graph.k; i < (row + 1) * graph.k; i++) {
      const score = graph.scores[i] ?? 0;
      if (score < floor) break;
      const other = first[node[graph.neighbours[i] ?? 0] ?? 0] ?? 0;
      if (mayBePair(rows, row, other)) list.add(row, other, () => score);
    }
  }
}

/** Adds pairs of first rows whose folded texts overlap; rows with one request overlap with the same ones. */
async function addLexicalPairs(
  rows: ComparedRows,
  first: readonly number[],
  threshold: number,
  list: PairList,
  eventLoop: EventLoopYield,
): Promise<void> {
  const { request } = rows.identities;
  const byRequest = new Map<number, number[]>();
  for (const row of first) {
    const known = byRequest.get(request[row] ?? 0);
    if (known === undefined) byRequest.set(request[row] ?? 0, [row]);
    else known.push(row);
  }
  const groups = [...byRequest.values()];
  const shinglesOf = (at: number): Uint32Array => rows.texts.shinglesOf(groups[at]?.[0] ?? 0);
  for (const pair of await lexicalPairs(groups.length, shinglesOf, { threshold, eventLoop })) {
    for (const a of groups[pair.a] ?? []) {
      for (const b of groups[pair.b] ?? []) {
        if (mayBePair(rows, a, b)) list.add(a, b, () => similarity(rows.content, a, b));
      }
    }
  }
}

/**
 * Pairs at or above `floor` that the graph lacks. Both rows of such a pair have only nearer rows for neighbours, so they
 * are looked for among the first rows of which even the last neighbour is at or above `floor`.
 */
async function crowdedPairs(
  rows: ComparedRows,
  first: readonly number[],
  graph: KnnGraph,
  { floor, nearestIn }: PairOptions,
  known: PairList,
): Promise<PairList['pairs']> {
  const { k } = graph;
  const isCrowded = (row: number): boolean =>
    k < graph.rows - 1 && (k === 0 || (graph.scores[row * k + k - 1] ?? 0) >= floor - 1e-6);
  const crowded = first.filter(isCrowded);
  if (crowded.length < 2) return [];
  const points = selectRows(rows.content, crowded);
  const found = await nearestIn(points, points, CROWD);
  const before = known.pairs.length;
  crowded.forEach((row, at) => {
    for (let i = at * found.k; i < (at + 1) * found.k; i++) {
      const score = found.scores[i] ?? 0;
      if (score < floor) break;
      const other = crowded[found.neighbours[i] ?? 0] ?? 0;
      if (mayBePair(rows, row, other)) known.add(row, other, () => score);
    }
  });
  return known.pairs.slice(before);
}

/**
 * All pairs of different requests that the graph joins at or above the floor or that share enough of their letters, and
 * of the pairs beyond the graph those that ask for the same, in the order of rows. Of rows with one text the first
 * stands for all. A row with more than 96 others above the floor is compared with the nearest of them.
 */
export async function candidatePairs(
  rows: ComparedRows,
  graph: KnnGraph,
  options: PairOptions,
): Promise<RowPair[]> {
  const { floor, jaccardFloor, eventLoop = new EventLoopYield(), onProgress } = options;
  const list = new PairList(rows.identities.rows);
  const first = firstRows(rows.identities);
  addGraphPairs(rows, first, graph, floor, list);
  await addLexicalPairs(rows, first, jaccardFloor, list, eventLoop);
  const direct = [...list.pairs];
  const beyond = await crowdedPairs(rows, first, graph, options, list);
  const pairs: RowPair[] = [];
  let done = 0;
  for (const found of [direct, beyond]) {
    for (const [a, b, content] of found) {
      const pair = comparePair(rows, a, b, content);
      if (found === direct || pair.verdict === 'same') pairs.push(pair);
      done += 1;
      if (!eventLoop.isDue()) continue;
      onProgress?.(done, list.pairs.length);
      await eventLoop.take();
    }
  }
  return pairs.sort((x, y) => x.a - y.a || x.b - y.b);
}
