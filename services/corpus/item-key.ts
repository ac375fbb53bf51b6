import { createHash } from 'node:crypto';
import type { InstructionContent } from '../../schemas/record.ts';
import { canonicalJson } from './record.ts';

/** Metadata that say which item it is. */
const ID_NAMES = ['doc_id', 'id', 'sample_id', 'idx'] as const;

/** The id that the files of results give an item of a benchmark; null without one. */
function itemIdOf({ metadata, user_id }: Pick<InstructionContent, 'metadata' | 'user_id'>) {
  return ID_NAMES.map((name) => metadata[name]).find((value) => value !== undefined) ?? user_id;
}

/** What is asked, which answer is right, and the id of the item: the same for the results of all models. */
export function itemIdentity(content: InstructionContent): string {
  const { instruction, input, output, system, history } = content;
  return canonicalJson({ instruction, input, output, system, history, id: itemIdOf(content) });
}

/** The SHA-256 of `itemIdentity`, in hexadecimal digits. */
export function itemKey(content: InstructionContent): string {
  return createHash('sha256').update(itemIdentity(content), 'utf8').digest('hex');
}
