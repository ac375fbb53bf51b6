import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Space } from '../../schemas/record.ts';
import { CheckpointFile } from './checkpoint-file.ts';
import type { KnnGraph } from './knn-graph.ts';

/** What a graph is of: the records of some corpora in a space of an encoder. */
export interface GraphKey {
  readonly corpora: readonly string[];
  readonly spaceId: string;
  readonly space: Space;
}

/** A graph with the ids of its rows. */
export interface StoredGraph {
  readonly ids: readonly string[];
  readonly graph: KnnGraph;
}

const CHECKSUM_BYTES = 32;

const Header = z.object({
  version: z.literal(1),
  corpora: z.array(z.string()),
  space_id: z.string(),
  space: Space,
  rows: z.number().int().nonnegative(),
  k: z.number().int().nonnegative(),
  id_bytes: z.number().int().nonnegative(),
});
type Header = z.infer<typeof Header>;

/**
 * Graphs in files below a directory, one a key. A file is one line of JSON, the ids (a line each), the neighbours and the
 * scores (32 bits each, little-endian), and the SHA-256 of all that.
 */
export class GraphFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The graph that was kept last; null when there is none, or its file is damaged. */
  async read(key: GraphKey): Promise<StoredGraph | null> {
    const bytes = await readFile(this.#pathOf(key)).catch((cause: unknown) => {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
      throw cause;
    });
    return bytes === null ? null : decode(bytes);
  }

  /** Keeps the graph in place of an earlier one: a whole file or none. What was kept of its building goes. */
  async write(key: GraphKey, stored: StoredGraph): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
    const path = this.#pathOf(key);
    const draft = `${path}.${randomUUID()}`;
    try {
      const file = await open(draft, 'wx');
      try {
        for (const part of encode(key, stored)) await file.writeFile(part);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, path);
    } catch (cause) {
      await rm(draft, { force: true });
      throw cause;
    }
    await rm(`${path}.part`, { force: true });
  }

  /** Blocks of the graph of these rows while it is built. */
  checkpoint(key: GraphKey, ids: readonly string[], k: number): CheckpointFile {
    const identity = createHash('sha256')
      .update(JSON.stringify([1, keyFields(key), ids, k]))
      .digest();
    return new CheckpointFile(`${this.#pathOf(key)}.part`, { identity, rows: ids.length, k });
  }

  #pathOf(key: GraphKey): string {
    const name = createHash('sha256')
      .update(JSON.stringify(keyFields(key)))
      .digest('hex')
      .slice(0, 24);
    return join(this.#directory, `${key.space}-${name}.knn`);
  }
}

function keyFields({ corpora, spaceId, space }: GraphKey): Pick<Header, 'corpora' | 'space_id' | 'space'> {
  return { corpora: [...new Set(corpora)].sort(), space_id: spaceId, space };
}

function encode(key: GraphKey, { ids, graph }: StoredGraph): Uint8Array[] {
  const idBytes = Buffer.from(ids.join('\n'));
  const header: Header = {
    version: 1,
    ...keyFields(key),
    rows: graph.rows,
    k: graph.k,
    id_bytes: idBytes.length,
  };
  const parts = [
    Buffer.from(`${JSON.stringify(header)}\n`),
    idBytes,
    bytesOf(graph.neighbours),
    bytesOf(graph.scores),
  ];
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return [...parts, hash.digest()];
}

function decode(bytes: Buffer): StoredGraph | null {
  const content = bytes.subarray(0, -CHECKSUM_BYTES);
  const checksum = createHash('sha256').update(content).digest();
  if (!checksum.equals(bytes.subarray(-CHECKSUM_BYTES))) return null;
  const headerEnd = content.indexOf('\n');
  const header = Header.safeParse(JSON.parse(content.toString('utf8', 0, headerEnd)));
  if (!header.success) return null;
  const { rows, k, id_bytes: idBytes } = header.data;
  const idsEnd = headerEnd + 1 + idBytes;
  const neighbours = new Int32Array(rows * k);
  const scores = new Float32Array(rows * k);
  bytesOf(neighbours).set(content.subarray(idsEnd, idsEnd + neighbours.byteLength));
  bytesOf(scores).set(content.subarray(idsEnd + neighbours.byteLength));
  const ids = rows === 0 ? [] : content.toString('utf8', headerEnd + 1, idsEnd).split('\n');
  return { ids, graph: { rows, k, neighbours, scores } };
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
