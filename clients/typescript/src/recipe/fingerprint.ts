import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { canonicalText } from '../../../../schemas/recipe/canonical-json.ts';

/** The SHA-256 of a file, in hexadecimal digits. */
export async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer);
  return hash.digest('hex');
}

/** The SHA-256 of a text in UTF-8, in hexadecimal digits. */
export function hashOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Stands for a step and all that came before it: the SHA-256 of the fingerprint before and of what the step says, as canonical JSON. */
export function fingerprintOf(before: string, said: object): string {
  return hashOfText(`${before}\n${canonicalText(said)}`);
}
