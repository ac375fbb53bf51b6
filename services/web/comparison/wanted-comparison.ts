import type { OperationKind } from '../../../schemas/curation/operations.ts';
import type { TaskBy } from '../../../schemas/curation/same-task.ts';
import { commandLine, shellWord } from '../parts/shell-words.ts';

/** What can be asked of several corpora. */
export const QUESTIONS = ['gaps', 'diff', 'correlation'] as const satisfies readonly OperationKind[];
type Question = (typeof QUESTIONS)[number];

/** What a comparison is started with, as the form holds it. */
export interface ComparisonWanted {
  readonly question: Question;
  /** The corpus that the first one is compared with. */
  readonly other: string;
  /** For gaps: the corpus whose rows may fill them; empty for none. */
  readonly pool: string;
  /** For a correlation: all that are compared. */
  readonly several: readonly string[];
  readonly by: TaskBy;
}

/** The command that makes the same comparison. */
export function compareCommand(corpus: string, wanted: ComparisonWanted, url: string): string {
  const { question, other, pool, several, by } = wanted;
  const both = `${shellWord(corpus)} ${shellWord(other)}`;
  const parts = {
    gaps: [`kindred gaps ${both}`, ...(pool === '' ? [] : [`--pool ${shellWord(pool)}`])],
    diff: [`kindred diff ${both}`],
    correlation: [`kindred correlate ${several.map(shellWord).join(' ')}`],
  };
  return commandLine([...parts[question], `--by ${by}`, `--url ${shellWord(url)}`]);
}

/** The request that makes the same comparison. */
export function compareRequest(corpus: string, wanted: ComparisonWanted): object {
  const { question, other, pool, several, by } = wanted;
  if (question === 'gaps') return { train: corpus, target: other, ...(pool !== '' && { pool }), by };
  return question === 'diff' ? { old: corpus, new: other, by } : { corpora: several, by };
}
