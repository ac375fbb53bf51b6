import { formatOfName } from '../../../schemas/file-formats.ts';
import { openText, type ByteSource } from './byte-source.ts';
import type { FormatReader } from './format-reader.ts';
import { JsonRows } from './json-rows.ts';
import { areLinesOfJson } from './jsonl.ts';
import type { RawRow } from './raw-row.ts';

/**
 * A JSON file holds an array, or objects that may run over several lines. The file's name decides where it begins with
 * another value.
 */
export const jsonReader: FormatReader = {
  recognises: (source, text) => {
    const first = text.trimStart()[0];
    if (first === '{') return !areLinesOfJson(source, text);
    return first === '[' || formatOfName(source.name) === 'json';
  },
  read: readJson,
};

/** Reads the rows of a JSON file, with the lines in which they begin. The first `skip` rows are left out. */
async function* readJson(source: ByteSource, skip: number): AsyncGenerator<RawRow, void, undefined> {
  const scanner = new JsonRows();
  let seen = 0;
  for await (const chunk of openText(source)) {
    const rows = scanner.push(chunk);
    yield* rows.slice(Math.max(0, skip - seen));
    seen += rows.length;
  }
  yield* scanner.end().slice(Math.max(0, skip - seen));
}
