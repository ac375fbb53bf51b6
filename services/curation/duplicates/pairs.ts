import { dotAt } from '../../analysis/dot.ts';
import type { Points } from '../../analysis/points.ts';
import type { KnnGraph } from '../../neighbours/knn-graph.ts';
import { Breath } from '../breath.ts';
import { lexicalPairs } from './lexical-pairs.ts';
import { jaccard, shinglesOf } from './min-hash.ts';
import { foldText } from './folded-text.ts';
import type { RowIdentities } from './row-identities.ts';
import type { Synonyms } from './synonyms.ts';
import { wordDifference, type WordDifference } from './word-difference.ts';
import { rowWords } from './words.ts';

/** What a row asks. */
export interface Request {
  readonly instruction: string;
  readonly input: string;
}

/** `same`: one may stand for the other. `other_slot`: the same task of something else. `other_task`: another task. */
type Verdict = 'same' | 'other_slot' | 'other_task';

/** Two rows of different texts, the smaller first, and how alike they are. */
export interface RowPair {
  readonly a: number;
  readonly b: number;
  /** Cosine similarity in each space, -1 to 1. */
  readonly content: number;
  readonly task: number;
  /** Jaccard similarity of the character 5-grams of the folded texts, 0 to 1. */
  readonly lexical: number;
  readonly verdict: Verdict;
  readonly difference: WordDifference;
}

/** What rows are compared by. */
export interface ComparedRows {
  readonly identities: RowIdentities;
  readonly requestOf: (row: number) => Request;
  readonly task: Points;
  readonly content: Points;
  readonly synonyms: Synonyms;
  /** Task similarity from which two instructions are of one kind. */
  readonly relatedFrom: number;
}

export const foldedRequest = ({ instruction, input }: Request): string =>
  foldText(`${instruction}\n${input}`);

/** The first row of every node. */
export function firstRows({ node }: RowIdentities): number[] {
  const rows: number[] = [];
  node.forEach((number, row) => {
    if (number === rows.length) rows.push(row);
  });
  return rows;
}

/** Scalar product of two rows, in double precision; more than 1 by rounding is 1. */
export function similarity({ dimensions, values }: Points, a: number, b: number): number {
  return Math.min(1, dotAt(values, a * dimensions, values, b * dimensions, dimensions));
}

/** Compares two rows in every way. @param score their content similarity, where it is known */
export function comparePair(rows: ComparedRows, one: number, other: number, score?: number): RowPair {
  const [a, b] = one < other ? [one, other] : [other, one];
  const [left, right] = [rows.requestOf(a), rows.requestOf(b)];
  const task = similarity(rows.task, a, b);
  const difference = wordDifference(rowWords(left), rowWords(right), rows.synonyms);
  return {
    a,
    b,
    content: score ?? similarity(rows.content, a, b),
    task,
    lexical: jaccard(shinglesOf(foldedRequest(left)), shinglesOf(foldedRequest(right))),
    verdict: verdictOf(difference, task, rows.relatedFrom),
    difference,
  };
}

function verdictOf({ slot }: WordDifference, task: number, relatedFrom: number): Verdict {
  if (slot !== null) return 'other_slot';
  return task < relatedFrom ? 'other_task' : 'same';
}

/** Pairs of first rows that the graph joins at or above `floor`, as `[a, b, score]`, each once. */
function graphPairs(
  { identities }: ComparedRows,
  graph: KnnGraph,
  floor: number,
): [number, number, number][] {
  const { node, request, setting } = identities;
  const first = firstRows(identities);
  const seen = new Set<number>();
  const pairs: [number, number, number][] = [];
  for (const row of first) {
    for (let i = row * graph.k; i < (row + 1) * graph.k; i++) {
      const score = graph.scores[i] ?? 0;
      if (score < floor) break;
      const other = first[node[graph.neighbours[i] ?? 0] ?? 0] ?? 0;
      if (request[other] === request[row] || setting[other] !== setting[row]) continue;
      const [a, b] = row < other ? [row, other] : [other, row];
      const key = a * identities.rows + b;
      if (seen.has(key)) continue;
      seen.add(key);
      pairs.push([a, b, Math.min(1, score)]);
    }
  }
  return pairs;
}

export interface PairOptions {
  /** Content similarity and Jaccard similarity below which no pair is looked at. */
  readonly floor: number;
  readonly jaccardFloor: number;
  readonly breath?: Breath;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Pairs of first rows whose folded texts overlap; rows with one request overlap with the same ones. */
async function lexicalRowPairs(
  rows: ComparedRows,
  threshold: number,
  breath: Breath,
): Promise<[number, number][]> {
  const { request, setting } = rows.identities;
  const byRequest = new Map<number, number[]>();
  for (const row of firstRows(rows.identities)) {
    const known = byRequest.get(request[row] ?? 0);
    if (known === undefined) byRequest.set(request[row] ?? 0, [row]);
    else known.push(row);
  }
  const texts = [...byRequest.values()];
  const textOf = (at: number): string => foldedRequest(rows.requestOf(texts[at]?.[0] ?? 0));
  const found = await lexicalPairs(texts.length, textOf, { threshold, breath });
  return found.flatMap((pair) =>
    (texts[pair.a] ?? []).flatMap((a) =>
      (texts[pair.b] ?? []).flatMap((b): [number, number][] => {
        if (setting[a] !== setting[b]) return [];
        return [[Math.min(a, b), Math.max(a, b)]];
      }),
    ),
  );
}

/**
 * All pairs of different requests that the graph joins at or above the floor or that share enough of their letters, in
 * the order of rows. Of rows with one text the first stands for all. The graph may lack pairs of rows whose every
 * neighbour is nearer than the threshold; the leader completes those.
 */
export async function candidatePairs(
  rows: ComparedRows,
  graph: KnnGraph,
  { floor, jaccardFloor, breath = new Breath(), onProgress }: PairOptions,
): Promise<RowPair[]> {
  const found = graphPairs(rows, graph, floor);
  const keys = new Set(found.map(([a, b]) => a * rows.identities.rows + b));
  for (const [a, b] of await lexicalRowPairs(rows, jaccardFloor, breath)) {
    if (!keys.has(a * rows.identities.rows + b)) found.push([a, b, similarity(rows.content, a, b)]);
  }
  found.sort((x, y) => x[0] - y[0] || x[1] - y[1]);
  const pairs: RowPair[] = [];
  for (const [a, b, content] of found) {
    pairs.push(comparePair(rows, a, b, content));
    if (!breath.isDue()) continue;
    onProgress?.(pairs.length, found.length);
    await breath.take();
  }
  return pairs;
}
