import { stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ColumnMapFile } from '../schemas/column-map-file.ts';
import { KindredError } from '../schemas/errors.ts';
import type { AgreementReport, BenchmarkManifest } from '../schemas/evaluation.ts';
import { measureAgreement } from './benchmark/agreement.ts';
import { buildBenchmark } from './benchmark/build-benchmark.ts';
import type { BenchmarkOptions } from './benchmark/build-benchmark.ts';
import { collectCategories } from './benchmark/categories.ts';
import { estimateScores, readPredictor, type EstimatedScore } from './benchmark/estimate-score.ts';
import { mergeScores, type MergedScores, type ScoreFile } from './benchmark/merge-scores.ts';
import { assertWritable, writeBenchmark } from './benchmark/write-benchmark.ts';
import { signatureOf } from './adapters.ts';
import { readConfig, type Config } from './config.ts';
import { createTaskLabeller } from './labels/task-labeller.ts';
import type { FileInspection } from '../schemas/api/inspections.ts';
import { inspectCorpus } from './corpus/inspect-corpus.ts';
import { readCorpus, type ReadOptions } from './corpus/read-corpus.ts';
import { shippedMap } from './corpus/shipped-maps.ts';
import { EpochFiles } from './epochs/epoch-files.ts';
import { writtenInEpochs } from './epochs/written-in-epochs.ts';
import { readCategories } from './evaluation/ieb-files.ts';
import type { EvaluationWatch } from './evaluation/vectors.ts';
import { restoreBackup, writeBackup, type Restored, type RestoreOptions } from './store/backup.ts';
import { checkBackup, type BackedUp, type CheckedBackup } from './store/backup-file.ts';
import { copyRecords, type Copied, type CopyWatch } from './store/copy-records.ts';
import { embeddedStores, openEmbeddedStore } from './store/embedded/stores.ts';
import type { StoreLog } from './store/embedded/segments.ts';
import type { RecordStore } from './store/port.ts';
import { backupPath, checkPattern, removeOlder } from './store/kept-backups.ts';
import { openQdrantStore } from './store/qdrant/stores.ts';
import { verifyRecords, type Verified } from './store/verify.ts';

/*
 * The second composition root, beside compose.ts: labelling, backups and migration work on local files and stores, with no
 * service or queue. The command line imports this file when such a command is run.
 */

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Makes a benchmark of a corpus, in the folder `out`.
 * @throws KindredError `conflict` when the folder holds a benchmark and `replace` is false, or other files; this is
 * checked first
 */
export async function makeBenchmark(
  file: string,
  out: { readonly directory: string; readonly replace: boolean },
  options: Omit<BenchmarkOptions, 'source'>,
  watch: EvaluationWatch,
): Promise<BenchmarkManifest> {
  await assertWritable(out.directory, out.replace);
  const { rows } = await readCorpus(file);
  const collected = await collectCategories(rows, createTaskLabeller(), watch);
  const benchmark = buildBenchmark(collected, { ...options, source: basename(file) });
  await writeBenchmark(out.directory, benchmark, out.replace);
  return benchmark.manifest;
}

/** Shows how the first rows of a file would be read. */
export function inspectFile(file: string, options: ReadOptions, shown: number): Promise<FileInspection> {
  return inspectCorpus(file, options, shown);
}

/**
 * The column map of this name that Kindred ships.
 * @throws KindredError `invalid_request` when there is none
 */
export function shippedColumns(name: string): ColumnMapFile {
  return shippedMap(name);
}

/** What `mergeScoreFiles` has written. */
export type WrittenScores = Omit<MergedScores, 'items'> & { readonly items: number };

/**
 * Merges files with the scores of models, each a path or `MODEL=PATH`, into a JSONL file with one row for each item.
 * @throws KindredError what `mergeScores` throws, and `conflict` when there is a file `out`
 */
export async function mergeScoreFiles(files: readonly string[], out: string): Promise<WrittenScores> {
  const { items, ...merged } = await mergeScores(await Promise.all(files.map(scoreFileOf)));
  const text = items.map((row) => `${JSON.stringify(row)}\n`).join('');
  await writeFile(out, text, { flag: 'wx' }).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'EEXIST' ? 'it is there already: choose a new name' : cause.message;
    throw new KindredError('conflict', `${out} cannot be written: ${why}.`, { cause });
  });
  return { ...merged, items: items.length };
}

/**
 * Estimates the scores of models on a whole benchmark by a predictor.
 * @param files results on the chosen items, each a path or `MODEL=PATH`
 * @throws KindredError what `readPredictor` and `estimateScores` throw
 */
export async function estimateFromFiles(
  predictor: string,
  files: readonly string[],
): Promise<EstimatedScore[]> {
  return estimateScores(await readPredictor(predictor), await Promise.all(files.map(scoreFileOf)));
}

