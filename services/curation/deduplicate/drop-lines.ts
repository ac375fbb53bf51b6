import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { DropLine } from '../../../schemas/curation/duplicate-decisions.ts';
import { at } from '../../runtime/at.ts';
import type { Drop } from './leader.ts';
import type { LoadedRows } from './load-compared.ts';
import { scoresOf } from './marks.ts';

/** How sure a drop is, as far as its scores tell: exact copies are surer than everything else. */
function sureness({ reason, content, lexical, chance }: DropLine): number {
  if (reason === 'exact') return 2;
  return chance ?? (reason === 'lexical' ? Math.max(content, lexical) : content);
}

/** A line for every drop, the most doubtful first, and equally doubtful ones in the order of ids. */
export function dropLines(rows: LoadedRows, drops: readonly Drop[]): DropLine[] {
  const sourceOf = (row: number): string | null => at(rows.sources.names, rows.sources.groupOf(row));
  const lines = drops.map((drop): DropLine => ({
    id: at(rows.ids, drop.row),
    duplicate_of: at(rows.ids, drop.keptRow),
    reason: drop.reason,
    ...scoresOf(rows, drop),
    source: sourceOf(drop.row),
    kept_source: sourceOf(drop.keptRow),
  }));
  return lines.sort((a, b) => sureness(a) - sureness(b) || (a.id < b.id ? -1 : 1));
}

/** The lines of a `drops.jsonl` in their order, the most doubtful first. */
export async function* readDrops(path: string, signal: AbortSignal): AsyncGenerator<DropLine> {
  const lines = createInterface({ input: createReadStream(path, { signal }), crlfDelay: Infinity });
  for await (const line of lines) yield JSON.parse(line) as DropLine;
}
