import type { OperationKind, OperationOf, ReportOf } from '../../schemas/curation/operations.ts';
import type { Graphs } from '../neighbours/graphs.ts';
import type { Encoder } from '../embedding/port.ts';
import type { Encoding } from '../encodings/port.ts';
import type { RecordStore } from '../store/port.ts';
import type { ResultFiles, Results } from './results.ts';

/** Tells how many items of a stage are done; `total` is null while it is not known. */
export type ReportProgress = (stage: string, done: number, total: number | null) => void;

/** What an operation is given to work with. */
export interface CurationContext {
  /** The encoder and the store, which stay the same for the whole operation. */
  readonly encoding: Encoding;
  readonly graphs: Graphs;
  /** Takes the files that the operation leaves besides its report. */
  readonly files: ResultFiles;
  /** The files that earlier operations left. */
  readonly results: Results;
  /** Aborted when the job is cancelled or the worker stops. */
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
}

/** What finding something among records needs, where it leaves no files and the records need not lie in a store of the service. */
export interface FindingContext extends Pick<CurationContext, 'graphs' | 'signal' | 'report'> {
  readonly encoding: {
    readonly encoder: Pick<Encoder, 'relatedFrom' | 'maxTokens' | 'pairs'>;
    readonly store: Pick<RecordStore, 'scroll' | 'count' | 'signature'>;
  };
}

/** The report of an operation without `marks_corpus`, which `perform` adds: it follows from the request alone. */
export type Findings<K extends OperationKind> = K extends OperationKind
  ? Omit<ReportOf<K>, 'marks_corpus'>
  : never;

export interface Outcome<K extends OperationKind = OperationKind> {
  /** How many records were read. */
  readonly rows: number;
  readonly report: Findings<K>;
}

/** An operation of one kind on corpora. It changes no record: it leaves a report, and files with marks on records. */
export type Operation<K extends OperationKind> = (
  corpora: readonly string[],
  operation: OperationOf<K>,
  context: CurationContext,
) => Promise<Outcome<K>>;
