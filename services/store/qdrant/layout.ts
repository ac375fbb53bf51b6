export interface QdrantAddress {
  readonly url: string;
  readonly apiKey: string | null;
}

/** What an operator may choose when the collection is made; later changes go through Qdrant itself. */
export interface QdrantLayout {
  /** The alias under which the collection that answers is found; its collections begin with it. */
  readonly name: string;
  readonly quantization: 'int8' | 'none';
  /** Whether the 32-bit vectors stay on disk; searches then read the eight-bit ones and check the best on disk. */
  readonly onDisk: boolean;
  /** Links a record in the graph, and candidates while building it. */
  readonly hnsw: { readonly m: number; readonly efConstruct: number };
  readonly shards: number;
  readonly replicas: number;
}
