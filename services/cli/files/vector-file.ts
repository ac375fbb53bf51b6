import type { UnreadableRow } from '../../../schemas/api/embedding-files.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import { floatBytes } from './float-bytes.ts';
import { NPY_HEADER_BYTES, npyHeader } from './npy.ts';
import { openPendingFile } from '../../../clients/typescript/src/files/pending-file.ts';

/** Significant decimal digits from which every 32-bit float can be read back exactly (IEEE 754). */
const FLOAT32_DIGITS = 9;

/** A file that takes vectors row by row. */
export interface VectorFile {
  readonly takesRejections: boolean;
  add(id: string | number, vector: Float32Array): Promise<void>;
  /** Writes the line of a row that could not be read. May be called only when `takesRejections` is true. */
  reject(row: UnreadableRow): Promise<void>;
  finish(): Promise<void>;
  /** Removes what has been written, when the file can't be finished. */
  discard(): Promise<void>;
}

/**
 * Opens a file of vectors. Its name ends in its format, `.jsonl` or `.npy`; for `-` JSON lines go to `printLine`.
 * @throws CliError when the name has another ending, or when nothing can be written there
 */
export function openVectorFile(path: string, printLine: (line: string) => void): Promise<VectorFile> {
  if (path === '-') return Promise.resolve(linePrinter(printLine));
  if (/\.(jsonl|ndjson)$/i.test(path)) return openJsonLines(path);
  if (/\.npy$/i.test(path)) return openNpy(path);
  throw new CliError(
    `--out: "${path}" must end in .jsonl or .npy, or be - for JSON lines on stdout`,
    EXIT.usage,
  );
}

/** The JSON line `{"id","vector"}` of one row. */
export function vectorLine(id: string | number, vector: Float32Array): string {
  const numbers = Array.from(vector, (value) => Number(value.toPrecision(FLOAT32_DIGITS)));
  return JSON.stringify({ id, vector: numbers });
}

function linePrinter(print: (line: string) => void): VectorFile {
  const nothing = (): Promise<void> => Promise.resolve();
  return {
    takesRejections: true,
    add: (id, vector) => Promise.resolve(print(vectorLine(id, vector))),
    reject: (row) => Promise.resolve(print(JSON.stringify(row))),
    finish: nothing,
    discard: nothing,
  };
}

async function openJsonLines(path: string): Promise<VectorFile> {
  const file = await openPendingFile(path);
  const append = (line: string): Promise<void> => file.append(Buffer.from(`${line}\n`));
  return {
    takesRejections: true,
    add: (id, vector) => append(vectorLine(id, vector)),
    reject: (row) => append(JSON.stringify(row)),
    finish: () => file.commit(),
    discard: () => file.discard(),
  };
}

async function openNpy(path: string): Promise<VectorFile> {
  const file = await openPendingFile(path);
  await file.append(Buffer.alloc(NPY_HEADER_BYTES));
  let rows = 0;
  let columns = 0;
  return {
    takesRejections: false,
    add: async (_id, vector) => {
      if (rows > 0 && vector.length !== columns) {
        throw new CliError(`The service gave vectors of ${columns} and of ${vector.length} numbers.`);
      }
      columns = vector.length;
      rows += 1;
      await file.append(floatBytes(vector));
    },
    reject: () => Promise.reject(new Error('This is a bug: a .npy file takes no rejected rows.')),
    finish: async () => {
      await file.overwriteStart(npyHeader(rows, columns));
      await file.commit();
    },
    discard: () => file.discard(),
  };
}
