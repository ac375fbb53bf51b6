import type { InstructionRecord } from '../../schemas/record.ts';
import type { TextVectors } from '../embedding/port.ts';
import type { Fit } from './fit.ts';

/** A record that may become a demonstration, with its similarities to the query. */
export interface Candidate {
  readonly record: InstructionRecord;
  readonly vectors: TextVectors;
  /** The score by which it was found: task similarity, BM25, or the fused ranks of both. */
  readonly score: number;
  /** Cosine similarity to the query in the task space. */
  readonly task: number;
  /** Cosine similarity to the query in the content space. */
  readonly content: number;
  /** The chance that it fits; null when the encoder tells none. */
  readonly fit: Fit | null;
  /**
   * The number of tokens of the rendered demonstration; null when it cannot be rendered. It is a function because counting takes longer than choosing, and
   * few candidates are asked; a long one takes seconds, and others run meanwhile.
   */
  readonly countTokens: () => Promise<number | null>;
}
