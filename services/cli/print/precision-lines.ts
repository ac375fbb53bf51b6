import type { DuplicateAudit, Precision } from '../../../schemas/curation/duplicate-audit.ts';
import { grouped } from '../../../schemas/counted.ts';
import { table } from './text.ts';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The lines that say how many of the drops of a deduplication are right. A pure function. */
export function precisionLines({ lexical, paraphrase, near, all, judged_at }: DuplicateAudit): string[] {
  const row = (title: string, { drops, judged, right, precision, interval }: Precision): string[] => [
    `  ${title}`,
    grouped(drops),
    grouped(judged),
    grouped(right),
    precision === null ? 'not judged' : percent(precision),
    interval === null ? '' : `${percent(interval[0])} to ${percent(interval[1])}`,
  ];
  const columns = [
    { title: '  reason' },
    { title: 'drops', align: 'right' },
    { title: 'judged', align: 'right' },
    { title: 'right', align: 'right' },
    { title: 'precision', align: 'right' },
    { title: '95 % interval' },
  ] as const;
  const rows = [
    row('lexical', lexical),
    row('paraphrase', paraphrase),
    row('both', near),
    row('all, exact copies too', all),
  ];
  return [
    `judged on ${judged_at.slice(0, 10)}; exact copies are right by construction`,
    ...table(columns, rows),
  ];
}
