import { z } from 'zod';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** The hashes against which a selection is checked when it is repeated. */
export const SelectionFingerprint = z.strictObject({
  corpus_hash: Sha256.describe('SHA-256 of the ids of all rows, in order, each followed by a line feed.'),
  target_hash: Sha256.nullable().describe('The same hash for the target; null without one.'),
  space_id: z.string().max(1_000),
  selected_hash: Sha256.describe('The SHA-256 of the ids of the ranking, in its order, in the same form.'),
});
export type SelectionFingerprint = z.infer<typeof SelectionFingerprint>;
