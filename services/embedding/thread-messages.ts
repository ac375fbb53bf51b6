import type { SpaceDescriptor } from '../../schemas/encoder.ts';
import type { OpeningReply } from '../runtime/start-thread.ts';

/** What an encoder thread is started with. It is plain data, because it is copied into the thread. */
export interface ThreadConfig {
  readonly graphPath: string;
  readonly spaces: { readonly task: SpaceDescriptor; readonly content: SpaceDescriptor };
  readonly paddingSide: 'left' | 'right';
  readonly padTokenId: number;
  /** The graph that judges pairs of texts, and the output of the encoder's graph that it reads; null when there is none. */
  readonly pairs: { readonly graphPath: string; readonly states: string } | null;
  /** Number of threads that share one run of the graph. */
  readonly intraOpThreads: number;
  /** Whether the runtime keeps its memory from one run to the next. */
  readonly arena: boolean;
}

/** Token ids of several texts. */
export interface TokenRows {
  /** The ids of all rows, one row after the other. */
  readonly ids: Int32Array;
  /** The number of ids of each row. */
  readonly lengths: Int32Array;
}

/** The vectors of a run in both spaces, each `[rows, dimensions]`, row-major, and how long it took in milliseconds. */
export interface RunResult {
  readonly task: Float32Array;
  readonly content: Float32Array;
  readonly inferenceMs: number;
}

/** Texts, and which of them are to be judged together. */
export interface PairedRows {
  readonly rows: TokenRows;
  /** The places of both texts of each pair, one pair after the other. */
  readonly pairs: Int32Array;
  /** Whether the vectors of the texts are wanted too, which the encoder's graph makes of the same states. */
  readonly withVectors: boolean;
}

/** The chance of each pair, and how long both graphs took in milliseconds. */
export interface JudgeResult {
  readonly chances: Float32Array;
  /** The vectors of the texts, each `[rows, dimensions]`, row-major; null when they were not wanted. */
  readonly embedded: Pick<RunResult, 'task' | 'content'> | null;
  readonly inferenceMs: number;
}

/** What a thread is asked to compute: the vectors of texts, or the chances of pairs of texts. */
export type ThreadWork =
  { readonly kind: 'embed'; readonly rows: TokenRows } | ({ readonly kind: 'judge' } & PairedRows);

export type ThreadResult =
  ({ readonly kind: 'embed' } & RunResult) | ({ readonly kind: 'judge' } & JudgeResult);

export type ThreadRequest =
  | { readonly kind: 'run'; readonly id: number; readonly urgent: boolean; readonly work: ThreadWork }
  | { readonly kind: 'close' };

export type ThreadReply =
  | OpeningReply
  | { readonly kind: 'done'; readonly id: number; readonly result: ThreadResult }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string };
