/**
 * Runs the inner loops of this checkout and of another one by turns in one process, and says how many times as much
 * processor time this one takes: the median over all rounds. Stops when the results of the two differ in any bit.
 *
 *   git worktree add ../before COMMIT && ln -s "$PWD/node_modules" ../before/
 *   node --import tsx tests/bench/kernels.ts ../before [--rounds 15] [--only NAME]
 */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type * as PointsModule from '../../services/analysis/points.ts';
import type * as KMeansModule from '../../services/analysis/k-means.ts';
import type * as SphericalKMeansModule from '../../services/analysis/spherical-k-means.ts';
import type * as BagOfWordsModule from '../../services/analysis/bag-of-words.ts';
import type * as TfIdfModule from '../../services/analysis/tf-idf.ts';
import type * as SilhouetteModule from '../../services/analysis/silhouette.ts';
import type * as SameTaskRetrievalModule from '../../services/analysis/same-task-retrieval.ts';
import type * as DotModule from '../../services/analysis/dot.ts';
import type * as SimilarityModule from '../../services/evaluation/similarity.ts';
import type * as LexicalIndexModule from '../../services/store/embedded/lexical-index.ts';
import type * as RecordIndexModule from '../../services/store/embedded/record-index.ts';
import type * as ChooseModule from '../../services/retrieval/choose.ts';
import type * as PoolingModule from '../../services/embedding/pooling.ts';
import type * as PairwiseSearchModule from '../../services/neighbours/pairwise-search.ts';
import type * as BlockSearchModule from '../../services/neighbours/block-search.ts';
import type { InstructionRecord } from '../../schemas/record.ts';
import type { Candidate } from '../../services/retrieval/candidate.ts';
import type { TileComparer } from '../../services/neighbours/tile-comparer.ts';
import { toPoints, type Points } from '../../services/analysis/points.ts';
import { seededRandom, randomIndex } from '../../services/runtime/seeded-random.ts';
import { quantile } from './support/figures.ts';

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '15' }, only: { type: 'string', default: '' } },
  allowPositionals: true,
});
const other = positionals[0];
if (other === undefined) throw new Error('usage: node --import tsx tests/bench/kernels.ts CHECKOUT');

type Run = () => unknown;

const random = seededRandom(1);
const DIMENSIONS = 384;

/** Rows of length 1 around a few dozen centres. */
function clustered(rows: number): Points {
  const vector = (): Float32Array => Float32Array.from({ length: DIMENSIONS }, () => random() - 0.5);
  const centres = Array.from({ length: 40 }, vector);
  return toPoints(
    Array.from({ length: rows }, () => {
      const centre = centres[randomIndex(random, centres.length)] ?? vector();
      const noisy = vector().map((value, k) => value + (centre[k] ?? 0));
      const length = Math.hypot(...noisy);
      return noisy.map((value) => value / length);
    }),
  );
}

/** A text whose words are as unevenly frequent as in a language. */
function textOf(words: number): string {
  return Array.from({ length: words }, () => `w${Math.floor(1 / (random() + 1e-4))}`).join(' ');
}

const small = clustered(1_200);
const large = clustered(8_000);
const texts = Array.from({ length: 20_000 }, () => textOf(30));
const questions = Array.from({ length: 40 }, () => textOf(12));
const labels = Int32Array.from({ length: small.rows }, () => randomIndex(random, 30));
const pairs = Array.from({ length: 1_500 }, () => ({
  first: randomIndex(random, small.rows),
  second: randomIndex(random, small.rows),
  label: randomIndex(random, 2),
}));
const candidates: Candidate[] = Array.from({ length: 200 }, (_, at) => {
  const vector = small.values.subarray(at * DIMENSIONS, (at + 1) * DIMENSIONS);
  return {
    record: { id: String(at), instruction: texts[at] ?? '', input: '' } as InstructionRecord,
    vectors: { task: vector, content: vector },
    score: random(),
    task: random(),
    content: random(),
    fit: null,
    countTokens: () => Promise.resolve(50),
  };
});

