import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** The SHA-256 of a file, in hexadecimal digits. */
export async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer);
  return hash.digest('hex');
}

/** Stands for a step and all that came before it: the SHA-256 of the fingerprint before and of what the step says, as JSON. */
export function fingerprintOf(before: string, step: object): string {
  return createHash('sha256')
    .update(`${before}\n${JSON.stringify(step)}`)
    .digest('hex');
}
