import { join, relative, resolve, sep } from 'node:path';
import type { Reading } from '../../../clients/typescript/src/kindred-client.ts';
import type { JobKind, JobReport } from '../../../schemas/api/jobs.ts';
import { KindredError } from '../../../schemas/errors.ts';
import type { CommandContext } from '../command.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { findFiles, type FoundFile } from '../files/find-files.ts';
import { followWithProgress } from '../follow-with-progress.ts';
import { exitCodeOfJobs, printJobSummary } from '../print/job-summary.ts';
import { download } from '../run-curation.ts';
import { saveExport } from '../save-export.ts';
import type { Service } from '../service.ts';
import { startJob } from '../start-job.ts';
import { fileHash, fingerprintOf } from './fingerprint.ts';
import type { DoneStep, Manifest } from './manifest.ts';
import { withJobs, type IngestStep, type OperationStep, type RecipeStep } from './recipe-file.ts';

/** One job of a recipe: a step, or one file of an ingestion. */
interface Work {
  readonly name: string;
  /** What it reads, for people. */
  readonly of: string;
  readonly fingerprint: string;
  readonly kind: JobKind;
  readonly corpus: string | null;
  start(): Promise<{ readonly job: string }>;
  /** Writes what the job made, and names the files. */
  save(report: JobReport): Promise<readonly string[]>;
}

interface Run {
  readonly context: CommandContext;
  readonly service: Service;
  readonly manifest: Manifest;
  /** The folder of the recipe, from which its paths are meant. */
  readonly folder: string;
  /** The files and folders that the recipe writes, as whole paths: it does not read them. */
  readonly written: readonly string[];
}

/**
 * Runs the steps of a recipe one after the other. A step that an earlier run completed, with the same input and the same steps before
 * it, is left as it is; one that it started is followed. The first that fails ends the run.
 */
export async function runRecipe(
  given: Omit<Run, 'written'>,
  steps: readonly RecipeStep[],
): Promise<ExitCode> {
  const outs = steps.flatMap((step) => ('kind' in step && step.out !== null ? [step.out] : []));
  const run: Run = { ...given, written: outs.map((out) => resolve(given.folder, out)) };
  const jobs = new Map<string, string>();
  let fingerprint = '';
  let worst: ExitCode = EXIT.ok;
  for (const step of steps) {
    const works =
      'kind' in step
        ? [operationWork(run, step, jobs, fingerprint)]
        : await ingestWorks(run, step, fingerprint);
    for (const work of works) {
      const done = await perform(run, work);
      if (done === null) return EXIT.failed;
      if (done.code !== EXIT.ok) worst = done.code;
      jobs.set(work.name, done.job);
      fingerprint = work.fingerprint;
    }
  }
  await run.manifest.close();
  return worst;
}

function operationWork(
  { service: { client }, folder }: Run,
  { name, kind, corpus, body, out }: OperationStep,
  jobs: ReadonlyMap<string, string>,
  before: string,
): Work {
  const request = withJobs(body, (step) => jobs.get(step) ?? step);
  return {
    name,
    of: corpus ?? 'corpora',
    fingerprint: fingerprintOf(before, { name, kind, corpus, body, out }),
    kind,
    corpus,
    start: () => client.startCuration(kind, corpus, request),
    save: async (report) => {
      if (out === null || report.name !== 'curate') return [];
      const path = resolve(folder, out);
      if (kind !== 'export') {
        await download(client, report, path);
        return (report.result?.files ?? []).map((file) => join(path, file.name));
      }
      const found = await client.report(report.id);
      return found.kind === 'export' ? saveExport(client, report.id, found, path) : [];
    },
  };
}

async function ingestWorks(
  { context, service: { client }, folder, written }: Run,
  { name, options }: IngestStep,
  before: string,
): Promise<Work[]> {
  const { corpus, files: named, columns, ...reading } = options;
  const { files, notes } = await findFiles([named].flat().map((file) => resolve(folder, file)));
  for (const note of notes) context.output.note(note);
  const works: Work[] = [];
  for (const file of files) {
    if (written.some((out) => file.path === out || file.path.startsWith(out + sep))) {
      context.output.note(`${name}: ${file.name} is left out, since the recipe writes it`);
      continue;
    }
    const sha256 = await fileHash(file.path);
    const last = works.at(-1)?.fingerprint ?? before;
    works.push({
      name,
      of: `${file.name} ${context.output.glyphs.arrow} ${corpus}`,
      fingerprint: fingerprintOf(last, {
        name,
        options: { ...options, files: null },
        file: file.name,
        sha256,
      }),
      kind: 'ingest-corpus',
      corpus,
      start: () => client.ingest(corpus, file.path, readingOf(file, { ...reading, columns })),
      save: () => Promise.resolve([]),
    });
  }
  if (works.length === 0)
    throw new CliError(`${name}: the recipe writes all files that it would read`, EXIT.usage);
  return works;
}

function readingOf(
  { name, split }: FoundFile,
  { columns, ...reading }: Omit<IngestStep['options'], 'corpus' | 'files'>,
): Reading {
  return {
    ...reading,
    name,
    split: reading.split ?? split,
    ...(columns && { columns: JSON.stringify(columns) }),
  };
}

interface Performed {
  readonly job: string;
  readonly code: ExitCode;
}

/** Does one job of a recipe, unless it is done; null when it has failed. */
async function perform({ context, service, manifest, folder }: Run, work: Work): Promise<Performed | null> {
  const { output } = context;
  const before = manifest.earlier(work.fingerprint);
  if (before?.state === 'completed' && (await isStillThere(service, work, before, folder))) {
    await manifest.note(before);
    output.note(`${work.name}: done before, ${before.of} (job ${before.job})`);
    return { job: before.job, code: EXIT.ok };
  }
  const started = before?.state === 'started' && (await isKnown(service, before.job)) ? before.job : null;
  output.note(`${work.name}: ${work.of}`);
  const sought = { kind: work.kind, ...(work.corpus !== null && { corpus: work.corpus }) };
  const job = started ?? (await startJob(context, service, sought, () => work.start()));
  const step = { name: work.name, of: work.of, fingerprint: work.fingerprint, job, figures: {}, files: [] };
  await manifest.note({ ...step, state: 'started', ended_at: null });
  const report = await followWithProgress(context, service, job);
  if (!output.json) printJobSummary(output, report);
  if (report.state !== 'completed') {
    await manifest.note({ ...step, state: 'failed', ended_at: report.finished_at });
    return null;
  }
  const saved = await work.save(report);
  const files = await Promise.all(
    saved.map(async (path) => ({ path: relative(folder, path), sha256: await fileHash(path) })),
  );
  const figures = figuresOf(
    report.name === 'curate' ? await service.client.report(job) : (report.result ?? {}),
  );
  await manifest.note({ ...step, files, figures, state: 'completed', ended_at: report.finished_at });
  return { job, code: exitCodeOfJobs([report]) };
}

/** Whether what a step made is still there: its job, the corpus that it filled, and its files as they were written. */
async function isStillThere(
  service: Service,
  { kind, corpus }: Work,
  { job, files }: DoneStep,
  folder: string,
): Promise<boolean> {
  if (!(await isKnown(service, job))) return false;
  if (kind === 'ingest-corpus' && corpus !== null && !(await exists(() => service.client.corpus(corpus))))
    return false;
  for (const { path, sha256 } of files) {
    if ((await fileHash(resolve(folder, path)).catch(() => null)) !== sha256) return false;
  }
  return true;
}

/** Whether the service still has a job, and where it is a curation its report too. */
function isKnown({ client }: Service, job: string): Promise<boolean> {
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
