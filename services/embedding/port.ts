/** The two vectors of a text, each L2-normalised. */
export interface TextVectors {
  readonly task: Float32Array;
  readonly content: Float32Array;
}

export interface EmbeddedBatch {
  /** One entry a text, in the order of the texts. Equal texts share their vectors. */
  readonly vectors: readonly TextVectors[];
  /** Which of the texts were longer than the encoder reads. What it leaves out of them says `left_out` of its descriptor. */
  readonly truncated: readonly boolean[];
  /** Distinct texts that went through the graph. */
  readonly embedded: number;
  /** Time the graph computed, in milliseconds. */
  readonly inferenceMs: number;
}

export interface EmbedOptions {
  /** `query`: a person waits, goes before bulk work between two runs of the graph. Default `bulk`. */
  readonly priority?: 'query' | 'bulk';
  readonly signal?: AbortSignal;
}

/** Text to vectors, by one forward pass. */
export interface Encoder {
  /** Names weights, pooling and template: vectors of different space ids must never be compared. */
  readonly spaceId: string;
  readonly name: string;
  readonly dimensions: { readonly task: number; readonly content: number };
  readonly maxTokens: number;
  /** Runs of the graph that it computes side by side. */
  readonly threads: number;
  /** Task similarity from which two instructions are of one kind more likely than not; null: nobody measured it. */
  readonly relatedFrom: number | null;
  /** Vectors of `texts`; a batch gives what its texts give one at a time. Empty texts are allowed. */
  embed(texts: readonly string[], options?: EmbedOptions): Promise<EmbeddedBatch>;
  /** Number of tokens of each text, without special tokens and without a limit. */
  countTokens(texts: readonly string[]): number[];
  close(): Promise<void>;
}
