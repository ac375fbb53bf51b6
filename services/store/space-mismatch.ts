import { KindredError } from '../../schemas/errors.ts';

/**
 * The error for a store that another encoder has filled.
 * @param found what the store holds, and what the encoder in use makes
 * @param elsewhere how to begin in another place
 */
export function spaceMismatch(found: string, elsewhere: string): KindredError {
  return new KindredError(
    'space_mismatch',
    `${found}. Vectors of different spaces must not be compared. Set KINDRED_ENCODER to the encoder they were made with, that ` +
      'of an earlier version too; KINDRED_NEXT_ENCODER and "kindred reembed" then move them. ' +
      `Or ${elsewhere} and ingest there again.`,
  );
}
