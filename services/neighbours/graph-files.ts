import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SpaceName } from '../../schemas/record.ts';
import { isErrno } from '../runtime/is-errno.ts';
import { CheckpointFile } from './checkpoint-file.ts';
import type { KnnGraph } from './knn-graph.ts';

/** What a graph is of: the records of some corpora in a space of an encoder. */
export interface GraphKey {
  readonly corpora: readonly string[];
  readonly spaceId: string;
  readonly space: SpaceName;
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
  space: SpaceName,
  rows: z.number().int().nonnegative(),
  k: z.number().int().nonnegative(),
  id_bytes: z.number().int().nonnegative(),
});
type Header = z.infer<typeof Header>;

interface KeptGraph extends StoredGraph {
  readonly header: Header;
}

/** Ends of the names of files: a graph, and one under way. */
const GRAPH = '.knn';
const PART = '.part';

/**
 * Graphs in files below a directory: of some corpora and one of their spaces one graph, that of the encoder it was last
 * made for. A file is one line of JSON, the ids (a line each), the neighbours and the scores (32 bits each,
 * little-endian), and the SHA-256 of all that.
 */
export class GraphFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The graph that was kept last; null when there is none, it is of another encoder, or its file is damaged. */
  async read(key: GraphKey): Promise<StoredGraph | null> {
    const kept = await readGraph(this.#pathOf(key));
    return kept?.header.space_id === key.spaceId ? kept : null;
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
    await rm(`${path}${PART}`, { force: true });
  }

  /** Blocks of the graph of these rows while it is built. */
  checkpoint(key: GraphKey, ids: readonly string[], k: number): CheckpointFile {
    const identity = createHash('sha256')
      .update(JSON.stringify([1, keyFields(key), ids, k]))
      .digest();
    return new CheckpointFile(`${this.#pathOf(key)}${PART}`, { identity, rows: ids.length, k });
  }

  /** Removes graphs that have rows of this corpus, and all that are under way: these do not say of what they are. */
  async forget(corpus: string): Promise<void> {
    const names = await readdir(this.#directory).catch((): string[] => []);
    for (const name of names.filter((one) => one.endsWith(GRAPH) || one.endsWith(PART))) {
      const path = join(this.#directory, name);
      const kept = name.endsWith(GRAPH) ? await readGraph(path) : null;
      if (kept?.header.corpora.includes(corpus) !== false) await rm(path, { force: true });
    }
  }

  #pathOf({ corpora, space }: GraphKey): string {
    const hash = createHash('sha256').update(JSON.stringify(namesOf(corpora)));
    return join(this.#directory, `${space}-${hash.digest('hex').slice(0, 24)}${GRAPH}`);
  }
}

function keyFields({ corpora, spaceId, space }: GraphKey): Pick<Header, 'corpora' | 'space_id' | 'space'> {
  return { corpora: namesOf(corpora), space_id: spaceId, space };
}

function namesOf(corpora: readonly string[]): string[] {
  return [...new Set(corpora)].sort();
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

/** What a file holds; null when it is not there or damaged. */
async function readGraph(path: string): Promise<KeptGraph | null> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    if (isErrno(cause, 'ENOENT')) return null;
    throw cause;
  });
  return bytes === null ? null : decode(bytes);
}

function decode(bytes: Buffer): KeptGraph | null {
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
  return { header: header.data, ids, graph: { rows, k, neighbours, scores } };
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
