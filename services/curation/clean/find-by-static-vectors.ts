import type { DeduplicateOperation } from '../../../schemas/curation/deduplicate.ts';
import { KindredError } from '../../../schemas/errors.ts';
import type { PairTrees } from '../../../schemas/pair-trees.ts';
import { embeddingText } from '../../corpus/embedding-text.ts';
import type { Encoder, StaticPoints, StaticSource } from '../../embedding/port.ts';
import { UNKEPT_GRAPHS } from '../../neighbours/unkept-graphs.ts';
import { at } from '../../runtime/at.ts';
import { EventLoopYield } from '../../runtime/event-loop-yield.ts';
import { candidatePairs } from '../deduplicate/candidate-pairs.ts';
import { chooseAmong } from '../deduplicate/deduplicate.ts';
import { loadCompared, type LoadedRows } from '../deduplicate/load-compared.ts';
import { firstRows, type RowPair } from '../deduplicate/pairs.ts';
import { searchOf } from '../rows/nearest-in.ts';
import type { CleanWatch, FindInFile } from './clean-file.ts';
import { FILE_CORPUS } from './file-rows.ts';
import { likelyPairs } from './likely-pairs.ts';
import { RecordTable } from './record-table.ts';
import { someRows } from './some-rows.ts';
import { verifyPairs } from './verify-pairs.ts';

/** How many of the nearest rows by the static model a row is compared with. */
const NEIGHBOURS = 12;
/** Pairs are compared from this similarity of their static content vectors on. */
const STATIC_FLOOR = 0.65;
const NO_VECTORS = { spaceId: '', dimensions: { task: 0, content: 0 } };

/**
 * Finds duplicates and embeds no row that it need not: pairs that may be duplicates are found by their letters and by the static model,
 * those that words settle are left as they are, and the rows of the likeliest others go through the encoder, by which each pair is decided as in
 * the full mode. Exact copies need no encoder at all. Kinds of work are not told, so what they lose is not looked at.
 * @throws KindredError `invalid_request` when the encoder has no static model or the threshold is to be found, and what
 *   `chooseAmong` and the encoder throw
 */
export function byStaticVectors(encoder: Encoder & StaticSource): FindInFile {
  return async (file, operation, watch) => {
    assertGivenThreshold(operation);
    const store = new RecordTable(file.records, NO_VECTORS);
    const rows = await loadCompared([FILE_CORPUS], operation, { ...watch, encoding: { encoder, store } });
    const first = firstRows(rows.identities);
    watch.report('static vectors', 0, first.length);
    const texts = first.map((row) => embeddingText(rows.texts.requestOf(row)));
    const points = await encoder.staticPoints(texts, watch.signal);
    if (points === null) throw noStaticModel(encoder);
    const trees = operation.read_pairs ? (encoder.pairs?.trees ?? null) : null;
    const candidates = await candidatesAmong(rows, first, { points, trees, operation }, watch);
    const verified = await verifyPairs(rows, candidates, { encoder, operation }, watch);
    const { pairs, embedded, truncated } = verified;
    const findings = await chooseAmong(rows, pairs, { operation, trees }, watch);
    return { mode: 'static', findings, embedded, truncated };
  };
}

interface Proposing {
  readonly points: StaticPoints;
  readonly trees: PairTrees | null;
  readonly operation: DeduplicateOperation;
}

/** The pairs that may be duplicates as far as letters, static vectors and words tell, in the order of rows. */
async function candidatesAmong(
  rows: LoadedRows,
  first: readonly number[],
  { points, trees, operation }: Proposing,
  watch: CleanWatch,
): Promise<Pick<RowPair, 'a' | 'b'>[]> {
  const own = someRows(rows, first, { ...points, relatedFrom: -1 });
  const graph = await UNKEPT_GRAPHS.graphOf({
    ...{ corpora: [FILE_CORPUS], space: 'content', points: points.content, k: NEIGHBOURS },
    ids: first.map((row) => at(rows.ids, row)),
    signal: watch.signal,
    onProgress: (done, total) => watch.report('neighbours', done, total),
  });
  const eventLoop = new EventLoopYield(watch.signal);
  const pairs = await candidatePairs(own, graph, {
    floor: STATIC_FLOOR,
    jaccardFloor: operation.jaccard_threshold,
    nearestIn: searchOf(watch, 'searching'),
    eventLoop,
    onProgress: (done, total) => watch.report('comparing', done, total),
  });
  const likely = await likelyPairs(own, pairs, { trees, eventLoop });
  return likely.map(({ a, b }) => ({ a: at(first, a), b: at(first, b) }));
}

/** @throws KindredError `invalid_request` when the threshold depends on pairs that are not looked at */
function assertGivenThreshold({ threshold, target_rows }: DeduplicateOperation): void {
  if (threshold !== 'auto' && target_rows === null) return;
  const field = threshold === 'auto' ? 'threshold' : 'target_rows';
  throw new KindredError(
    'invalid_request',
    'A threshold is found by all near pairs, which static vectors do not show. Give a threshold, or leave --static out.',
    { field },
  );
}

function noStaticModel({ name }: Encoder): KindredError {
  return new KindredError(
    'invalid_request',
    `The encoder ${name} has no static model (\`static\` of its encoder.json). Leave --static out.`,
  );
}
