import type { SpaceDescriptor } from '../../schemas/encoder.ts';
import type { OpeningReply } from '../runtime/start-thread.ts';

/** What an encoder thread needs to know of its encoder. Plain data: it is copied into the thread. */
export interface ThreadConfig {
  readonly graphPath: string;
  readonly spaces: { readonly task: SpaceDescriptor; readonly content: SpaceDescriptor };
  readonly paddingSide: 'left' | 'right';
  readonly padTokenId: number;
  /** Threads that the operators of one run share. */
  readonly intraOpThreads: number;
  /** Whether the runtime keeps its memory between runs. */
  readonly arena: boolean;
}

/** Rows of token ids, one after the other, and the length of each. */
export interface TokenRows {
  readonly ids: Int32Array;
  readonly lengths: Int32Array;
}

/** Row-major vectors of a run, `[rows, dimensions]` each, and the milliseconds it took. */
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
