import type { AgreementReport } from '../../schemas/evaluation.ts';
import { clusterAgreement } from '../analysis/cluster-agreement.ts';
import type { TaskLabeller } from '../labels/task-labeller.ts';
import type { BenchmarkInstruction } from '../evaluation/ieb-files.ts';

const LISTED_CONFUSIONS = 10;
/** Joins the names of the same task that a benchmark has merged. */
const MERGED = '##';

interface Compared {
  readonly expected: string;
  readonly found: string | null;
}

const verbOf = (name: string): string => name.split('|')[0] ?? '';
const nounOf = (name: string): string => name.split('|')[1] ?? '';

function agrees({ expected, found }: Compared, part: (name: string) => string): boolean {
  return found !== null && expected.split(MERGED).some((name) => part(name) === part(found));
}

function confusionsOf(rows: readonly Compared[]): AgreementReport['confusions'] {
  const counts = new Map<string, { expected: string; found: string | null; rows: number }>();
  for (const { expected, found } of rows) {
    if (agrees({ expected, found }, (name) => name)) continue;
    const key = JSON.stringify([expected, found]);
    const count = counts.get(key) ?? { expected, found, rows: 0 };
    count.rows += 1;
    counts.set(key, count);
  }
  return [...counts.values()].sort((a, b) => b.rows - a.rows).slice(0, LISTED_CONFUSIONS);
}

/** Measures how often a labeller finds the category that an instruction has in a file of the benchmark. */
export function measureAgreement(
  instructions: readonly BenchmarkInstruction[],
  labeller: TaskLabeller,
): Omit<AgreementReport, 'file'> {
  const rows = instructions.map(({ instruction, category }) => ({
    expected: category,
    found: labeller.label(instruction)?.name ?? null,
  }));
  const share = (part: (name: string) => string): number =>
    rows.filter((row) => agrees(row, part)).length / Math.max(1, rows.length);
  const clusters = clusterAgreement(
    rows.map(({ expected }) => expected),
    rows.map(({ found }) => found ?? 'none'),
  );
  return {
    rows: rows.length,
    exact: share((name) => name),
    verb: share(verbOf),
    noun: share(nounOf),
    adjusted_rand: clusters.adjustedRand,
    homogeneity: clusters.homogeneity,
    confusions: confusionsOf(rows),
  };
}
