import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { at } from '../runtime/at.ts';
import { padRows } from './feeds.ts';
import { pooledVectors, vectorOutputs } from './pooled-vectors.ts';
import type { JudgeResult, PairedRows, ThreadConfig, TokenRows } from './thread-messages.ts';

/** What stands in the ids of a pair's text after its last token. */
const NO_TOKEN = -1n;

/** The states of all tokens of some texts, `[rows, tokens, width]`, row-major; the padding follows each row's tokens. */
interface States {
  readonly data: Float32Array;
  readonly tokens: number;
  readonly width: number;
}

/**
 * Judges pairs of texts: the encoder's graph gives a state of every token, and the graph of pairs compares those of both texts.
 * @throws Error whose message is written for people, when the graphs do not fit each other
 */
export async function judgePairs(
  encoder: InferenceSession,
  judge: InferenceSession,
  config: Pick<ThreadConfig, 'paddingSide' | 'padTokenId' | 'spaces'>,
  { states: output }: { readonly states: string },
  { rows, pairs, withVectors }: PairedRows,
): Promise<JudgeResult> {
  const start = performance.now();
  const { paddingSide, padTokenId } = config;
  if (paddingSide !== 'right')
    throw new Error('pairs are judged of texts that are padded at the right alone');
  const feeds = padRows(rows, encoder.inputNames, paddingSide, padTokenId);
  const shape = [feeds.rows, feeds.tokens];
  const inputs = [...feeds.values].map(([name, data]) => [name, new Tensor('int64', data, shape)] as const);
  const read = await encoder.run(Object.fromEntries(inputs), [
    ...new Set([output, ...(withVectors ? vectorOutputs(config) : [])]),
  ]);
  const states = statesOf(read[output], output, shape);
  const sides = [0, 1].map((side) =>
    sideOf(
      pairs.filter((_, place) => place % 2 === side),
      rows,
      states,
    ),
  );
  const [left, right] = [at(sides, 0), at(sides, 1)];
  const judged = await judge.run(
    { left: left.states, left_ids: left.ids, right: right.states, right_ids: right.ids },
    ['chance'],
  );
  const chances = judged['chance']?.data;
  if (!(chances instanceof Float32Array))
    throw new Error('the graph of pairs gives no float32 output `chance`');
  const embedded = withVectors ? pooledVectors(read, config, feeds, rows.lengths) : null;
  const result = { chances: Float32Array.from(chances), embedded, inferenceMs: performance.now() - start };
  for (const tensor of [...Object.values(read), ...Object.values(judged)]) tensor.dispose();
  return result;
}

function statesOf(tensor: Tensor | undefined, name: string, [rows, tokens]: readonly number[]): States {
  const data = tensor?.data;
  if (tensor === undefined || !(data instanceof Float32Array)) {
    throw new Error(
      `output \`${name}\` is ${tensor?.type ?? 'missing'}; export the graph with float32 outputs`,
    );
  }
  if (tensor.dims.length !== 3 || tensor.dims[0] !== rows || tensor.dims[1] !== tokens) {
    throw new Error(
      `output \`${name}\` has the shape [${tensor.dims.join(', ')}], and no state for every token`,
    );
  }
  return { data, tokens: at(tensor.dims, 1), width: at(tensor.dims, 2) };
}

/** The states and ids of the texts on one side of all pairs, padded to the longest of them. */
function sideOf(
  places: Int32Array,
  { ids, lengths }: TokenRows,
  { data, tokens, width }: States,
): { states: Tensor; ids: Tensor } {
  const starts = startsOf(lengths);
  const longest = places.reduce((most, place) => Math.max(most, at(lengths, place)), 0);
  const states = new Float32Array(places.length * longest * width);
  const numbers = new BigInt64Array(places.length * longest).fill(NO_TOKEN);
  places.forEach((place, pair) => {
    const [length, start] = [at(lengths, place), at(starts, place)];
    const begin = place * tokens * width;
    states.set(data.subarray(begin, begin + length * width), pair * longest * width);
    for (let i = 0; i < length; i++) numbers[pair * longest + i] = BigInt(at(ids, start + i));
  });
  return {
    states: new Tensor('float32', states, [places.length, longest, width]),
    ids: new Tensor('int64', numbers, [places.length, longest]),
  };
}

/** Where the ids of each text begin. */
function startsOf(lengths: Int32Array): Int32Array {
  const starts = new Int32Array(lengths.length);
  for (let row = 1; row < lengths.length; row++) starts[row] = at(starts, row - 1) + at(lengths, row - 1);
  return starts;
}
