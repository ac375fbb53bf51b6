import { createHash } from 'node:crypto';
import { KindredError } from '../../../schemas/errors.ts';
import type { SelectionFingerprint } from '../../../schemas/curation/select.ts';

/** SHA-256 of ids in their order, each followed by a line feed. */
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

/** @throws KindredError `conflict` that says what differs from the selection that is made again */
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
