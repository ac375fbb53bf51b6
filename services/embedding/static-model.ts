import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EncoderDescriptor } from '../../schemas/encoder.ts';
import { KindredError } from '../../schemas/errors.ts';
import { unreadable } from './encoder-json.ts';
import { staticBytes, StaticVectors } from './static-vectors.ts';

/**
 * Reads the static model of an encoder folder; null when it has none.
 * @throws KindredError `encoder_unavailable` when its file is missing or is not the one that the descriptor means
 */
export async function readStaticModel(
  directory: string,
  { static: entry, sha256 }: Pick<EncoderDescriptor, 'static' | 'sha256'>,
): Promise<StaticVectors | null> {
  if (entry === undefined) return null;
  const path = join(directory, entry.file);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (bytes.length === staticBytes(entry) && actual === (sha256.static ?? actual))
    return new StaticVectors(bytes, entry);
  throw new KindredError(
    'encoder_unavailable',
    `${path} is not the static model that encoder.json describes: it has ${bytes.length} bytes and the sha256 ${actual}. ` +
      'Fetch the file again, or correct encoder.json if the change was meant.',
  );
}
