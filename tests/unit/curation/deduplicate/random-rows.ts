import { toPoints, type Points } from '../../../../services/analysis/points.ts';
import { embeddingText } from '../../../../services/corpus/embedding-text.ts';
import { candidatePairs } from '../../../../services/curation/deduplicate/candidate-pairs.ts';
import { exactGroups, type ExactGroups } from '../../../../services/curation/deduplicate/exact.ts';
import type { ComparedRows, RowPair } from '../../../../services/curation/deduplicate/pairs.ts';
import { RowIdentifier, type ComparedRow } from '../../../../services/curation/deduplicate/row-identities.ts';
import { RowTexts } from '../../../../services/curation/deduplicate/row-texts.ts';
import { wordNetSynonyms } from '../../../../services/curation/deduplicate/synonyms.ts';
import { nearestIn } from '../../../../services/neighbours/search.ts';
import { randomIndex, seededRandom } from '../../../../services/runtime/seeded-random.ts';
import { at } from '../../../../services/runtime/at.ts';
import { bruteGraph } from './brute-graph.ts';

export const row = (instruction: string, output = 'yes', input = ''): ComparedRow => ({
  instruction,
  input,
  output,
  system: '',
  history: [],
});

/** A unit vector near one of a few directions. The text decides on it: the same text always has the same vector. */
function vectorOf(text: string, spread: number): Float32Array {
  let hash = 7;
  for (const character of text) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0;
  const [random, centre] = [seededRandom(hash), seededRandom(Math.abs(hash) % 3)];
  const vector = Float32Array.from({ length: 8 }, () => centre() - 0.5 + spread * (random() - 0.5));
  const norm = Math.hypot(...vector);
  return vector.map((x) => x / norm);
}

export interface Compared {
  readonly rows: ComparedRows;
  readonly groups: ExactGroups;
  readonly pairs: RowPair[];
}

/** Rows with vectors made from their texts, and everything else that dropping duplicates needs. */
export async function compared(
  given: readonly ComparedRow[],
  { k = 4, floor = 0.2, spread = 0.5 }: { k?: number; floor?: number; spread?: number } = {},
): Promise<Compared> {
  const identifier = new RowIdentifier();
  for (const each of given) identifier.add(each, embeddingText(each));
  const identities = identifier.identities();
  const points: Points = toPoints(given.map((each) => vectorOf(embeddingText(each), spread)));
  const rows: ComparedRows = {
    identities,
    texts: new RowTexts((number) => at(given, number)),
    task: points,
    content: points,
    synonyms: wordNetSynonyms(),
    relatedFrom: -1,
    maxTokens: 512,
  };
  return {
    rows,
    groups: exactGroups(identities),
    pairs: await candidatePairs(rows, bruteGraph(points, k), { floor, jaccardFloor: 0.3, nearestIn }),
  };
}

const WORDS =
  'write a poem about cats dogs 5 five not short 写 一首 关于 猫 的 诗 напиши стих о кошках اكتب قصيدة'.split(
    ' ',
  );

/** Requests of a few words with a few different answers. Many requests are alike, and some are empty. */
export function randomRows(count: number, seed: number): ComparedRow[] {
  const random = seededRandom(seed);
  const text = (most: number): string =>
    Array.from(
      { length: randomIndex(random, most + 1) },
      () => WORDS[randomIndex(random, WORDS.length)],
    ).join(' ');
  return Array.from({ length: count }, () =>
    row(
      text(6) || (random() < 0.5 ? '' : '?'),
      ['yes', 'no', ''][randomIndex(random, 3)],
      random() < 0.3 ? text(2) : '',
    ),
  );
}
