import { createHash } from 'node:crypto';
import type { InstructionContent } from '../../schemas/record.ts';

const HASH_LENGTH = 32;

/**
 * The text that is embedded for a record or a query: the instruction, and when there is an input a blank line and the
 * input. Both are trimmed and put into Unicode's composed form (NFC), so that texts which look the same are the same.
 */
export function embeddingText({
  instruction,
  input,
}: Pick<InstructionContent, 'instruction' | 'input'>): string {
  const parts = [instruction, input].map((part) => part.normalize('NFC').trim());
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The first 128 bits of the SHA-256 of `text` in UTF-8, as 32 hexadecimal digits. */
export function textHash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex').slice(0, HASH_LENGTH);
}
