import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { SpaceName } from '../../schemas/record.ts';
import { isErrno } from '../runtime/is-errno.ts';
import { CheckpointFile } from './checkpoint-file.ts';
import type { KnnGraph } from './knn-graph.ts';

/** Names a graph: the corpora whose records are its rows, and the space of an encoder in which they were compared. */
export interface GraphKey {
  readonly corpora: readonly string[];
  readonly spaceId: string;
  readonly space: SpaceName;
}

/** A graph with the ids of the records that are its rows. */
export interface StoredGraph {
  /** The id of each row, in the order of rows. */
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
  recall: z.number().min(0).max(1).optional(),
  id_bytes: z.number().int().nonnegative(),
});
type Header = z.infer<typeof Header>;

/** A file of a graph on disk. Its time is in milliseconds since the epoch. */
export interface KeptGraphFile {
  readonly name: string;
  readonly bytes: number;
  readonly usedAt: number;
}

interface KeptGraph extends StoredGraph {
  readonly header: Header;
}

/** Endings of file names: a finished graph has the first one, and one that is being built has both. */
const GRAPH = '.knn';
const PART = '.part';

/**
 * Keeps graphs in files of a directory. There is one file for each set of corpora and space; it holds the graph of the
 * encoder for which it was made last. A file is a line of JSON, the ids with a line each, the neighbours and the scores
 * with 32 bits each in little-endian order, and the SHA-256 of all that comes before.
 */
export class GraphFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The graph that was kept last; null when there is none, when it is of another encoder, or when its file is damaged. */
  async read(key: GraphKey): Promise<StoredGraph | null> {
    const kept = await readGraph(this.#pathOf(key));
    if (kept?.header.space_id !== key.spaceId) return null;
    // The time of a file is that of its last use, so that what nobody uses is removed first.
    await utimes(this.#pathOf(key), new Date(), new Date()).catch(() => undefined);
    return kept;
  }

  /** Every file, finished or not. */
  async list(): Promise<KeptGraphFile[]> {
    const names = await readdir(this.#directory).catch((): string[] => []);
    const files = names.map(async (name) => {
      const found = await stat(join(this.#directory, name)).catch(() => null);
      return found?.isFile() === true ? [{ name, bytes: found.size, usedAt: found.mtimeMs }] : [];
    });
    return (await Promise.all(files)).flat();
  }

  /** Removes one of the listed files. */
  remove(name: string): Promise<void> {
    return rm(join(this.#directory, basename(name)), { force: true });
  }

  /**
   * Replaces the kept graph. A process that is killed meanwhile leaves the earlier file whole. The checkpoint of the build
   * is removed.
   */
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

  /** The checkpoint for building the graph with these rows and `k` neighbours a row, so many rows at a time. */
  checkpoint(key: GraphKey, ids: readonly string[], k: number, blockRows: number): CheckpointFile {
    const identity = createHash('sha256')
      .update(JSON.stringify([2, keyFields(key), ids, k, blockRows]))
      .digest();
    return new CheckpointFile(`${this.#pathOf(key)}${PART}`, { identity, rows: ids.length, k, blockRows });
  }

  /** Removes the graphs that have rows of a corpus, and all checkpoints, which do not say whose rows they hold. */
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
    ...(graph.recall !== undefined && { recall: graph.recall }),
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

/** The graph in a file; null when there is no such file or it is damaged. */
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
  const { rows, k, recall, id_bytes: idBytes } = header.data;
  const idsEnd = headerEnd + 1 + idBytes;
  const neighbours = new Int32Array(rows * k);
  const scores = new Float32Array(rows * k);
  bytesOf(neighbours).set(content.subarray(idsEnd, idsEnd + neighbours.byteLength));
  bytesOf(scores).set(content.subarray(idsEnd + neighbours.byteLength));
  const ids = rows === 0 ? [] : content.toString('utf8', headerEnd + 1, idsEnd).split('\n');
  const graph = { rows, k, neighbours, scores, ...(recall !== undefined && { recall }) };
  return { header: header.data, ids, graph };
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
