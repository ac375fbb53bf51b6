import type { RawRow } from '../formats/raw-row.ts';

/** The first rows of a stream, and the rest of it. */
export interface Peeked {
  readonly first: readonly RawRow[];
  readonly rest: AsyncIterableIterator<RawRow>;
}

/** Looks at the first `count` rows of a stream. The rest must be iterated or returned, which closes the stream. */
export async function peek(rows: AsyncIterableIterator<RawRow>, count: number): Promise<Peeked> {
  const first: RawRow[] = [];
  for (let next = await rows.next(); next.done !== true; next = await rows.next()) {
    if (first.push(next.value) >= count) break;
  }
  return { first, rest: rows };
}
