import type { Encoding, Encodings } from './port.ts';

/**
 * Writes into the encoding that answers, and makes sure afterwards that it still does.
 * @throws KindredError `store_unavailable` when another process has switched to another encoding meanwhile: the caller has
 * to write again
 */
export async function inLiveEncoding<T>(
  spaces: Pick<Encodings, 'live' | 'assertLive'>,
  write: (space: Encoding) => Promise<T>,
): Promise<T> {
  const space = spaces.live();
  try {
    return await write(space);
  } finally {
    await spaces.assertLive(space);
  }
}
