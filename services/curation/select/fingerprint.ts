import { createHash } from 'node:crypto';
import { KindredError } from '../../../schemas/errors.ts';
import type { SelectionFingerprint } from '../../../schemas/curation/selection-fingerprint.ts';

/** The SHA-256 of ids in their order, each followed by a line feed, in hexadecimal digits. */
export function hashOfIds(ids: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const id of ids) hash.update(`${id}\n`);
  return hash.digest('hex');
}

const CHANGED: Readonly<Record<keyof SelectionFingerprint, string>> = {
  corpus_hash: 'the corpus has other rows than then',
  target_hash: 'the target has other rows than then',
  space_id: 'another encoder made the vectors',
  selected_hash: 'other rows came out, though corpus and parameters are the same',
};

/**
 * Checks that a selection which repeats an earlier one comes to the same rows from the same data.
 * @param expected the fingerprint of the earlier selection; undefined when none is repeated
 * @throws KindredError `conflict` when something differs, which the message names
 */
export function assertReplays(
  expected: SelectionFingerprint | undefined,
  found: Partial<SelectionFingerprint>,
): void {
  if (expected === undefined) return;
  for (const key of Object.keys(found) as (keyof SelectionFingerprint)[]) {
    if (found[key] === expected[key]) continue;
    throw new KindredError('conflict', `This does not replay the selection: ${CHANGED[key]} (${key}).`, {
      field: `replays.${key}`,
    });
  }
}
