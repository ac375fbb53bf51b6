import type { KnnGraph } from '../../neighbours/knn-graph.ts';
import { at } from '../../runtime/at.ts';
import { UNGROUPED } from './leader-groups.ts';

/** A row whose label disagrees with the labels of its neighbours. */
export interface Suspect {
  readonly row: number;
  /** The label with the most weight among the neighbours of the group that they vote for. */
  readonly suggestedLabel: string;
  /** The share of the neighbours' weight that votes for this group. */
  readonly confidence: number;
}

/** How many of the nearest neighbours may vote. */
const VOTERS = 20;
/** The weight of a vote is the neighbour's similarity to this power. */
const STEEPNESS = 8;
/** With fewer votes the result may be chance, and the row is not judged. */
const MIN_VOTES = 5;
/** The share of the vote that another group needs. */
const LEAST_FOR_OTHER = 0.4;
/** A row is not suspected when the group of its own label has more than this share of the vote. */
const MOST_FOR_OWN = 0.1;

/**
 * The rows whose label is probably wrong, the surest first, equally sure ones by row. Each neighbour of a row votes for the group
 * of its own label, and nearer ones have more weight (distance-weighted k nearest neighbours, Dudani 1976). A row is suspected
 * when its neighbours agree on another group than that of its label.
 * @param groupOf the group that each row's label belongs to; rows without one neither vote nor are judged
 * @param relatedFrom neighbours that are less similar have no vote
 */
export function findSuspects(
  graph: KnnGraph,
  labels: readonly (string | null)[],
  groupOf: Int32Array,
  relatedFrom: number,
): Suspect[] {
  const suspects: Suspect[] = [];
  for (let row = 0; row < graph.rows; row++) {
    const own = at(groupOf, row);
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
    const group = at(groupOf, neighbour);
    if (score < relatedFrom || group === UNGROUPED) continue;
    votes += 1;
    total += score ** STEEPNESS;
    byGroup.set(group, (byGroup.get(group) ?? 0) + score ** STEEPNESS);
  }
  return { votes, total, byGroup };
}

/** The key with the most weight; of equal ones the first, which is that of the nearest neighbour. */
function heaviest<T>(weights: ReadonlyMap<T, number>): readonly [T | null, number] {
  let best: readonly [T | null, number] = [null, 0];
  for (const [key, weight] of weights) if (weight > best[1]) best = [key, weight];
  return best;
}

function* votersOf({ k, neighbours, scores }: KnnGraph, row: number): Generator<readonly [number, number]> {
  for (let link = row * k; link < row * k + Math.min(k, VOTERS); link++) {
    yield [at(neighbours, link), at(scores, link)];
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
    const label = at(labels, neighbour);
    if (label === null || groupOf[neighbour] !== group) continue;
    weights.set(label, (weights.get(label) ?? 0) + score ** STEEPNESS);
  }
  return heaviest(weights)[0] ?? '';
}