/**
 * Similarities drawn at random instead of a matrix product, whose time would hide that of choosing the best of them.
 * They are whole millionths in steps of a thousandth, so that many are equal.
 */
const drawn = Float32Array.from({ length: 1_024 * large.rows }, () => Math.floor(random() * 1_000) * 1_000);
const ranked = drawn
  .slice(0, 1_024 * 64)
  .sort()
  .reverse();
const comparer: TileComparer = {
  compare: (_queries, { begin, end }) => Promise.resolve({ stride: end - begin, scores: drawn }),
  compareWith: (_queries, { rows }) => Promise.resolve({ stride: rows, scores: drawn }),
  rank: ({ rows }, { begin, end }, k) => {
    const width = Math.min(k, end - begin);
    const columns = Int32Array.from({ length: rows * width }, (_, place) => (place * 7) % (end - begin));
    return Promise.resolve({ width, columns, scores: ranked.subarray(0, rows * width) });
  },
  release: () => Promise.resolve(),
};

/** The operations of a checkout, each with what it needs already made. */
async function operationsOf(checkout: string): Promise<Map<string, Run>> {
  const load = async <M>(path: string): Promise<M> =>
    (await import(pathToFileURL(resolve(checkout, 'services', path)).href)) as M;
  const points = await load<typeof PointsModule>('analysis/points.ts');
  const { kMeans } = await load<typeof KMeansModule>('analysis/k-means.ts');
  const { sphericalKMeans } = await load<typeof SphericalKMeansModule>('analysis/spherical-k-means.ts');
  const { bagOfWords } = await load<typeof BagOfWordsModule>('analysis/bag-of-words.ts');
  const { tfIdf } = await load<typeof TfIdfModule>('analysis/tf-idf.ts');
  const { silhouettes } = await load<typeof SilhouetteModule>('analysis/silhouette.ts');
  const { retrieve } = await load<typeof SameTaskRetrievalModule>('analysis/same-task-retrieval.ts');
  const { dotAt } = await load<typeof DotModule>('analysis/dot.ts');
  const { evaluateSimilarity } = await load<typeof SimilarityModule>('evaluation/similarity.ts');
  const { LexicalIndex } = await load<typeof LexicalIndexModule>('store/embedded/lexical-index.ts');
  const { RecordIndex } = await load<typeof RecordIndexModule>('store/embedded/record-index.ts');
  const { chooseDemonstrations } = await load<typeof ChooseModule>('retrieval/choose.ts');
  const { poolRows } = await load<typeof PoolingModule>('embedding/pooling.ts');
  const { PairwiseSearch } = await load<typeof PairwiseSearchModule>('neighbours/pairwise-search.ts');
  const { nearestOfBlock, matchesInTile } = await load<typeof BlockSearchModule>(
    'neighbours/block-search.ts',
  );

  const gram = points.gramOf(small);
  const lexical = new LexicalIndex();
  const records = new RecordIndex();
  texts.forEach((text, at) => {
    lexical.put(String(at), text);
    records.put({
      id: String((at * 7_919) % texts.length).padStart(6, '0'),
      corpus: `c${at % 3}`,
      label: at % 5 === 0 ? null : `l${at % 50}`,
      kind: null,
      source: null,
      textHash: String(at),
      terms: [at % 3, 100 + (at % 50)],
    });
  });
  const some = {
    all: [
      [0, 1],
      [100, 101, 102],
    ],
    none: [149],
  };
  const rules = { strategy: 'balanced', k: 8, lambda: 0.5, query: questions[0] ?? '' } as const;
  const block = { data: large.values, rows: 64, tokens: 100, dimensions: DIMENSIONS };
  const lengths = Int32Array.from({ length: 64 }, (_, row) => 40 + (row % 60));
  const own = Int32Array.from({ length: 512 }, (_, at) => at * 15);
  const groups = [labels.map((_, row) => row % 700), labels.map((_, row) => row % 90)];
  return new Map<string, Run>([
    [
      'scalar products',
      () => {
        let sum = 0;
        for (let row = 1; row < large.rows; row++)
          for (let to = 0; to < 20; to++)
            sum += dotAt(large.values, row * DIMENSIONS, large.values, to * DIMENSIONS, DIMENSIONS);
        return sum;
      },
    ],
    ['Gram matrix', () => points.gramOf(small).values],
    ['k-means', () => kMeans(gram, { clusters: 40, seed: 3, starts: 2 })],
    [
      'spherical k-means',
      () => {
        let pass = 0;
        return sphericalKMeans(small, {
          clusters: 30,
          seed: 3,
          onPass: () => (pass += 1),
          nearestCentre: (among) => {
            const nearest = Int32Array.from({ length: among.rows }, (_, row) => (row + pass) % 30);
            return Promise.resolve({ nearest, similarities: new Float32Array(among.rows) });
          },
        });
      },
    ],
    ['TF-IDF', () => tfIdf(texts)],
    ['TF-IDF and truncated SVD', () => bagOfWords(texts.slice(0, 500), { dimensions: 64 })],
    ['silhouettes', () => silhouettes(small, [labels])],
    ['same-task retrieval', () => retrieve({ points: small, labels, groups }, { begin: 0, end: 600 })],
    ['similarity evaluation', () => evaluateSimilarity(small, pairs)],
    [
      'pairwise search',
      () =>
        new PairwiseSearch(large, comparer, { k: 32, from: 0, part: 0, parts: 4 }).nearest({
          begin: 0,
          end: large.rows,
        }),
    ],
    ['nearest of a block', () => nearestOfBlock(large, comparer, { own }, 32)],
    [
      'matches in a tile',
      () => matchesInTile(large, comparer, { own }, { tile: { begin: 0, end: large.rows }, threshold: 0.97 }),
    ],
    ['BM25 search', () => questions.map((text) => lexical.search(text).length)],
    [
      'BM25 index',
      () => {
        const index = new LexicalIndex();
        for (const [at, text] of texts.slice(0, 4_000).entries()) index.put(String(at), text);
        return index.search(questions[0] ?? '');
      },
    ],
    ['index of records', () => [records.count(some), records.idsAfter(some, '004000', 500)]],
    [
      'choice of demonstrations',
      async () => {
        const wanted = { ...rules, letters: null, maxTokens: null, relatedFrom: 0.2 };
        const { chosen } = await chooseDemonstrations(candidates, wanted);
        return chosen.map(({ candidate, scores }) => [candidate.record.id, scores]);
      },
    ],
    ['pooling', () => poolRows('mean', [block], lengths, 'right')],
  ]);
}

