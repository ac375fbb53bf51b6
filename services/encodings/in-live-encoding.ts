import type { Encoding, Encodings } from './port.ts';

/**
 * Writes into the space that answers, and makes sure that it still did at the end: what another process's switch has
 * overtaken is refused with `store_unavailable`, to be repeated.
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
