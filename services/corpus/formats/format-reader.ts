import type { ByteSource } from './byte-source.ts';
import type { RawRow } from './raw-row.ts';

/** How files of one format are read, and how those of a text format are told from others. */
export interface FormatReader {
  /**
   * Whether a file is of this format, by its beginning as `text` and by its name. Formats are asked in the order of the
   * table. Null where nothing is asked: magic bytes say it, or, of CSV, that no other format recognised the text.
   */
  readonly recognises: ((source: ByteSource, text: string) => boolean) | null;
  /**
   * The rows in the order of the file, without the first `skip`.
   * @throws KindredError `unsupported_format` when the file cannot be of the format
   */
  read(source: ByteSource, skip: number): AsyncGenerator<RawRow, void, undefined>;
}
