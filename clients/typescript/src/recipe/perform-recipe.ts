import { relative, resolve, sep } from 'node:path';
import { isOver, jobReports, type Patience } from '../follow-job.ts';
import type { JobReport } from '../../../../schemas/api/jobs.ts';
import { KindredError } from '../../../../schemas/errors.ts';
import type { RecipeStepDone } from '../../../../schemas/recipe/manifest.ts';
import type { RecipeStep } from '../../../../schemas/recipe/recipe.ts';
import { JobFailed } from '../job-failed.ts';
import type { Client } from '../kindred-client.ts';
import { startOnce } from '../start-once.ts';
import { fileHash } from './fingerprint.ts';
import type { Manifest } from './manifest.ts';
import {
  ingestionJobs,
  operationJob,
  filesWrittenBy,
  type RecipeJob,
  type RecipePlace,
} from './recipe-jobs.ts';

/** How far a recipe is. */
export interface RecipeProgress {
  /** The name of the step: its command, or what `as` says. */
  readonly step: string;
  /** What is read, for people: a file and its corpus, or the corpus of an operation. */
  readonly of: string;
  /** `left` tells that an earlier run did it, and nothing has changed; `failed` that its job failed or was cancelled. */
  readonly state: 'left' | 'starting' | 'running' | 'completed' | 'failed';
  /** The job; null while it is being started. */
  readonly job: string | null;
  /** The last report on the job; null before the first, and for what is left as it is. */
  readonly report: JobReport | null;
}

interface RecipeRun extends Omit<RecipePlace, 'written'> {
  readonly client: Client;
  readonly manifest: Manifest;
  readonly signal: AbortSignal;
  readonly patience: Patience;
  readonly onProgress: (progress: RecipeProgress) => void;
}

/**
 * Runs the steps of a recipe one after the other. A step that an earlier run completed, with the same input and the same steps before
 * it, is left as it is; one that it started is followed. The first that fails ends the run.
 * @throws JobFailed when a job failed or was cancelled, and what the requests throw
 */
export async function performRecipe(run: RecipeRun, steps: readonly RecipeStep[]): Promise<void> {
  const place = { ...run, written: filesWrittenBy(steps, run.folder) };
  const done = new Map<string, string>();
  let fingerprint = '';
  for (const step of steps) {
    const jobs =
      'kind' in step
        ? [operationJob(step, place, done, fingerprint)]
        : await ingestionJobs(step, place, fingerprint);
    for (const job of jobs) {
      run.signal.throwIfAborted();
      done.set(job.name, await perform(run, job));
      fingerprint = job.fingerprint;
    }
  }
  await run.manifest.close();
}

/** Does one job of a recipe, unless it is done. @returns its id */
async function perform(run: RecipeRun, job: RecipeJob): Promise<string> {
  const { client, manifest, onProgress } = run;
  const { name, of, fingerprint } = job;
  const about = { step: name, of, job: null, report: null };
  const before = manifest.earlier(fingerprint);
  if (before?.state === 'completed' && (await isStillThere(run, job, before))) {
    await manifest.note(before);
    onProgress({ ...about, state: 'left', job: before.job });
    return before.job;
  }
  onProgress({ ...about, state: 'starting' });
  const isStarted = before?.state === 'started' && (await isKnown(client, before.job));
  const id = isStarted
    ? before.job
    : await startOnce({ ...run, ...run.patience }, job.sought, () => job.start(client));
  const step = { name, of, fingerprint, job: id, figures: {}, files: [] };
  await manifest.note({ ...step, state: 'started', ended_at: null });
  const report = await followed(run, id, (state, report) => onProgress({ ...about, state, job: id, report }));
  if (report.state !== 'completed') {
    await manifest.note({ ...step, state: 'failed', ended_at: report.finished_at });
    throw new JobFailed(report);
  }
  const files = await hashed(await job.save(client, report), run.folder);
  const figures = figuresOf(report.name === 'curate' ? await client.report(id) : (report.result ?? {}));
  await manifest.note({ ...step, files, figures, state: 'completed', ended_at: report.finished_at });
  onProgress({ ...about, state: 'completed', job: id, report });
  return id;
}

async function followed(
  { client, signal, patience }: RecipeRun,
  id: string,
  tell: (state: 'running' | 'failed', report: JobReport) => void,
): Promise<JobReport> {
  for await (const report of jobReports(client, id, signal, patience)) {
    tell(isOver(report) && report.state !== 'completed' ? 'failed' : 'running', report);
    if (isOver(report)) return report;
  }
  throw new Error('This is a bug: a job was followed without its end.');
}

/** The files with their paths from the folder on, in the notation of every system. */
function hashed(paths: readonly string[], folder: string): Promise<RecipeStepDone['files']> {
  return Promise.all(
    paths.map(async (path) => ({
      path: relative(folder, path).split(sep).join('/'),
      sha256: await fileHash(path),
    })),
  );
}

/** Whether what a step made is still there: its job, the corpus that it filled, and its files as they were written. */
async function isStillThere(
  { client, folder }: RecipeRun,
  { sought: { kind, corpus } }: RecipeJob,
  { job, files }: RecipeStepDone,
): Promise<boolean> {
  if (!(await isKnown(client, job))) return false;
  if (kind === 'ingest-corpus' && corpus !== undefined && !(await exists(() => client.corpus(corpus))))
    return false;
  for (const { path, sha256 } of files) {
    if ((await fileHash(resolve(folder, path)).catch(() => null)) !== sha256) return false;
  }
  return true;
}

/** Whether the service still has a job, and where it is a curation its report too. */
function isKnown(client: Client, job: string): Promise<boolean> {
  return exists(async () => {
    const { name, state } = await client.job(job);
    if (name === 'curate' && state === 'completed') await client.report(job);
  });
}

async function exists(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    if (error instanceof KindredError && error.code === 'not_found') return false;
    throw error;
  }
}

/** The numbers of a report, such as rows and how many stay. */
function figuresOf(report: object): Record<string, number> {
  const entries = Object.entries(report) as [string, unknown][];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}
