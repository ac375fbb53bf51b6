import type { ByteSource } from './byte-source.ts';
import type { RawRow } from './raw-row.ts';

/** Which rows of a file are wanted, and who is told what of it is not read. */
export interface RowsWanted {
  /** The list that holds the rows, as a dotted path. Default: found by what it holds. */
  readonly rows?: string | undefined;
  /** Takes a sentence on what was not read. */
  readonly note?: (sentence: string) => void;
}

/** How files of one format are read, and how those of a text format are told from others. */
export interface FormatReader {
  /**
   * Whether a file is of this format, by its beginning as `text` and by its name. Formats are asked in the order of the
   * table. Null where nothing is asked: magic bytes say it, or, of CSV, that no other format recognised the text.
   */
  readonly recognises: ((source: ByteSource, text: string) => boolean) | null;
  /**
   * The rows in the order of the file, without the first `skip`.
   * @throws KindredError `unsupported_format` when the file cannot be of the format, `invalid_request` when it has no list
   * at the path that is wanted, or several that could be meant
   */
  read(source: ByteSource, skip: number, wanted?: RowsWanted): AsyncGenerator<RawRow, void, undefined>;
  /** Whether `read` itself looks for the list that is wanted. Otherwise it is looked for in each row. */
  readonly findsRows?: boolean;
}