async function scoreFileOf(argument: string): Promise<ScoreFile> {
  const isFile = await stat(argument).then(
    () => true,
    () => false,
  );
  const [, model, path] = /^([^=]+)=(.+)$/.exec(argument) ?? [];
  if (isFile || model === undefined || path === undefined) return { path: argument, model: null };
  return { path, model };
}

/** Compares Kindred's task labels with the categories that the file of a benchmark names. */
export async function agreementWith(file: string): Promise<AgreementReport> {
  const instructions = await readCategories(file);
  return { file: basename(file), ...measureAgreement(instructions, createTaskLabeller()) };
}

/**
 * Copies every record between the embedded store and Qdrant, and compares both.
 * @throws KindredError `invalid_request` when QDRANT_URL is not set, `conflict` when the two sides differ after the
 * copy, and what the stores throw
 */
export async function migrateRecords(
  to: 'qdrant' | 'embedded',
  environment: Environment,
  watch: CopyWatch,
): Promise<Copied> {
  const config = readConfig(environment);
  if (config.qdrant === null) {
    throw new KindredError('invalid_request', 'Set QDRANT_URL to the server to copy to or from.');
  }
  return withStore({ ...config, qdrant: null }, (embedded) =>
    withStore(config, async (server) => {
      const [source, target] = to === 'qdrant' ? [embedded, server] : [server, embedded];
      return copyRecords(source, await writtenInEpochs(target, new EpochFiles(config.dataDir)), watch);
    }),
  );
}

/** Is told too what was mended in a store that was not closed. */
export interface StoreWatch extends CopyWatch {
  readonly onMended: (message: string) => void;
}

/** What `backUp` has done. */
export interface KeptBackup extends BackedUp {
  readonly file: string;
  /** Older backups that were removed. */
  readonly removed: readonly string[];
}

/**
 * Writes every record of the store to one file, and then removes all but the newest `keep` backups of its pattern. One without
 * records removes none: rather the wrong directory was named, or a server lost its records, than that all were deleted.
 * @param pattern the path of the file; `{time}` in its name stands for the time
 * @throws KindredError what `checkPattern`, `writeBackup` and the store throw, and `not_found` when there is no store
 */
export async function backUp(
  pattern: string,
  environment: Environment,
  { keep, ...watch }: StoreWatch & { readonly keep: number | null },
): Promise<KeptBackup> {
  if (keep !== null) checkPattern(pattern);
  const now = new Date();
  const file = backupPath(pattern, now);
  const done = await withExistingStore(environment, watch, (store) => writeBackup(store, file, watch));
  const removed = keep === null || done.records === 0 ? [] : await removeOlder(pattern, keep, now);
  return { file, ...done, removed };
}

/**
 * Reads a backup to its end; no store is opened.
 * @throws KindredError what `checkBackup` throws
 */
export function verifyBackup(path: string, watch: CopyWatch): Promise<CheckedBackup> {
  return checkBackup(path, watch);
}

/**
 * Reads every record of the store, and tells which were altered.
 * @throws KindredError `not_found` when there is no store, and what the store throws
 */
export function verifyStore(environment: Environment, watch: StoreWatch): Promise<Verified> {
  return withExistingStore(environment, watch, (store) => verifyRecords(store, watch));
}

/**
 * Writes the records of a backup into the store.
 * @throws KindredError what `restoreBackup` and the store throw
 */
export function restore(path: string, environment: Environment, options: RestoreOptions): Promise<Restored> {
  const config = readConfig(environment);
  return withStore(config, async (store) =>
    restoreBackup(path, await writtenInEpochs(store, new EpochFiles(config.dataDir)), options),
  );
}

/** The same as `withStore`, of a store that is there: where there is none, none is made. */
async function withExistingStore<T>(
  environment: Environment,
  { onMended }: StoreWatch,
  use: (store: RecordStore) => Promise<T>,
): Promise<T> {
  const config = readConfig(environment);
  const signature = await signatureOf(config.encoderDir);
  if (config.qdrant === null) {
    const directory = storeDirectory(config);
    const stores = embeddedStores(directory);
    const live = await stores.live();
    if (live === null || (live === signature.spaceId && !(await stores.exists(signature)))) {
      throw new KindredError(
        'not_found',
        `There is no record store in ${config.dataDir}. Name the data directory of the service, with --data or KINDRED_DATA, ` +
          'or set QDRANT_URL when the records are in Qdrant. Nothing was written.',
      );
    }
  }
  const note = (_fields: object, message: string): void => {
    onMended(message);
  };
  return withStore(config, use, { info: note, warn: note });
}

/** Runs `use` with the store that the configuration names. The encoder is not loaded. */
async function withStore<T>(
  config: Config,
  use: (store: RecordStore) => Promise<T>,
  log?: StoreLog,
): Promise<T> {
  const signature = await signatureOf(config.encoderDir);
  const store =
    config.qdrant === null
      ? await openEmbeddedStore(storeDirectory(config), signature, log)
      : await openQdrantStore(config.qdrant.address, config.qdrant.layout, signature);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

function storeDirectory({ dataDir }: Config): string {
  return join(dataDir, 'store');
}
