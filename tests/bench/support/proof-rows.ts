import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { seededRandom, shuffled } from '../../../services/runtime/seeded-random.ts';

/** A row of a set with answers. */
export interface AnsweredRow {
  readonly instruction: string;
  readonly input: string;
  readonly output: string;
}

/** Rows that are asked about, and those among which demonstrations or training data are chosen. */
export interface SplitRows {
  readonly held: readonly AnsweredRow[];
  readonly pool: readonly AnsweredRow[];
}

/** Where each set lies below the folder of data, and which of its rows count. */
const SETS = {
  alpaca: { path: 'corpora/alpaca.jsonl.gz', source: null },
  dolly: { path: 'corpora/mixed.jsonl.gz', source: 'dolly-3k' },
  superni: { path: 'bench/superni_categories.jsonl', source: null },
} as const;
export type ProofSet = keyof typeof SETS;
export const PROOF_SETS = Object.keys(SETS) as ProofSet[];

/** Four demonstrations of this size and a query fit what the small model of the proof reads. */
const MOST_CHARACTERS = 1_600;
const SEED = 7;

type RawRow = Partial<AnsweredRow & { readonly source: string }>;

/**
 * Rows of a set with an answer, none too long, shuffled; none of the pool says what a held-out one does. The first `skipped` rows are
 * not held out, and come last in the pool.
 */
export async function splitRows(
  shared: string,
  set: ProofSet,
  { held, pool, skipped = 0 }: { readonly held: number; readonly pool: number; readonly skipped?: number },
): Promise<SplitRows> {
  const { path, source } = SETS[set];
  const bytes = await readFile(join(shared, path));
  const lines = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().trim().split('\n');
  const rows = lines.flatMap((line) => usable(JSON.parse(line) as RawRow, source));
  const order = shuffled(rows, seededRandom(SEED));
  const asked = order.slice(skipped, skipped + held);
  const taken = new Set(asked.map(folded));
  const others = [...order.slice(skipped + held), ...order.slice(0, skipped)];
  return { held: asked, pool: others.filter((row) => !taken.has(folded(row))).slice(0, pool) };
}

function usable(row: RawRow, wanted: string | null): AnsweredRow[] {
  const { instruction = '', input = '', output = '', source } = row;
  if (wanted !== null && source !== wanted) return [];
  const isEmpty = instruction.trim() === '' || output.trim() === '';
  const isLong = instruction.length + input.length + output.length > MOST_CHARACTERS;
  return isEmpty || isLong ? [] : [{ instruction, input, output: output.trim() }];
}

/** Small letters and single spaces, so that case and white space hide no equal request. */
function folded({ instruction, input }: AnsweredRow): string {
  return `${instruction} ${input}`.replace(/\s+/gu, ' ').trim().toLowerCase();
}
