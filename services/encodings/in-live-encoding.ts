import type { Encoding, Encodings } from './port.ts';

/**
 * Writes into the live encoding, and checks afterwards that it is still the live one.
 * @throws KindredError `store_unavailable` when another process has switched meanwhile: the write has to be repeated
 */
export async function inLiveEncoding<T>(
  encodings: Pick<Encodings, 'live' | 'assertLive'>,
  write: (encoding: Encoding) => Promise<T>,
): Promise<T> {
  const encoding = encodings.live();
  try {
    return await write(encoding);
  } finally {
    await encodings.assertLive(encoding);
  }
}
