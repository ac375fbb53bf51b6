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

/** Where the rows of a set lie below the folder of data, and which of them count. */
interface SetOfRows {
  readonly path: string;
  readonly counts?: (row: RawRow) => boolean;
  /** At most so many rows of a source are taken. */
  readonly ofSource?: number;
}

/** The sets for which demonstrations are chosen. */
const ASKED_SETS = {
  alpaca: { path: 'corpora/alpaca.jsonl.gz' },
  dolly: { path: 'corpora/mixed.jsonl.gz', counts: ({ source }) => source === 'dolly-3k' },
  superni: { path: 'bench/superni_categories.jsonl' },
} satisfies Record<string, SetOfRows>;
/**
 * The set of many sources is for selection alone: English rows, as the model reads English, and no more of a source than of
 * others, as the rows of Alpaca and its kin would else be most of it.
 */
const MIXED_SET: SetOfRows = {
  path: 'corpora/mixed.jsonl.gz',
  counts: ({ lang, use }) => lang === 'en' && use === 'train',
  ofSource: 300,
};
const SETS: Record<ProofSet | 'mixed', SetOfRows> = { ...ASKED_SETS, mixed: MIXED_SET };
export type ProofSet = keyof typeof ASKED_SETS;
export const PROOF_SETS = Object.keys(ASKED_SETS) as ProofSet[];

/** Four demonstrations of this size and a query fit what the small model of the proof reads. */
const MOST_CHARACTERS = 1_600;
const SEED = 7;

type RawRow = Partial<AnsweredRow & { readonly source: string; readonly lang: string; readonly use: string }>;
type SourcedRow = AnsweredRow & { readonly source?: string | undefined };

/**
 * Rows of a set with an answer, none too long, shuffled; none of the pool says what a held-out one does. The first `skipped` rows are
 * not held out, and come last in the pool.
 */
export async function splitRows(
  shared: string,
  set: ProofSet | 'mixed',
  { held, pool, skipped = 0 }: { readonly held: number; readonly pool: number; readonly skipped?: number },
): Promise<SplitRows> {
  const { path, counts = () => true, ofSource } = SETS[set];
  const bytes = await readFile(join(shared, path));
  const lines = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().trim().split('\n');
  const rows = lines.map((line) => JSON.parse(line) as RawRow).filter(counts);
  const random = seededRandom(SEED);
  const drawn = shuffled(rows.flatMap(usable), random);
  const order = ofSource === undefined ? drawn : shuffled(fewOfEachSource(drawn, ofSource), random);
  const asked = order.slice(skipped, skipped + held);
  const taken = new Set(asked.map(folded));
  const others = [...order.slice(skipped + held), ...order.slice(0, skipped)];
  return { held: asked, pool: others.filter((row) => !taken.has(folded(row))).slice(0, pool) };
}

function usable({ instruction = '', input = '', output = '', source }: RawRow): SourcedRow[] {
  const isEmpty = instruction.trim() === '' || output.trim() === '';
  const isLong = instruction.length + input.length + output.length > MOST_CHARACTERS;
  return isEmpty || isLong ? [] : [{ instruction, input, output: output.trim(), source }];
}

function fewOfEachSource(rows: readonly SourcedRow[], most: number): SourcedRow[] {
  const taken = new Map<string | undefined, number>();
  return rows.filter(({ source }) => {
    const before = taken.get(source) ?? 0;
    taken.set(source, before + 1);
    return before < most;
  });
}

/** Small letters and single spaces, so that case and white space hide no equal request. */
function folded({ instruction, input }: AnsweredRow): string {
  return `${instruction} ${input}`.replace(/\s+/gu, ' ').trim().toLowerCase();
}
