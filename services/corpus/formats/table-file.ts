import type { ValueType } from '../../../schemas/layout.ts';

/** The rows from `rowStart` on, up to but not including `rowEnd`. */
export interface TableRange {
  readonly rowStart: number;
  readonly rowEnd: number;
}

/** A column, or a part of one, and how its decoded values become values of rows. */
export interface TableColumn {
  readonly name: string;
  /** Its name among the decoded columns, which no other one has. */
  readonly key: string;
  readonly type: ValueType;
  /** Whether it is neither a list nor an object. Then only a value that is not there is undefined. */
  readonly isFlat: boolean;
  /** A value as the library gives it, in which nothing is undefined any more. */
  readonly read: (decoded: unknown) => unknown;
}

/** The decoded columns of a row by their keys, or the reason why they cannot be had. */
export type DecodedRow =
  | { readonly line: number; readonly decoded: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly error: string };

/** A file that the decoding process reads in parts: what a few of its bytes stand for can fill a memory. */
export interface TableFile {
  /** The rows of the file in parts, in its order. A part is read before the next is asked for, or not at all. */
  ranges(): Iterable<TableRange> | AsyncIterable<TableRange>;
  /** The columns, which are known once the first part is. */
  readonly columns: readonly TableColumn[];
  /** The rows of a part; what cannot be decoded is an error. */
  read(range: TableRange): Promise<DecodedRow[]>;
  /** Sentences on the columns that were not read. */
  readonly notes?: ReadonlySet<string>;
  /** Number of bytes that have been read. */
  bytesRead(): number;
  close(): Promise<void>;
}
