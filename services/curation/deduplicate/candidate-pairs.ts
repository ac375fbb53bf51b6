import { selectRows } from '../../analysis/points.ts';
import type { KnnGraph } from '../../neighbours/knn-graph.ts';
import { EventLoopYield } from '../../runtime/event-loop-yield.ts';
import type { NearestIn } from '../rows/nearest-in.ts';
import { lexicalPairs } from './lexical-pairs.ts';
import {
  comparePair,
  firstRows,
  mayAskForSame,
  similarity,
  type ComparedRows,
  type RowPair,
} from './pairs.ts';

/** How many rows, the nearest ones, a row is compared with when all its neighbours in the graph are near. */
const CROWD = 96;

export interface PairOptions {
  /** A pair is compared when its content similarity is at least this ... */
  readonly floor: number;
  /** ... or the Jaccard similarity of its letters at least this. */
  readonly jaccardFloor: number;
  /** Searches among the rows that have more near rows than the graph has neighbours of a row. */
  readonly nearestIn: NearestIn;
  readonly eventLoop?: EventLoopYield;
  readonly onProgress?: (done: number, total: number) => void;
}

/** A list of pairs of rows in which each pair stands once, the smaller row first. */
class PairList {
  readonly #seen = new Set<number>();
  readonly #rows: number;
  readonly pairs: (readonly [a: number, b: number, content: number])[] = [];

  constructor(rows: number) {
    this.#rows = rows;
  }

  /**
   * Adds a pair that is not in the list yet.
   * @param content gives the content similarity; called only when the pair is new
   */
  add(one: number, other: number, content: () => number): void {
    const [a, b] = one < other ? [one, other] : [other, one];
    const key = a * this.#rows + b;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.pairs.push([a, b, Math.min(1, content())]);
  }
}

/** Whether two rows have different requests in the same setting: only such pairs are compared. */
function mayBePair({ identities: { request, setting } }: ComparedRows, a: number, b: number): boolean {
  return request[a] !== request[b] && setting[a] === setting[b];
}

/** Adds the pairs of first rows that the graph joins with a similarity of at least `floor`. */
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
      const score = graph.scores[i]!;
      if (score < floor) break;
      const other = first[node[graph.neighbours[i]!]!]!;
      if (mayBePair(rows, row, other)) list.add(row, other, () => score);
    }
  }
}

/** Adds the pairs of first rows whose folded texts overlap. Rows with the same request have the same folded text. */
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
    const known = byRequest.get(request[row]!);
    if (known === undefined) byRequest.set(request[row]!, [row]);
    else known.push(row);
  }
  const groups = [...byRequest.values()];
  const shinglesOf = (group: number): Uint32Array => rows.texts.shinglesOf(groups[group]![0]!);
  for (const pair of await lexicalPairs(groups.length, shinglesOf, { threshold, eventLoop })) {
    for (const a of groups[pair.a]!) {
      for (const b of groups[pair.b]!) {
        if (mayBePair(rows, a, b)) list.add(a, b, () => similarity(rows.content, a, b));
      }
    }
  }
}

/**
 * The pairs at or above `floor` that the graph lacks. It lacks a pair only when all neighbours of both rows are nearer than
 * the other row. These pairs are therefore searched among the first rows whose last neighbour is at or above `floor`.
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
    k < graph.rows - 1 && (k === 0 || graph.scores[row * k + k - 1]! >= floor - 1e-6);
  const crowded = first.filter(isCrowded);
  if (crowded.length < 2) return [];
  const points = selectRows(rows.content, crowded);
  const found = await nearestIn(points, points, CROWD);
  const before = known.pairs.length;
  crowded.forEach((row, query) => {
    for (let i = query * found.k; i < (query + 1) * found.k; i++) {
      const score = found.scores[i]!;
      if (score < floor) break;
      const other = crowded[found.neighbours[i]!]!;
      if (mayBePair(rows, row, other)) known.add(row, other, () => score);
    }
  });
  return known.pairs.slice(before);
}

/**
 * The pairs of different requests that may be duplicates, each compared in every way, in the order of rows. These are all
 * pairs that the graph joins at or above the floor or that share enough of their letters, and those further pairs above the
 * floor that ask for the same. The first of several rows with the same text stands for all of them. A row with more than 96
 * others above the floor is compared with the 96 nearest.
 * @throws the signal's reason when aborted
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
      const isDirect = found === direct;
      const pair = isDirect || mayAskForSame(rows, a, b) ? comparePair(rows, a, b, content) : null;
      if (pair !== null && (isDirect || pair.verdict === 'same')) pairs.push(pair);
      done += 1;
      if (!eventLoop.isDue()) continue;
      onProgress?.(done, list.pairs.length);
      await eventLoop.take();
    }
  }
  return pairs.sort((x, y) => x.a - y.a || x.b - y.b);
}
