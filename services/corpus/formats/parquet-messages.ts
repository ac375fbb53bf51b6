import type { ErrorCode } from '../../../schemas/errors.ts';
import type { RawRow } from './raw-row.ts';
import type { TableRange } from './table-file.ts';

/** The formats that are decoded in a process of their own. */
export type TableFormat = 'parquet' | 'arrow';

/** What the decoding process is asked for first. */
export interface DecodeRequest {
  readonly format: TableFormat;
  readonly path: string;
  readonly name: string;
  /** Number of rows at the beginning that are left out. */
  readonly skip: number;
}

/** An answer of the decoding process. It sends one for each request. */
export type DecodeReply =
  | { readonly kind: 'decoding'; readonly range: TableRange }
  | {
      readonly kind: 'rows';
      readonly rows: RawRow[];
      readonly characters: number;
      readonly bytesRead: number;
      /** Sentences on the columns that were not read. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string };

/** The decoding process ends itself when it takes this many bytes of memory. */
export const MEMORY_LIMIT = 2 * 1024 ** 3;
