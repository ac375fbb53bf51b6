import { KindredError } from '../../../schemas/errors.ts';
import type { InstructionRecord, Json } from '../../../schemas/record.ts';
import { toPoints, type Points } from '../../analysis/points.ts';

const MAX_DIMENSIONS = 4_096;
/** The most numbers that are held at once, 4 bytes each. */
const MAX_NUMBERS = 200_000_000;

/** Collects vectors that users gave in a metadata field: gradients, states of a model. */
export class GivenVectors {
  readonly #field: string;
  readonly #vectors: Float32Array[] = [];

  constructor(field: string) {
    this.#field = field;
  }

  /**
   * @throws KindredError `invalid_request` when the record has no vector, or one of another length, `payload_too_large` when
   *   there are too many numbers
   */
  readonly read = ({ id, user_id, metadata }: InstructionRecord): void => {
    const named = Object.hasOwn(metadata, this.#field) ? metadata[this.#field] : undefined;
    const vector = unitVector(named);
    const first = this.#vectors[0] ?? vector;
    if (vector === null || first === null || vector.length !== first.length) {
      const length = first === null ? `2 to ${MAX_DIMENSIONS}` : String(first.length);
      throw this.#wrong(`Record ${user_id ?? id} has no list of ${length} finite numbers, not all 0`);
    }
    if ((this.#vectors.length + 1) * vector.length > MAX_NUMBERS) {
      throw new KindredError('payload_too_large', `At most ${MAX_NUMBERS} numbers are read as vectors.`, {
        field: 'vector_field',
      });
    }
    this.#vectors.push(vector);
  };

  /**
   * The vectors of the rows that were read, at length 1.
   * @param like the points with which they will be compared
   * @throws KindredError `invalid_request` when these have another number of dimensions
   */
  points(like?: Points): Points {
    const points = toPoints(this.#vectors);
    if (like === undefined || like.dimensions === points.dimensions) return points;
    throw this.#wrong(
      `The target has vectors of ${points.dimensions} numbers, the corpus of ${like.dimensions}`,
    );
  }

  #wrong(what: string): KindredError {
    return new KindredError(
      'invalid_request',
      `${what}, in the field \`${this.#field}\`. Every row of the corpus and of the target needs such a list, all as long.`,
      { field: 'vector_field' },
    );
  }
}

/** A list of numbers at length 1; null for anything else. */
function unitVector(value: Json | undefined): Float32Array | null {
  if (!Array.isArray(value) || value.length < 2 || value.length > MAX_DIMENSIONS) return null;
  // Divided by the greatest first, so that squares of large numbers stay finite.
  const greatest = value.reduce<number>(
    (most, number) => (typeof number === 'number' ? Math.max(most, Math.abs(number)) : NaN),
    0,
  );
  if (!Number.isFinite(greatest) || greatest === 0) return null;
  const scaled = value.map((number) => Number(number) / greatest);
  const length = Math.sqrt(scaled.reduce((sum, number) => sum + number * number, 0));
  return Float32Array.from(scaled, (number) => number / length);
}
