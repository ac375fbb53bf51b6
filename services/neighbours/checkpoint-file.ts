import { createHash } from 'node:crypto';
import { appendFile, mkdir, open, truncate } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Nearest } from './best-rows.ts';
import type { Checkpoint } from './build-graph.ts';
import { rangesOf } from './tiles.ts';

const CHECKSUM_BYTES = 32;

/** The graph whose blocks a file holds: a hash of everything that the graph depends on, and its shape. */
interface Build {
  readonly identity: Uint8Array;
  readonly rows: number;
  readonly k: number;
  /** Number of rows of a block; the last one may have fewer. */
  readonly blockRows: number;
}

/**
 * Keeps the finished blocks of a graph in a file. Each block is its neighbours, its scores, and a SHA-256 over these and
 * the hash before, which begins with the identity of the graph. Reading stops at the first block that is damaged or
 * belongs to another graph, and cuts the file off there.
 */
export class CheckpointFile implements Checkpoint {
  readonly #path: string;
  readonly #build: Build;
  #last: Uint8Array;

  constructor(path: string, build: Build) {
    this.#path = path;
    this.#build = build;
    this.#last = build.identity;
  }

  async *read(): AsyncGenerator<Nearest> {
    const { rows, k, blockRows } = this.#build;
    await mkdir(dirname(this.#path), { recursive: true });
    const file = await open(this.#path, 'a+');
    let end = 0;
    try {
      for (const { begin, end: last } of rangesOf({ begin: 0, end: rows }, blockRows)) {
        const bytes = await readBlock(file, end, 8 * (last - begin) * k + CHECKSUM_BYTES);
        const block = bytes === null ? null : this.#decode(bytes);
        if (block === null || bytes === null) break;
        end += bytes.length;
        yield block;
      }
    } finally {
      await file.close();
    }
    await truncate(this.#path, end);
  }

  /** Writes the block that follows the last one that was read or written. */
  async append({ neighbours, scores }: Nearest): Promise<void> {
    const parts = [neighbours, scores].map(
      ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
    );
    const content = Buffer.concat(parts);
    this.#last = this.#checksum(content);
    await appendFile(this.#path, Buffer.concat([content, this.#last]));
  }

  #decode(bytes: Buffer): Nearest | null {
    const content = bytes.subarray(0, -CHECKSUM_BYTES);
    const checksum = this.#checksum(content);
    if (!checksum.equals(bytes.subarray(-CHECKSUM_BYTES))) return null;
    this.#last = checksum;
    const numbers = content.length / 8;
    return {
      k: this.#build.k,
      neighbours: new Int32Array(bytes.buffer, bytes.byteOffset, numbers),
      scores: new Float32Array(bytes.buffer, bytes.byteOffset + 4 * numbers, numbers),
    };
  }

  #checksum(content: Uint8Array): Buffer {
    return createHash('sha256').update(this.#last).update(content).digest();
  }
}

/** Reads `length` bytes from `position` on into memory of their own; null when the file ends before. */
async function readBlock(file: FileHandle, position: number, length: number): Promise<Buffer | null> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  return bytesRead === length ? bytes : null;
}
