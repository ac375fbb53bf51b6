import type { Points } from '../../analysis/points.ts';
import { at } from '../../runtime/at.ts';
import type { Pause } from '../../runtime/event-loop-yield.ts';
import { countLabels } from './describe-groups.ts';
import { groupTitles } from './group-title.ts';
import type { ToldRows } from './kind-seeds.ts';
import { UNGROUPED } from './leader-groups.ts';
import { groupsOfNames } from './task-groups.ts';

/** As the operation `group-tasks` has it when nothing else is asked for. */
const USUAL = { mergeAt: 0.85, minSize: null };

/**
 * The title of the group that the kind or the label of each row is in; null for rows that `group-tasks` would group by neighbours alone.
 * Rows of several corpora are given together, so that a group has one title in all of them.
 * @param titles the titles of kinds
 */
export async function groupNames(
  points: Points,
  rows: ToldRows,
  titles: ReadonlyMap<string, string>,
  pause: Pause,
): Promise<(string | null)[]> {
  const { groupOf, seeds } = await groupsOfNames({ points, ...rows }, USUAL, pause);
  const members = new Map<number, number[]>();
  groupOf.forEach((group, row) => {
    if (group === UNGROUPED) return;
    const others = members.get(group);
    if (others === undefined) members.set(group, [row]);
    else others.push(row);
  });
  const found = [...members].sort(([, a], [, b]) => b.length - a.length);
  const groups = found.map(([group, own]) => ({
    seed: seeds[group] ?? null,
    labels: countLabels(own, rows.labels),
    kinds: [],
  }));
  const names = new Map(groupTitles(groups, titles).map((title, place) => [at(found, place)[0], title]));
  return Array.from(groupOf, (group) => names.get(group) ?? null);
}
