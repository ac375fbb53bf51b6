/**
 * Entry of the thread that decompresses a file of Zstandard. It is a thread because the decoder answers all at once, and
 * because the memory of the decoder is given back only when its thread ends.
 */
import { openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { ZSTDDecoder } from 'zstddec/stream';

/** A part of the file, after each request; null when the file has ended, and `damaged` when it cannot be read further. */
export interface ZstdReply {
  readonly bytes: Uint8Array | null;
  readonly damaged: boolean;
  readonly bytesRead: number;
}

const READ_BYTES = 64 * 1024;
/**
 * An empty frame that decoders skip. The decoder gives what it still holds only when it gets more input, so the last bytes
 * of a file need some input after them.
 */
const EMPTY_FRAME = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0);

const port = parentPort;
if (port === null) throw new Error('this file is the entry of a thread');
const file = openSync((workerData as { path: string }).path, 'r');
let bytesRead = 0;
/** How often the decoder may give nothing before the next input: a frame without content has nine bytes. */
let patience = 0;

function* input(): Generator<Uint8Array, void, undefined> {
  for (;;) {
    const bytes = new Uint8Array(READ_BYTES);
    const count = readSync(file, bytes);
    patience = READ_BYTES;
    if (count === 0) break;
    bytesRead += count;
    yield bytes.subarray(0, count);
  }
  yield EMPTY_FRAME;
}

/** The decompressed parts that are not empty. The decoder tells no errors: it gives nothing, again and again. */
function* output(decoder: ZSTDDecoder): Generator<Uint8Array, void, undefined> {
  for (const bytes of decoder.decodeStreaming(input())) {
    patience -= 1;
    if (bytes.length > 0) yield bytes;
    else if (patience < 0) throw new Error('the decoder does not go on');
  }
}

function next(parts: Generator<Uint8Array, void, undefined>): ZstdReply {
  try {
    const { value } = parts.next();
    return { bytes: value ?? null, damaged: false, bytesRead };
  } catch {
    return { bytes: null, damaged: true, bytesRead };
  }
}

const decoder = new ZSTDDecoder();
await decoder.init();
const parts = output(decoder);
port.on('message', () => port.postMessage(next(parts)));
