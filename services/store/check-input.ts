import { KindredError } from '../../schemas/errors.ts';
import type { SpaceName } from '../../schemas/record.ts';
import type { EmbeddedRecord, SpaceSignature } from './port.ts';

/** A stored vector may be longer or shorter than 1 by this much. */
const NORM_TOLERANCE = 1e-3;
const SPACES: readonly SpaceName[] = ['task', 'content'];

/**
 * Checks the vectors of a batch before any record of it is written.
 * @throws KindredError `space_mismatch` when a vector has other dimensions than the space, `invalid_request` when one is
 * not finite or its length is not 1
 */
export function checkRecords(records: readonly EmbeddedRecord[], signature: SpaceSignature): void {
  for (const { record, vectors } of records) {
    for (const space of SPACES) {
      const name = `The ${space} vector of record ${record.id}`;
      checkDimensions(name, vectors[space], signature, space);
      const norm = finiteNorm(name, vectors[space]);
      if (Math.abs(norm - 1) > NORM_TOLERANCE) {
        throw new KindredError(
          'invalid_request',
          `${name} has the length ${norm.toPrecision(4)} instead of 1: normalise vectors before storing them.`,
        );
      }
    }
  }
}

/**
 * The query vector scaled to length 1.
 * @throws KindredError `space_mismatch` when it has other dimensions than the space, `invalid_request` when it is not
 * finite or is zero
 */
export function normalisedQuery(
  vector: Float32Array,
  signature: SpaceSignature,
  space: SpaceName,
): Float32Array {
  const name = `The query vector for the space ${space}`;
  checkDimensions(name, vector, signature, space);
  const norm = finiteNorm(name, vector);
  if (norm === 0) throw new KindredError('invalid_request', `${name} is zero, which is near to nothing.`);
  return vector.map((component) => component / norm);
}

/**
 * Checks the number of results that is asked for.
 * @throws KindredError `invalid_request` when it is not a whole number from 1 to `max`
 */
export function checkLimit(limit: number, max = Number.MAX_SAFE_INTEGER): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= max) return;
  throw new KindredError('invalid_request', `The limit is ${limit}; use a whole number from 1 to ${max}.`, {
    field: 'limit',
  });
}

function checkDimensions(
  name: string,
  vector: Float32Array,
  signature: SpaceSignature,
  space: SpaceName,
): void {
  const expected = signature.dimensions[space];
  if (vector.length === expected) return;
  throw new KindredError(
    'space_mismatch',
    `${name} has ${vector.length} dimensions, but the space ${signature.spaceId} has ${expected}. ` +
      'Embed the text with the encoder of this store.',
  );
}

function finiteNorm(name: string, vector: Float32Array): number {
  let squares = 0;
  for (const component of vector) squares += component * component;
  if (!Number.isFinite(squares)) {
    throw new KindredError('invalid_request', `${name} has components that are not finite numbers.`);
  }
  return Math.sqrt(squares);
}
