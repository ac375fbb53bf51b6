import type { DuplicateLoss, LossTable } from '../../../schemas/curation/duplicate-loss.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import type { Output } from './output.ts';
import { oneLine, share, table } from './text.ts';

const SHOWN = 8;
const WIDTH = 50;

/** Prints what sources and kinds of work lose, where a corpus has more than one. A service of an earlier version tells nothing. */
export function printLosses(loss: DuplicateLoss | undefined, output: Output): void {
  if (loss === undefined) return;
  for (const line of [...lossLines('source', loss.by_source), ...lossLines('kind of work', loss.by_kind)])
    output.data(line);
}

/** The lines of one table; none where there is one group alone, or nothing is lost. A pure function. */
export function lossLines(title: string, { groups, further }: LossTable): string[] {
  const losing = groups.filter(({ dropped }) => dropped > 0);
  if (groups.length + further < 2 || losing.length === 0) return [];
  const shown = losing.slice(0, SHOWN);
  const columns = [
    { title: `  ${title}` },
    { title: 'rows', align: 'right' },
    { title: 'dropped', align: 'right' },
    { title: 'share', align: 'right' },
    { title: 'near', align: 'right' },
  ] as const;
  const rows = shown.map((group) => [
    `  ${group.name === null ? `(no ${title})` : oneLine(group.name, WIDTH)}`,
    grouped(group.rows),
    grouped(group.dropped),
    share(group.share),
    grouped(group.near),
  ]);
  const left = groups.length + further - shown.length;
  const rest =
    left === 0
      ? []
      : [`  ${counted(left, 'other')} lose less or nothing`.replace('1 other lose', '1 other loses')];
  return [...table(columns, rows), ...rest];
}