/** The text of a result, with all bits of its numbers. */
function fingerprint(result: unknown): string {
  const text = JSON.stringify(result, (_, value: unknown) =>
    ArrayBuffer.isView(value)
      ? createHash('sha256')
          .update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
          .digest('hex')
      : value,
  );
  return createHash('sha256').update(text).digest('hex');
}

async function milliseconds(run: Run, times: number): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

const LEAST_MS = 60;
const [ours, theirs] = [await operationsOf('.'), await operationsOf(other)];
for (const [name, run] of ours) {
  const before = theirs.get(name);
  if (before === undefined || !name.includes(values.only)) continue;
  if (fingerprint(await run()) !== fingerprint(await before()))
    throw new Error(`${name}: the results differ`);
  await milliseconds(run, 3);
  const times = Math.max(1, Math.ceil((LEAST_MS * 3) / (await milliseconds(before, 3))));
  const ratios: number[] = [];
  const taken: number[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const first = round % 2 === 0 ? run : before;
    const a = await milliseconds(first, times);
    const b = await milliseconds(first === run ? before : run, times);
    const [now, then] = first === run ? [a, b] : [b, a];
    ratios.push(now / then);
    taken.push(now / times);
  }
  console.log(
    `${name.padEnd(26)} ${quantile(ratios, 0.5).toFixed(3)}  (${quantile(ratios, 0.25).toFixed(3)} to ` +
      `${quantile(ratios, 0.75).toFixed(3)})  ${quantile(taken, 0.5).toFixed(1)} ms`,
  );
}
process.exit(0);
