import type { RawRow } from '../formats/raw-row.ts';

/** The first rows of a stream, and all of them. */
export interface Peeked {
  readonly first: readonly RawRow[];
  readonly all: AsyncIterable<RawRow>;
}

/** Looks at the first `count` rows of a stream. What is given as `all` must be iterated, which closes the stream. */
export async function peek(rows: AsyncIterable<RawRow>, count: number): Promise<Peeked> {
  const iterator = rows[Symbol.asyncIterator]();
  const first: RawRow[] = [];
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
    if (first.push(next.value) >= count) break;
  }
  return { first, all: chained(first, iterator) };
}

async function* chained(
  first: readonly RawRow[],
  rest: AsyncIterator<RawRow>,
): AsyncGenerator<RawRow, void, undefined> {
  try {
    yield* first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
