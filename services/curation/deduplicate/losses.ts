import type { DuplicateLoss, GroupLoss, LossTable } from '../../../schemas/curation/duplicate-loss.ts';
import { at } from '../../runtime/at.ts';
import { rounded } from '../rows/rounded.ts';
import type { Drop } from './leader.ts';

/** How many sources, and how many kinds of work, a report lists. */
const LISTED = 50;

/** The group of each row, such as its source; null where it has none. */
export class GroupColumn {
  readonly #numbers = new Map<string | null, number>();
  readonly #names: (string | null)[] = [];
  readonly #groups: number[] = [];

  add(name: string | null): void {
    const known = this.#numbers.get(name);
    const number = known ?? this.#names.push(name) - 1;
    if (known === undefined) this.#numbers.set(name, number);
    this.#groups.push(number);
  }

  /** The name of every group, in the order in which they came. */
  get names(): readonly (string | null)[] {
    return this.#names;
  }

  /** The place of a row's group among the names. */
  groupOf(row: number): number {
    return at(this.#groups, row);
  }
}

/** What one group loses, and the drops that are no exact copies. */
export interface Loss extends GroupLoss {
  readonly nearDrops: readonly Drop[];
}

/** The rows of a corpus with what they are grouped by. */
export interface GroupedRows {
  /** 1 for rows of the corpus that is cleaned. */
  readonly own: Uint8Array;
  readonly sources: GroupColumn;
  readonly kinds: GroupColumn;
}

const shareOf = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** What each group loses: those that lose the most rows come first, of these the smaller group, which loses a larger share. */
export function lossesBy(column: GroupColumn, own: Uint8Array, drops: readonly Drop[]): Loss[] {
  const groups = column.names.map((name) => ({ name, rows: 0, exact: 0, nearDrops: [] as Drop[] }));
  own.forEach((isOwn, row) => {
    if (isOwn === 1) at(groups, column.groupOf(row)).rows += 1;
  });
  for (const drop of drops) {
    const group = at(groups, column.groupOf(drop.row));
    if (drop.reason === 'exact') group.exact += 1;
    else group.nearDrops.push(drop);
  }
  return groups
    .filter(({ rows }) => rows > 0)
    .map(({ name, rows, exact, nearDrops }) => {
      const near = nearDrops.length;
      return {
        name,
        rows,
        dropped: exact + near,
        share: shareOf(exact + near, rows),
        exact,
        near,
        near_share: shareOf(near, rows - exact),
        nearDrops,
      };
    })
    .sort((a, b) => b.dropped - a.dropped || a.rows - b.rows || ((a.name ?? '') < (b.name ?? '') ? -1 : 1));
}

function tableOf(losses: readonly Loss[]): LossTable {
  const left = losses.slice(LISTED);
  const sum = (count: (loss: Loss) => number): number => left.reduce((total, loss) => total + count(loss), 0);
  return {
    groups: losses.slice(0, LISTED).map(({ nearDrops: _, share, near_share, ...loss }) => ({
      ...loss,
      share: rounded(share),
      near_share: rounded(near_share),
    })),
    further: left.length,
    further_rows: sum(({ rows }) => rows),
    further_dropped: sum(({ dropped }) => dropped),
  };
}

/** Whether any row of the corpus has a group; an encoder without kinds of work tells none. */
const tellsGroups = (losses: readonly Loss[]): boolean => losses.some(({ name }) => name !== null);

/** What each kind of work loses; nothing where no row has a kind. */
export function lossesByKind({ own, kinds }: GroupedRows, drops: readonly Drop[]): Loss[] {
  const losses = lossesBy(kinds, own, drops);
  return tellsGroups(losses) ? losses : [];
}

/** What a report says of the losses. */
export function lossReport(rows: GroupedRows, drops: readonly Drop[]): DuplicateLoss {
  return {
    by_source: tableOf(lossesBy(rows.sources, rows.own, drops)),
    by_kind: tableOf(lossesByKind(rows, drops)),
  };
}
