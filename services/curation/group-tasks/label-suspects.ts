import type { KnnGraph } from '../../neighbours/knn-graph.ts';
import { UNGROUPED } from './leader-groups.ts';

/** A row whose label disagrees with those of its neighbours. */
export interface Suspect {
  readonly row: number;
  /** The label that weighs most among the neighbours of the group they agree on. */
  readonly suggestedLabel: string;
  /** Share of the neighbours' weight that is for that group. */
  readonly confidence: number;
}

/** The nearest neighbours that may vote, and how steeply their weight falls with their similarity. */
const VOTERS = 20;
const STEEPNESS = 8;
/** Neighbours that must vote: fewer are chance. */
const MIN_VOTES = 5;
/** Share of the vote that another group needs. */
const LEAST_FOR_OTHER = 0.4;
/** A label with more than this share of the vote may be right. */
const MOST_FOR_OWN = 0.1;

/**
 * Rows whose label is probably wrong: their neighbours vote for the group of their own labels, the nearer the more
 * (distance-weighted k nearest neighbours, Dudani 1976), and agree on another one. `groupOf` is the group that each
 * row's label belongs to; rows whose label is too rare for one are neither heard nor judged. The surest first, then by
 * row. Neighbours less similar than `relatedFrom` have no vote.
 */
export function findSuspects(
  graph: KnnGraph,
  labels: readonly (string | null)[],
  groupOf: Int32Array,
  relatedFrom: number,
): Suspect[] {
  const suspects: Suspect[] = [];
  for (let row = 0; row < graph.rows; row++) {
    const own = groupOf[row] ?? UNGROUPED;
    if (labels[row] === null || own === UNGROUPED) continue;
    const { votes, total, byGroup } = voteOf(graph, row, { groupOf, relatedFrom });
    const [winner, weight] = heaviest(byGroup);
    const confidence = weight / total;
    if (votes < MIN_VOTES || winner === own || confidence < LEAST_FOR_OTHER) continue;
    if ((byGroup.get(own) ?? 0) / total > MOST_FOR_OWN) continue;
    suspects.push({ row, confidence, suggestedLabel: labelOf(graph, row, winner, { labels, groupOf }) });
  }
  return suspects.sort((a, b) => b.confidence - a.confidence || a.row - b.row);
}

interface Vote {
  readonly votes: number;
  readonly total: number;
  readonly byGroup: ReadonlyMap<number, number>;
}

function voteOf(
  graph: KnnGraph,
  row: number,
  { groupOf, relatedFrom }: { groupOf: Int32Array; relatedFrom: number },
): Vote {
  const byGroup = new Map<number, number>();
  let votes = 0;
  let total = 0;
  for (const [neighbour, score] of votersOf(graph, row)) {
    const group = groupOf[neighbour] ?? UNGROUPED;
    if (score < relatedFrom || group === UNGROUPED) continue;
    votes += 1;
    total += score ** STEEPNESS;
    byGroup.set(group, (byGroup.get(group) ?? 0) + score ** STEEPNESS);
  }
  return { votes, total, byGroup };
}

/** The key with most weight; of equal ones the first, which is that of the nearest neighbour. */
function heaviest<T>(weights: ReadonlyMap<T, number>): readonly [T | null, number] {
  let best: readonly [T | null, number] = [null, 0];
  for (const [key, weight] of weights) if (weight > best[1]) best = [key, weight];
  return best;
}

function* votersOf({ k, neighbours, scores }: KnnGraph, row: number): Generator<readonly [number, number]> {
  for (let link = row * k; link < row * k + Math.min(k, VOTERS); link++) {
    yield [neighbours[link] ?? -1, scores[link] ?? 0];
  }
}

function labelOf(
  graph: KnnGraph,
  row: number,
  group: number | null,
  { labels, groupOf }: { labels: readonly (string | null)[]; groupOf: Int32Array },
): string {
  const weights = new Map<string, number>();
  for (const [neighbour, score] of votersOf(graph, row)) {
    const label = labels[neighbour] ?? null;
    if (label === null || groupOf[neighbour] !== group) continue;
    weights.set(label, (weights.get(label) ?? 0) + score ** STEEPNESS);
  }
  return heaviest(weights)[0] ?? '';
}
