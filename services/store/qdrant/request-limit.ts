import type { QdrantConnection } from './connection.ts';

/** How long the limit counts as known. An operator may change it while the service runs. */
const REREAD_MS = 2_000;

/** The most points or values that one request may ask for. Strict mode of Qdrant bounds it, by `max_query_limit`. */
export class RequestLimit {
  readonly #connection: QdrantConnection;
  readonly #collection: string;
  #known = Infinity;
  #readAt = -Infinity;

  constructor(connection: QdrantConnection, collection: string) {
    this.#connection = connection;
    this.#collection = collection;
  }

  /** The smaller of `wanted` and what the server allows. */
  async atMost(wanted: number): Promise<number> {
    if (performance.now() - this.#readAt > REREAD_MS) {
      const { config } = await this.#connection.call((client) => client.getCollection(this.#collection));
      const { enabled, max_query_limit: most } = config.strict_mode_config ?? {};
      this.#known = enabled === true && typeof most === 'number' ? most : Infinity;
      this.#readAt = performance.now();
    }
    return Math.min(wanted, this.#known);
  }
}
