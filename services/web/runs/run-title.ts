import type { CurationReport } from '../../../schemas/api/jobs.ts';
import { counted } from '../../../schemas/counted.ts';
import { ago } from '../parts/told-in-words.ts';

/** A run as lists name it: when it was, with which other corpora, and of how many rows or why not. */
export function runTitle(
  { operation, corpora, created_at: created, state, result }: CurationReport,
  corpus: string,
  isNamed: boolean,
  now: number,
): string {
  const others = corpora.filter((name) => name !== corpus);
  const what = isNamed ? [operation.replaceAll('-', ' ')] : [];
  const beside = others.length === 0 ? [] : [`with ${others.join(', ')}`];
  const how =
    state === 'completed'
      ? `of ${counted(result?.rows ?? 0, 'row')}`
      : state === 'failed' || state === 'cancelled'
        ? state
        : 'not done yet';
  return [[...what, ...beside].join(' '), ago(created, now), how].filter((part) => part !== '').join(', ');
}
