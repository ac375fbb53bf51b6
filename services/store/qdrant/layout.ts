/** Where a Qdrant server is reached. */
export interface QdrantAddress {
  readonly url: string;
  readonly apiKey: string | null;
}

/** What an operator may choose for a collection before it is created; later changes go through Qdrant itself. */
export interface QdrantLayout {
  /** The alias of the collection that is live. The names of all collections begin with it. */
  readonly name: string;
  readonly quantization: 'int8' | 'none';
  /**
   * Whether the 32-bit vectors stay on the disk. Searches then compare eight-bit vectors in memory, and read only the best
   * of them from the disk to compare these again.
   */
  readonly onDisk: boolean;
  /** Number of links of each record in the graph (`m`), and of candidates for them while it is built (`efConstruct`). */
  readonly hnsw: { readonly m: number; readonly efConstruct: number };
  readonly shards: number;
  readonly replicas: number;
}
