import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QdrantClient } from '@qdrant/js-client-rest';
import { readConfig, type QdrantLayout } from '../../../services/config.ts';
import type { RecordStore, SpaceSignature } from '../../../services/store/port.ts';
import { UNCOMPRESSED } from '../../../services/store/qdrant/connection.ts';
import { openQdrantStore } from '../../../services/store/qdrant/stores.ts';
import { freePort, qdrantServer, type Server } from '../../faults/servers.ts';
import { diskOf, usageOf, type Usage } from './process-usage.ts';

/** The layout of the product with its defaults; `settings` are variables such as QDRANT_QUANTIZATION. */
export function layoutWith(settings: NodeJS.ProcessEnv = {}): QdrantLayout {
  const { qdrant } = readConfig({ ...settings, QDRANT_URL: 'http://127.0.0.1:1' });
  if (qdrant === null) throw new Error('QDRANT_URL was given');
  return qdrant.layout;
}

/**
 * A Qdrant of its own with Kindred's store on it, and what it takes. Needs QDRANT_BINARY; Linux.
 * A folder that was given is kept, another is removed at the end.
 */
export class MeasuredQdrant {
  readonly #server: Server;
  readonly #folder: string;
  readonly #kept: boolean;
  readonly #layout: QdrantLayout;
  readonly #signature: SpaceSignature;
  store!: RecordStore;

  private constructor(
    server: Server,
    folder: string,
    kept: boolean,
    layout: QdrantLayout,
    signature: SpaceSignature,
  ) {
    this.#server = server;
    this.#folder = folder;
    this.#kept = kept;
    this.#layout = layout;
    this.#signature = signature;
  }

  static async start(
    layout: QdrantLayout,
    signature: SpaceSignature,
    kept?: string,
  ): Promise<MeasuredQdrant> {
    const folder = kept ?? (await mkdtemp(join(tmpdir(), 'kindred-qdrant-')));
    await mkdir(folder, { recursive: true });
    const server = qdrantServer(folder, await freePort(), await freePort());
    const measured = new MeasuredQdrant(server, folder, kept !== undefined, layout, signature);
    await measured.open();
    return measured;
  }

  /** The vendor's client, for questions that the store does not ask; the collection is `alias`. */
  get client(): QdrantClient {
    return new QdrantClient({
      url: this.#server.url,
      headers: UNCOMPRESSED,
      checkCompatibility: false,
      timeout: 600_000,
    });
  }

  get alias(): string {
    return this.#layout.name;
  }

  get pid(): number {
    return this.#server.pid;
  }

  usage(): Promise<Usage> {
    return usageOf(this.pid);
  }

  disk(): Promise<number> {
    return diskOf(this.#folder);
  }

  async open(): Promise<void> {
    await this.#server.start();
    const address = { url: this.#server.url, apiKey: null };
    this.store = await openQdrantStore(address, this.#layout, this.#signature);
  }

  /** Starts the server again on its files, as after an update: memory is then what these alone need. */
  async restart(): Promise<void> {
    await this.store.close();
    await this.#server.kill();
    await this.open();
  }

  async stop(): Promise<void> {
    await this.store.close();
    await this.#server.kill();
    if (!this.#kept) await rm(this.#folder, { recursive: true, force: true });
  }
}
