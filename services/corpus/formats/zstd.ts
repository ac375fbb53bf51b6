import { once } from 'node:events';
import { KindredError } from '../../../schemas/errors.ts';
import { startThread } from '../../runtime/start-thread.ts';
import { DamagedData } from './damaged-data.ts';
import type { ZstdReply } from './zstd-thread.ts';

/** The largest window that is held in memory: 2²⁷ bytes, which is also the most that `zstd -d` takes unasked. */
const MAX_WINDOW_LOG = 27;
const SMALLEST_WINDOW_LOG = 10;

/**
 * Decompresses a file of Zstandard in a thread of its own. The thread ends when the iteration does.
 * @param countRead is told how many bytes of the file have been read
 * @throws DamagedData when the file is damaged or ends early
 */
export async function* decompressZstd(
  path: string,
  countRead: (bytes: number) => void,
): AsyncGenerator<Buffer, void, undefined> {
  const thread = startThread('zstd-thread', import.meta.url, { path });
  try {
    for (;;) {
      thread.postMessage(null);
      const [{ bytes, damaged, bytesRead }] = (await once(thread, 'message')) as [ZstdReply];
      countRead(bytesRead);
      if (damaged) throw new DamagedData('Zstandard');
      if (bytes === null) return;
      yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    }
  } finally {
    await thread.terminate();
  }
}

/**
 * Refuses a file whose first frame says that it cannot be decompressed here.
 * @param begin its first six bytes
 * @throws KindredError `unsupported_format` when it needs a dictionary, or more memory than there is for it
 */
export function refuseOtherZstd(begin: Buffer, name: string): void {
  const [, , , , descriptor = 0, window = 0] = begin;
  if ((descriptor & 0b11) !== 0) {
    throw refusal(
      `${name} was compressed by Zstandard with a dictionary: decompress it with that dictionary (zstd -d -D)`,
    );
  }
  const isSingleSegment = (descriptor & 0b100000) !== 0;
  if (isSingleSegment || SMALLEST_WINDOW_LOG + (window >> 3) <= MAX_WINDOW_LOG) return;
  throw refusal(
    `${name} was compressed by Zstandard with a window of more than ${2 ** (MAX_WINDOW_LOG - 20)} MiB: decompress it with zstd -d --long=31`,
  );
}

function refusal(message: string): KindredError {
  return new KindredError('unsupported_format', `${message}.`, { field: 'path' });
}
