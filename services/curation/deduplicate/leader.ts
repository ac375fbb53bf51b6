import type { DropLine } from '../../../schemas/curation/duplicate-decisions.ts';
import type { ExactGroups } from './exact.ts';
import { EventLoopYield } from '../../runtime/event-loop-yield.ts';
import { firstRows, type ComparedRows, type RowPair } from './pairs.ts';

/** The threshold of SemHash, deita and distilabel, used when a corpus has too few pairs to calibrate on. */
export const USUAL_THRESHOLD = 0.9;

type Reason = 'exact' | 'lexical' | 'paraphrase';

/** A dropped row, and why: the kept row that stands for it. `pair` is null when both rows have the same request. */
export interface Drop {
  readonly row: number;
  readonly keptRow: number;
  readonly reason: Reason;
  readonly pair: RowPair | null;
}

export interface Thresholds {
  /** The content similarity from which a row is a paraphrase of another. */
  readonly threshold: number;
  /** The Jaccard similarity from which a row is a near copy of another. */
  readonly jaccardThreshold: number;
}

export interface LeaderOptions extends Thresholds {
  /** The rows in the order of preference for keeping them. */
  readonly order: Int32Array;
  /** 1 for rows that always stay. When given, the other rows are compared only with these. */
  readonly fixed?: Uint8Array;
  readonly eventLoop?: EventLoopYield;
}

/**
 * By so much less than the threshold may the content of two texts be alike that were read token by token and found the same; above 0.9 by
 * twice what is left below 1, so that a threshold of 1 takes nothing that is not equal.
 */
const READ_ALLOWANCE = 0.2;

/**
 * Why one row of a pair may stand for the other; null when it may not. When one row has more terms, its words alone do not
 * show that both ask for the same: the content similarity must then reach the usual threshold, however low the given one is.
 * Where both texts were read token by token, that has shown it, and less likeness is enough.
 */
export function reasonOf(pair: RowPair, { threshold, jaccardThreshold }: Thresholds): Reason | null {
  if (pair.verdict !== 'same') return null;
  if (pair.lexical >= jaccardThreshold) return 'lexical';
  const least = pair.more > 0 && pair.chance === null ? Math.max(threshold, USUAL_THRESHOLD) : threshold;
  return pair.content >= contentNeeded(pair.chance, least) ? 'paraphrase' : null;
}

function contentNeeded(chance: number | null, threshold: number): number {
  return chance === null ? threshold : threshold - Math.min(READ_ALLOWANCE, 2 * (1 - threshold));
}

/**
 * Whether a higher threshold makes a drop too, by its scores. A row with more terms has reached the usual threshold already, or was
 * read.
 * @param threshold a content similarity, not below that of the run
 */
export function holdsAt(
  { reason, content, chance }: Pick<DropLine, 'reason' | 'content' | 'chance'>,
  threshold: number,
): boolean {
  return reason !== 'paraphrase' || content >= contentNeeded(chance, threshold);
}

/** The rows kept so far, found by their request and by their node. */
class Kept {
  readonly #byRequest = new Map<number, number[]>();
  readonly #byNode = new Map<number, number>();
  readonly #rows: ComparedRows;

  constructor(rows: ComparedRows) {
    this.#rows = rows;
  }

  add(row: number): void {
    const { request, node } = this.#rows.identities;
    const key = request[row]!;
    const known = this.#byRequest.get(key);
    if (known === undefined) this.#byRequest.set(key, [row]);
    else known.push(row);
    const of = node[row]!;
    if (!this.#byNode.has(of)) this.#byNode.set(of, row);
  }

  ofNode(node: number): number | undefined {
    return this.#byNode.get(node);
  }

  /** The first kept row with the same request and the same answer; a row without an answer is a copy of any answer. */
  copyOf(row: number): number | undefined {
    const { request, answer } = this.#rows.identities;
    const own = answer[row]!;
    return this.#byRequest.get(request[row]!)?.find((kept) => own < 0 || answer[kept] === own);
  }
}

function edgesByRow(pairs: readonly RowPair[], options: LeaderOptions): Map<number, RowPair[]> {
  const edges = new Map<number, RowPair[]>();
  for (const pair of pairs) {
    if (reasonOf(pair, options) === null) continue;
    for (const row of [pair.a, pair.b]) {
      const known = edges.get(row);
      if (known === undefined) edges.set(row, [pair]);
      else known.push(pair);
    }
  }
  return edges;
}

const strength = (pair: RowPair, reason: Reason): number => (reason === 'lexical' ? 2 : 0) + pair.content;

/**
 * Drops duplicates by the leader algorithm (Hartigan 1975, chapter 3). It goes through the rows in their order of preference,
 * and drops a row when a kept row has the same request and answer, or is near in letters or content and asks for the same
 * by its words. In this way no row is dropped because of a row that is dropped itself. A row whose request another row
 * answers differently is dropped only when it is an exact copy.
 * @param pairs the pairs of rows that may be duplicates
 * @throws the signal's reason when aborted
 */
export async function dropDuplicates(
  rows: ComparedRows,
  { contradicted }: ExactGroups,
  pairs: readonly RowPair[],
  options: LeaderOptions,
): Promise<Drop[]> {
  const { eventLoop = new EventLoopYield() } = options;
  const { node } = rows.identities;
  const first = firstRows(rows.identities);
  const firstOf = (row: number): number => first[node[row]!]!;
  const edges = edgesByRow(pairs, options);
  const kept = new Kept(rows);
  options.fixed?.forEach((isFixed, row) => {
    if (isFixed === 1) kept.add(row);
  });
  const drops: Drop[] = [];
  for (const row of options.order) {
    if (eventLoop.isDue()) await eventLoop.take();
    if (options.fixed?.[row] === 1) continue;
    const drop = exactDrop(kept, row) ?? (contradicted[row] === 1 ? null : nearDrop(row));
    if (drop !== null) drops.push(drop);
    else if (options.fixed === undefined) kept.add(row);
  }
  return drops;

  function nearDrop(row: number): Drop | null {
    const own = firstOf(row);
    let best: Drop | null = null;
    let most = -Infinity;
    for (const pair of edges.get(own) ?? []) {
      const reason = reasonOf(pair, options);
      const keptRow = kept.ofNode(node[pair.a === own ? pair.b : pair.a]!);
      if (reason === null || keptRow === undefined || strength(pair, reason) <= most) continue;
      most = strength(pair, reason);
      best = { row, keptRow, reason, pair };
    }
    return best;
  }
}

function exactDrop(kept: Kept, row: number): Drop | null {
  const keptRow = kept.copyOf(row);
  return keptRow === undefined ? null : { row, keptRow, reason: 'exact', pair: null };
}
