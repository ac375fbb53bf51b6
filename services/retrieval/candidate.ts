import type { InstructionRecord } from '../../schemas/record.ts';
import type { TextVectors } from '../embedding/port.ts';

/** A record that may become a demonstration, with its similarities to the query. */
export interface Candidate {
  readonly record: InstructionRecord;
  readonly vectors: TextVectors;
  /** What it was found by: task similarity, BM25, or the fused ranks of both. */
  readonly score: number;
  /** Cosine similarity to the query in the task space. */
  readonly task: number;
  /** Cosine similarity to the query in the content space. */
  readonly content: number;
  /** Tokens of the rendered demonstration; counting takes longer than choosing, and few are asked. */
  readonly countTokens: () => number;
}
