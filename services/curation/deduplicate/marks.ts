import type { DeduplicationMark } from '../../../schemas/curation/deduplicate.ts';
import { at } from '../../runtime/at.ts';
import { rounded } from '../rows/rounded.ts';
import type { ExactGroups } from './exact.ts';
import type { Drop } from './leader.ts';
import type { LoadedRows } from './load-compared.ts';
import { jaccard } from './min-hash.ts';
import { shownDifference } from './shown-difference.ts';
import { similarity, type ComparedRows } from './pairs.ts';

export interface DropScores {
  readonly content: number;
  readonly task: number;
  readonly lexical: number;
  readonly chance: number | null;
}

/** How similar a dropped row is to the row that stands for it. */
export function scoresOf(rows: ComparedRows, { row, keptRow, pair }: Drop): DropScores {
  if (pair !== null) {
    const { content, task, lexical, chance } = pair;
    return {
      content: rounded(content),
      task: rounded(task),
      lexical: rounded(lexical),
      chance: chance === null ? null : rounded(chance),
    };
  }
  return {
    content: rounded(similarity(rows.content, row, keptRow)),
    task: rounded(similarity(rows.task, row, keptRow)),
    lexical: rounded(jaccard(rows.texts.shinglesOf(row), rows.texts.shinglesOf(keptRow))),
    chance: null,
  };
}

/** A mark for every record of the corpus that is cleaned, in the order of ids. */
export function* markLines(
  rows: LoadedRows,
  drops: readonly Drop[],
  { contradicted }: ExactGroups,
): Generator<DeduplicationMark> {
  const dropOf = new Map(drops.map((drop) => [drop.row, drop]));
  for (const [row, id] of rows.ids.entries()) {
    if (rows.own[row] !== 1) continue;
    const conflict = contradicted[row] === 1;
    const drop = dropOf.get(row);
    if (drop === undefined) {
      yield {
        id,
        keep: true,
        duplicate_of: null,
        reason: null,
        content: null,
        task: null,
        lexical: null,
        chance: null,
        difference: null,
        conflict,
      };
      continue;
    }
    const duplicateOf = at(rows.ids, drop.keptRow);
    yield {
      id,
      keep: false,
      duplicate_of: duplicateOf,
      reason: drop.reason,
      ...scoresOf(rows, drop),
      difference: shownDifference(rows, row, drop.keptRow),
      conflict,
    };
  }
}
