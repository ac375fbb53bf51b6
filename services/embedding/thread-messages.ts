import type { SpaceDescriptor } from '../../schemas/encoder.ts';
import type { OpeningReply } from '../runtime/start-thread.ts';

/** What an encoder thread is started with. It is plain data, because it is copied into the thread. */
export interface ThreadConfig {
  readonly graphPath: string;
  readonly spaces: { readonly task: SpaceDescriptor; readonly content: SpaceDescriptor };
  readonly paddingSide: 'left' | 'right';
  readonly padTokenId: number;
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

export type ThreadRequest =
  | { readonly kind: 'run'; readonly id: number; readonly urgent: boolean; readonly rows: TokenRows }
  | { readonly kind: 'close' };

export type ThreadReply =
  | OpeningReply
  | { readonly kind: 'done'; readonly id: number; readonly result: RunResult }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string };
