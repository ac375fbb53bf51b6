import type { DropDecision } from '../../../schemas/curation/duplicate-decisions.ts';
import { commandLine, shellWord } from '../parts/shell-words.ts';

/** Commands in a narrow column have one option on a line. */
const NARROW = 30;

/** What a run is started with, as the form holds it. */
export interface RunWanted {
  readonly threshold: number | 'auto';
  readonly keep: string;
  /** The field that `quality` and `newest` read; empty for the usual one. */
  readonly field: string;
  /** A share, or `off`. */
  readonly maxLoss: string;
  /** The corpus whose rows are dropped, whatever `keep` says; empty for duplicates within the corpus. */
  readonly against: string;
}

/** The command that starts the same run. */
export function runCommand(corpus: string, wanted: RunWanted, url: string): string {
  const { threshold, keep, field, maxLoss, against } = wanted;
  return commandLine([
    `kindred dedup ${shellWord(corpus)}`,
    `--threshold ${threshold}`,
    ...(against === '' ? keepOptions(keep, field) : []),
    `--max-loss ${maxLoss}`,
    ...(against === '' ? [] : [`--against ${shellWord(against)}`]),
    `--url ${shellWord(url)}`,
  ]);
}

/** The request that starts the same run. */
export function runRequest({ threshold, keep, field, maxLoss, against }: RunWanted): object {
  return {
    threshold,
    ...(against === '' ? keepFields(keep, field) : { against }),
    max_loss: maxLoss === 'off' ? null : Number(maxLoss),
  };
}

function keepOptions(keep: string, field: string): string[] {
  return [
    `--keep ${keep}`,
    ...(keep === 'quality' && field !== '' ? [`--quality-key ${shellWord(field)}`] : []),
    ...(keep === 'newest' && field !== '' ? [`--date-key ${shellWord(field)}`] : []),
  ];
}

function keepFields(keep: string, field: string): object {
  return {
    keep,
    ...(keep === 'quality' && field !== '' && { quality_key: field }),
    ...(keep === 'newest' && field !== '' && { date_key: field }),
  };
}

const OPTIONS: Readonly<Record<DropDecision, string>> = {
  same: '--same',
  different: '--different',
  swap: '--swap',
};

/** The command that makes the last decision that was made here; null before there was one. */
export function decideCommand(
  job: string,
  made: ReadonlyMap<string, DropDecision | null>,
  url: string,
): string | null {
  const [id, decision] = [...made].at(-1) ?? [];
  if (id === undefined) return null;
  const option = decision === undefined || decision === null ? '--undo' : OPTIONS[decision];
  return commandLine([`kindred dedup-decide ${job}`, `${option} ${id}`, `--url ${shellWord(url)}`]);
}

export function thresholdCommand(job: string, threshold: number | null, url: string): string {
  return commandLine(
    [`kindred dedup-decide ${job}`, `--threshold ${threshold ?? 'off'}`, `--url ${shellWord(url)}`],
    NARROW,
  );
}

/** The command that writes the corpus without what the decisions leave out. */
export function exportCommand(corpus: string, job: string, url: string): string {
  return commandLine(
    [
      `kindred export ${shellWord(corpus)}`,
      `--marks ${job}`,
      '--apply',
      '--without-marks',
      `--out ${shellWord(`${corpus}-clean.jsonl.gz`)}`,
      `--url ${shellWord(url)}`,
    ],
    NARROW,
  );
}

export function sampleCommand(job: string, size: number, seed: number, url: string): string {
  return commandLine(
    [
      `kindred dedup-audit ${job}`,
      `--size ${size}`,
      `--seed ${seed}`,
      '--out pairs.jsonl',
      `--url ${shellWord(url)}`,
    ],
    NARROW,
  );
}

export function conflictsCommand(job: string, url: string): string {
  return commandLine([`kindred results ${job}`, '--out conflicts', `--url ${shellWord(url)}`]);
}
