import { mkdir } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import type { JobReport } from '../../../../schemas/api/jobs.ts';
import { KindredError } from '../../../../schemas/errors.ts';
import { saidOf, saidOfFile, withJobs } from '../../../../schemas/recipe/recipe.ts';
import type { IngestStep, OperationStep, RecipeStep } from '../../../../schemas/recipe/recipe.ts';
import { findFiles, type FoundFile } from '../files/find-files.ts';
import { download, saveExport } from '../files/save-result.ts';
import type { Client, Reading } from '../kindred-client.ts';
import type { SoughtJob } from '../start-once.ts';
import { fileHash, fingerprintOf } from './fingerprint.ts';

/** One job of a recipe: a step, or one file of an ingestion. */
export interface RecipeJob {
  readonly name: string;
  /** What it reads, for people. */
  readonly of: string;
  readonly fingerprint: string;
  readonly sought: SoughtJob;
  start(client: Client): Promise<{ readonly job: string }>;
  /** Writes what the job made, and names the files. */
  save(client: Client, report: JobReport): Promise<readonly string[]>;
}

/** Where a recipe stands, and whom to tell what it leaves out. */
export interface RecipePlace {
  /** The folder from which its paths are meant. */
  readonly folder: string;
  /** The files and folders that it writes, as whole paths: it does not read them. */
  readonly written: readonly string[];
  readonly onNote: (sentence: string) => void;
}

/** The files and folders that a recipe writes, as whole paths. */
export function filesWrittenBy(steps: readonly RecipeStep[], folder: string): string[] {
  return steps.flatMap((step) => ('kind' in step && step.out !== null ? [resolve(folder, step.out)] : []));
}

/** The job of an operation. @param jobs the jobs of the steps before it, by their names */
export function operationJob(
  step: OperationStep,
  { folder }: RecipePlace,
  jobs: ReadonlyMap<string, string>,
  before: string,
): RecipeJob {
  const { name, kind, corpus, body, out } = step;
  return {
    name,
    of: corpus ?? 'corpora',
    fingerprint: fingerprintOf(before, saidOf(step)),
    sought: { kind, ...(corpus !== null && { corpus }) },
    start: (client) =>
      client.startCuration(
        kind,
        corpus,
        withJobs(body, (other) => jobs.get(other) ?? other),
      ),
    save: async (client, report) => {
      if (out === null || report.name !== 'curate') return [];
      const path = resolve(folder, out);
      if (kind !== 'export') return download(client, report, path);
      await mkdir(dirname(path), { recursive: true });
      const found = await client.report(report.id);
      return found.kind === 'export' ? saveExport(client, report.id, found, path) : [];
    },
  };
}

/**
 * The jobs of an ingestion, one for each file.
 * @throws FileError when a file is not there, and KindredError `invalid_request` when none is left to read
 */
export async function ingestionJobs(
  step: IngestStep,
  { folder, written, onNote }: RecipePlace,
  before: string,
): Promise<RecipeJob[]> {
  const { name, options } = step;
  const { files, notes } = await findFiles([options.files].flat().map((file) => resolve(folder, file)));
  for (const note of notes) onNote(note);
  const jobs: RecipeJob[] = [];
  for (const file of files) {
    if (written.some((out) => file.path === out || file.path.startsWith(out + sep))) {
      onNote(`${name}: ${file.name} is left out, since the recipe writes it`);
      continue;
    }
    const last = jobs.at(-1)?.fingerprint ?? before;
    jobs.push({
      name,
      of: `${file.name} into ${options.corpus}`,
      fingerprint: fingerprintOf(last, saidOfFile(step, file.name, await fileHash(file.path))),
      sought: { kind: 'ingest-corpus', corpus: options.corpus, fileName: file.name },
      start: (client) => client.ingest(options.corpus, file.path, readingOf(file, options)),
      save: () => Promise.resolve([]),
    });
  }
  if (jobs.length > 0) return jobs;
  throw new KindredError('invalid_request', `${name}: the recipe writes all files that it would read`);
}

function readingOf(
  { name, split }: FoundFile,
  { format, layout, columns, map, rows, source, split: given }: IngestStep['options'],
): Reading {
  return {
    name,
    format,
    layout,
    map,
    rows,
    source,
    split: given ?? split,
    ...(columns && { columns: JSON.stringify(columns) }),
  };
}
