import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { KindredError } from '../schemas/errors.ts';
import type { IebReport, KindsReport, LabelledReport } from '../schemas/evaluation.ts';
import { openEncoderOf } from './adapters.ts';
import { readConfig } from './config.ts';
import { readCorpus, type CorpusRow } from './corpus/read-corpus.ts';
import { loadEncoderFiles } from './embedding/descriptor.ts';
import type { Encoder } from './embedding/port.ts';
import { evaluateIeb } from './evaluation/evaluate-ieb.ts';
import { evaluateKinds } from './evaluation/evaluate-kinds.ts';
import { evaluateLabelled } from './evaluation/evaluate-labelled.ts';
import { readIebFiles } from './evaluation/ieb-files.ts';
import { readKindRows } from './evaluation/kind-rows.ts';
import { readLabelledRows } from './evaluation/labelled-rows.ts';
import type { LabelledFields } from './evaluation/labelled-rows.ts';
import { BAG_OF_WORDS, encoderMethod } from './evaluation/vectors.ts';
import type { EmbeddingMethod, EvaluationWatch } from './evaluation/vectors.ts';

/*
 * The composition root of `kindred eval`: encoders from folders, measured on local files, with no service, store or queue. The
 * command line imports this file when such a command is run.
 */

export interface EncoderChoice {
  /**
   * Folders with an `encoder.json`, or the name of the shipped encoder. When empty, the encoder of the environment is
   * used.
   */
  readonly encoders: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Finds the folder of an encoder by its path or by the name of the shipped encoder.
 * @throws KindredError `encoder_unavailable` when there is no such folder
 */
async function encoderDirectory(name: string): Promise<string> {
  const isFolder = await stat(join(name, 'encoder.json')).then(
    (found) => found.isFile(),
    () => false,
  );
  if (isFolder) return name;
  const shipped = readConfig({}).encoderDir;
  const { descriptor } = await loadEncoderFiles(shipped);
  if (descriptor.name === name) return shipped;
  throw new KindredError(
    'encoder_unavailable',
    `"${name}" is neither a folder with an encoder.json nor the shipped encoder, ${descriptor.name}.`,
  );
}

/**
 * Runs `use` with the methods to compare, the last of them bag of words. The encoders are closed when `use` has ended.
 */
async function withMethods<T>(
  { encoders, environment }: EncoderChoice,
  { onProgress }: EvaluationWatch,
  use: (methods: readonly EmbeddingMethod[]) => Promise<T>,
): Promise<T> {
  const { encoderDir, remote } = readConfig(environment);
  const directories =
    encoders.length === 0 ? [encoderDir] : await Promise.all(encoders.map(encoderDirectory));
  const opened: Encoder[] = [];
  try {
    for (const directory of directories) {
      onProgress(`loading the encoder in ${directory}`);
      opened.push(await openEncoderOf({ directory, remote }));
    }
    return await use([...opened.map(encoderMethod), BAG_OF_WORDS]);
  } finally {
    for (const encoder of opened) await encoder.close();
  }
}

/** Measures encoders on the test files of the Instruction Embedding Benchmark in `directory`. */
export async function evaluateIebFolder(
  directory: string,
  options: EncoderChoice & { readonly withInput: boolean },
  watch: EvaluationWatch,
): Promise<IebReport> {
  const files = await readIebFiles(directory);
  return withMethods(options, watch, (methods) =>
    evaluateIeb(files, methods, { ...watch, withInput: options.withInput }),
  );
}

/** Measures encoders on a file whose rows have a label, in any format that can be read. */
export async function evaluateLabelledFile(
  file: string,
  options: EncoderChoice & LabelledFields,
  watch: EvaluationWatch,
): Promise<LabelledReport> {
  const { label, text } = options;
  const rows = await readLabelledRows((await readCorpus(file)).rows, options);
  const methods = await withMethods(options, watch, (all) => evaluateLabelled(rows, all, watch));
  const { labels, unlabelled, rejected } = rows;
  return {
    file: basename(file),
    label,
    text: [...text],
    rows: labels.length,
    labels: new Set(labels).size,
    unlabelled,
    rejected,
    methods,
  };
}

/** Measures encoders on files whose rows name their kind of work; the files are one set. */
export async function evaluateKindFiles(
  files: readonly string[],
  options: EncoderChoice & Pick<KindsReport, 'by'>,
  watch: EvaluationWatch,
): Promise<KindsReport> {
  const { by } = options;
  const set = await readKindRows(rowsOfAll(files));
  const methods = await withMethods(options, watch, (all) => evaluateKinds(set, by, all, watch));
  return {
    files: files.map((file) => basename(file)),
    rows: set.noted.length,
    kinds: new Set(set.noted.map(({ kind }) => kind)).size,
    sources: new Set(set.noted.map(({ source }) => source)).size,
    by,
    unlabelled: set.unlabelled,
    rejected: set.rejected,
    methods,
  };
}

/** The rows of several files, one file after the other. */
async function* rowsOfAll(files: readonly string[]): AsyncGenerator<CorpusRow> {
  for (const file of files) yield* (await readCorpus(file)).rows;
}
