import type { OperationKind, OperationOf, ReportOf } from '../../schemas/curation/operations.ts';
import type { Graphs } from '../neighbours/graphs.ts';
import type { Encoding } from '../encodings/port.ts';
import type { ResultFiles, Results } from './results.ts';

/** Tells how far a stage is; `total` is null while nobody knows. */
export type ReportProgress = (stage: string, done: number, total: number | null) => void;

/** What an operation may use. */
export interface CurationContext {
  /** Encoder and store, the same from the beginning to the end. */
  readonly encoding: Encoding;
  readonly graphs: Graphs;
  /** Takes what the operation leaves besides its report. */
  readonly files: ResultFiles;
  /** What earlier operations left. */
  readonly results: Results;
  /** Aborted when the job is cancelled or the worker stops. */
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
}

/** The report of an operation but for the corpus of its marks, which follows from what was asked for. */
export type Findings<K extends OperationKind> = K extends OperationKind
  ? Omit<ReportOf<K>, 'marks_corpus'>
  : never;

export interface Outcome<K extends OperationKind = OperationKind> {
  /** Records that were read. */
  readonly rows: number;
  readonly report: Findings<K>;
}

/** Does one kind of work on corpora, and destroys nothing: it leaves a report, and marks on records in files. */
export type Operation<K extends OperationKind> = (
  corpora: readonly string[],
  operation: OperationOf<K>,
  context: CurationContext,
) => Promise<Outcome<K>>;
