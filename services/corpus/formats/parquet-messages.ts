import type { ErrorCode } from '../../../schemas/errors.ts';
import type { ParquetRowRange } from './parquet-file.ts';
import type { RawRow } from './raw-row.ts';

/** What the decoding process is started for. */
export interface DecodeRequest {
  readonly path: string;
  readonly name: string;
  /** Rows that are passed over. */
  readonly skip: number;
}

/** What it answers to each request for more. */
export type DecodeReply =
  | { readonly kind: 'decoding'; readonly range: ParquetRowRange }
  | {
      readonly kind: 'rows';
      readonly rows: RawRow[];
      readonly characters: number;
      readonly bytesRead: number;
    }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string };

/** Bytes in memory at which the process ends itself. */
export const MEMORY_LIMIT = 2 * 1024 ** 3;
