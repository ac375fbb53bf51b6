import { toPoints } from '../../analysis/points.ts';
import { embeddingText } from '../../corpus/embedding-text.ts';
import type { Encoder, JudgedPairs, PairJudge, TextVectors } from '../../embedding/port.ts';
import { at } from '../../runtime/at.ts';
import type { DeduplicateOperation } from '../../../schemas/curation/deduplicate.ts';
import { decidePairs } from '../deduplicate/deduplicate.ts';
import { comparePair, type ComparedRows, type RowPair } from '../deduplicate/pairs.ts';
import { PAIRS_READ_AT_ONCE } from '../deduplicate/read-pairs.ts';
import type { CleanWatch } from './clean-file.ts';
import { someRows } from './some-rows.ts';

type Pair = Pick<RowPair, 'a' | 'b'>;

interface Verified {
  readonly pairs: readonly RowPair[];
  readonly embedded: number;
  readonly truncated: number;
}

interface Verifying {
  readonly encoder: Pick<Encoder, 'embed' | 'pairs' | 'relatedFrom'>;
  readonly operation: DeduplicateOperation;
}

/**
 * Decides about pairs as the full mode does: their rows go through the encoder, and words, vectors and reading decide as there.
 * @param candidates pairs of rows of different texts, in the order of rows
 * @throws KindredError `cancelled` when the signal is aborted, `encoder_unavailable` when the encoder fails
 */
export async function verifyPairs(
  rows: ComparedRows,
  candidates: readonly Pair[],
  { encoder, operation }: Verifying,
  watch: CleanWatch,
): Promise<Verified> {
  const chosen = [...new Set(candidates.flatMap(({ a, b }) => [a, b]))].sort((a, b) => a - b);
  const texts = chosen.map((row) => embeddingText(rows.texts.requestOf(row)));
  const placeOf = new Map(chosen.map((row, place) => [row, place]));
  const places = candidates.map(({ a, b }): [number, number] => [placeOf.get(a) ?? 0, placeOf.get(b) ?? 0]);
  const judge = operation.read_pairs ? encoder.pairs : null;
  const read = await readAll(places, texts, judge, watch);
  const rest = texts.filter((text) => !read.vectors.has(text));
  const embedded = await encoder.embed(rest, { signal: watch.signal });
  rest.forEach((text, place) => read.vectors.set(text, at(embedded.vectors, place)));
  const vectors = texts.map((text) => vectorsOf(text, read.vectors));
  const own = someRows(rows, chosen, {
    task: toPoints(vectors.map(({ task }) => task)),
    content: toPoints(vectors.map(({ content }) => content)),
    relatedFrom: encoder.relatedFrom ?? -1,
  });
  const compared = places.map(([a, b]) => comparePair(own, a, b));
  const deciding = {
    operation,
    judge: judge === null ? null : answering(judge, read.chances),
    allRows: rows.identities.rows,
  };
  const decided = await decidePairs(own, compared, deciding, watch);
  return {
    pairs: decided.map((pair) => ({ ...pair, a: at(chosen, pair.a), b: at(chosen, pair.b) })),
    embedded: read.vectors.size,
    truncated: embedded.truncated.filter(Boolean).length,
  };
}

function vectorsOf(text: string, known: ReadonlyMap<string, TextVectors>): TextVectors {
  const vectors = known.get(text);
  if (vectors === undefined) throw new Error('This is a bug: a text of a pair was not embedded.');
  return vectors;
}

interface ReadPairs {
  readonly vectors: Map<string, TextVectors>;
  /** By both texts of a pair. */
  readonly chances: ReadonlyMap<string, number | null>;
}

const keyOf = ([one, other]: readonly [string, string]): string => JSON.stringify([one, other]);

/** Reads all pairs, which makes the vectors of their texts on the way, of those that can be read. */
async function readAll(
  places: readonly (readonly [number, number])[],
  texts: readonly string[],
  judge: PairJudge | null,
  { signal, report }: CleanWatch,
): Promise<ReadPairs> {
  const vectors = new Map<string, TextVectors>();
  const chances = new Map<string, number | null>();
  for (let begin = 0; judge !== null && begin < places.length; begin += PAIRS_READ_AT_ONCE) {
    report('verifying', begin, places.length);
    const some = places
      .slice(begin, begin + PAIRS_READ_AT_ONCE)
      .map(([a, b]): [string, string] => [at(texts, a), at(texts, b)]);
    const judged = await judge.judge(some, { signal, withVectors: true });
    some.forEach((pair, place) => chances.set(keyOf(pair), at(judged.chances, place)));
    for (const [text, own] of judged.vectors ?? []) vectors.set(text, own);
  }
  return { vectors, chances };
}

/** A judge that knows its answers already. */
function answering({ trees }: PairJudge, chances: ReadonlyMap<string, number | null>): PairJudge {
  return {
    trees,
    judge: (pairs): Promise<JudgedPairs> =>
      Promise.resolve({ chances: pairs.map((pair) => chances.get(keyOf(pair)) ?? null), inferenceMs: 0 }),
  };
}
