import { openText, type ByteSource } from './byte-source.ts';
import { JsonRows } from './json-rows.ts';
import type { RawRow } from './raw-row.ts';

/** Reads the rows of a JSON file, with the lines in which they begin. The first `skip` rows are left out. */
export async function* readJson(source: ByteSource, skip = 0): AsyncGenerator<RawRow, void, undefined> {
  const scanner = new JsonRows();
  let seen = 0;
  for await (const chunk of openText(source)) {
    const rows = scanner.push(chunk);
    yield* rows.slice(Math.max(0, skip - seen));
    seen += rows.length;
  }
  yield* scanner.end().slice(Math.max(0, skip - seen));
}
