import type { FormatReader } from './format-reader.ts';
import { readTable } from './parquet.ts';

/** Arrow files and streams, as `datasets` keeps them, and Feather. */
export const arrowReader: FormatReader = {
  recognises: null,
  read: (source, skip) => readTable('arrow', source, skip),
};
