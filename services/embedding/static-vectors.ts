import type { StaticEntry } from '../../schemas/encoder.ts';
import type { SpaceName } from '../../schemas/record.ts';
import type { Points } from '../analysis/points.ts';

/** What is added to a number so that it is stored without a sign. */
const BIAS = 8;
const HALF_BYTE = 15;
const MOST_SCALE = 65_535;
const SCALE_BYTES = 2;

/** The vectors of all tokens in one space. */
interface TokenVectors {
  readonly dimensions: number;
  readonly scales: Float32Array;
  /** Two numbers a byte, `tokens x dimensions / 2`, row-major. */
  readonly packed: Uint8Array;
}

/** The bytes that a static model has. */
export function staticBytes({ tokens, spaces: { task, content } }: StaticEntry): number {
  return tokens * (2 * SCALE_BYTES + (task.dimensions + content.dimensions) / 2);
}

/**
 * A static model: the sum of the vectors of a text's tokens stands for the text (model2vec, Tulkens and van Dongen 2024). It costs some
 * microseconds a text, and knows nothing of the order of words.
 */
export class StaticVectors {
  readonly #spaces: Readonly<Record<SpaceName, TokenVectors>>;
  readonly #tokens: number;

  /** @param bytes as many as `staticBytes` says */
  constructor(bytes: Uint8Array, entry: StaticEntry) {
    const { tokens, spaces } = entry;
    this.#tokens = tokens;
    const task = tokenVectors(bytes, tokens, spaces.task);
    const taskBytes = tokens * (SCALE_BYTES + spaces.task.dimensions / 2);
    this.#spaces = { task, content: tokenVectors(bytes.subarray(taskBytes), tokens, spaces.content) };
  }

  /** The vectors of texts by their tokens, in one space, L2-normalised. That of a text of unknown tokens is zero. */
  pointsOf(rows: readonly ArrayLike<number>[], space: SpaceName): Points {
    const { dimensions } = this.#spaces[space];
    const values = new Float32Array(rows.length * dimensions);
    rows.forEach((ids, row) => {
      const vector = values.subarray(row * dimensions, (row + 1) * dimensions);
      for (let i = 0; i < ids.length; i++) {
        if (ids[i]! < this.#tokens) addToken(vector, this.#spaces[space], ids[i]!);
      }
      normalise(vector);
    });
    return { rows: rows.length, dimensions, values };
  }
}

function tokenVectors(
  bytes: Uint8Array,
  tokens: number,
  { dimensions, scale }: StaticEntry['spaces']['task'],
): TokenVectors {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const scales = new Float32Array(tokens);
  for (let token = 0; token < tokens; token++)
    scales[token] = (view.getUint16(token * SCALE_BYTES, true) / MOST_SCALE) * scale;
  const begin = tokens * SCALE_BYTES;
  return { dimensions, scales, packed: bytes.subarray(begin, begin + (tokens * dimensions) / 2) };
}

function addToken(vector: Float32Array, { scales, packed, dimensions }: TokenVectors, token: number): void {
  const scale = scales[token]!;
  const width = dimensions / 2;
  for (let i = 0, byte = token * width; i < dimensions; i += 2, byte++) {
    const both = packed[byte]!;
    vector[i]! += scale * ((both & HALF_BYTE) - BIAS);
    vector[i + 1]! += scale * ((both >> 4) - BIAS);
  }
}

function normalise(vector: Float32Array): void {
  let squares = 0;
  for (let i = 0; i < vector.length; i++) squares += vector[i]! * vector[i]!;
  if (squares === 0) return;
  const length = Math.sqrt(squares);
  for (let i = 0; i < vector.length; i++) vector[i]! /= length;
}
