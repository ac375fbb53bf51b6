import { InvalidArgumentError } from 'commander';
import { JobKind } from '../../schemas/api/jobs.ts';
import type { JobReport } from '../../schemas/api/jobs.ts';
import { OPERATIONS } from '../../schemas/curation/operations.ts';
import type { Client } from '../../clients/typescript/src/kindred-client.ts';
import { CliError } from './exit-codes.ts';

/** Kinds of jobs by the names of the commands that start them. */
const BY_COMMAND: ReadonlyMap<string, JobKind> = new Map<string, JobKind>([
  ['ingest', 'ingest-corpus'],
  ['reembed', 'reembed-corpus'],
  ...JobKind.options.flatMap((kind): [string, JobKind][] =>
    kind === 'ingest-corpus' || kind === 'reembed-corpus' ? [] : [[OPERATIONS[kind].command, kind]],
  ),
]);
/** How many of the latest jobs are looked through for one that completed. */
const LOOKED_THROUGH = 200;

/** Parses the kind of a job: the name of its command, or the one that the service has for it. */
export function jobKind(text: string): JobKind {
  const kind = BY_COMMAND.get(text) ?? JobKind.options.find((known) => known === text);
  if (kind !== undefined) return kind;
  throw new InvalidArgumentError(`Give one of ${[...BY_COMMAND.keys()].join(', ')}.`);
}

/** The same for an option that takes several. */
export function jobKinds(text: string, before: readonly JobKind[] = []): JobKind[] {
  return [...before, jobKind(text)];
}

export interface LastOf {
  readonly kind: JobKind;
  /** A corpus that the job read or filled; any when left out. */
  readonly corpus?: string | undefined;
  /** Whether the job must have left marks on that corpus. */
  readonly marks?: boolean;
}

/**
 * The last job of a kind that completed.
 * @throws CliError when there is none
 */
export async function lastJob(client: Client, { kind, corpus, marks = false }: LastOf): Promise<JobReport> {
  const jobs = await client.jobs(LOOKED_THROUGH, { kind, ...(corpus !== undefined && { corpus }) });
  for (const job of jobs) {
    if (job.state !== 'completed') continue;
    if (!marks || (await client.report(job.id)).marks_corpus === corpus) return job;
  }
  const where = corpus === undefined ? '' : marks ? ` with marks on ${corpus}` : ` on ${corpus}`;
  throw new CliError(`No job of the kind ${kind}${where} has completed: "kindred jobs" lists what there is.`);
}
