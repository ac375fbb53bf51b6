import type { RecordFilter } from '../../schemas/filter.ts';
import type { InstructionRecord, SpaceName } from '../../schemas/record.ts';
import type { TextVectors } from '../embedding/port.ts';

export interface SpaceSignature {
  readonly spaceId: string;
  readonly dimensions: { readonly task: number; readonly content: number };
}

export interface EmbeddedRecord {
  readonly record: InstructionRecord;
  readonly vectors: TextVectors;
}

/** Which records: those of `corpora` (all, when left out) that pass `where`. */
export interface RecordSelector {
  readonly corpora?: readonly string[];
  readonly where?: RecordFilter;
}

export interface NearestQuery extends RecordSelector {
  readonly space: SpaceName;
  readonly vector: Float32Array;
  readonly limit: number;
  /** Cosine similarity below which nothing is returned. */
  readonly minScore?: number;
}

export interface LexicalQuery extends RecordSelector {
  readonly text: string;
  readonly limit: number;
}

export interface Neighbour {
  readonly record: InstructionRecord;
  /** Cosine similarity in the space that was asked, -1 to 1; of `lexical` the BM25 score, above 0. */
  readonly score: number;
  readonly vectors: TextVectors;
}

export interface ScrollPage {
  readonly records: readonly EmbeddedRecord[];
  /** Pass as `after` for the next page; null at the end. */
  readonly next: string | null;
}

export type FacetField = 'corpus' | 'label' | 'source';

/** Records with their two vectors. What a write has acknowledged survives a killed process. */
export interface RecordStore {
  readonly signature: SpaceSignature;
  /** Writes records whole, by id; writing one again changes nothing. Throws `space_mismatch` on other dimensions. */
  upsert(records: readonly EmbeddedRecord[]): Promise<void>;
  /** Those of `ids` that are stored. */
  existing(ids: readonly string[]): Promise<Set<string>>;
  fetch(ids: readonly string[]): Promise<EmbeddedRecord[]>;
  /** Vectors already known for these text hashes, by records of `corpora`; of all when left out. */
  vectorsByTextHash(
    hashes: readonly string[],
    corpora?: readonly string[],
  ): Promise<Map<string, TextVectors>>;
  /**
   * The nearest records, best first; equal scores in the order of their ids. Exact in the embedded store and in small
   * collections; a graph answers in large ones, and may miss some.
   */
  nearest(query: NearestQuery): Promise<Neighbour[]>;
  /**
   * Records that share words with the text, best first by BM25 over the words of their instruction and input; equal
   * scores in the order of ids. Words are weighed by their rarity among all records, whatever is selected; Qdrant counts
   * it shard by shard.
   */
  lexical(query: LexicalQuery): Promise<Neighbour[]>;
  /** `count` distinct records drawn with `seed`; the same seed on the same data draws the same. */
  sample(selection: RecordSelector, count: number, seed: number): Promise<EmbeddedRecord[]>;
  /** Walks records in the order of their ids. */
  scroll(selection: RecordSelector, options: { after?: string; limit: number }): Promise<ScrollPage>;
  /** Exact. */
  count(selection: RecordSelector): Promise<number>;
  /** How many records have which value, most frequent first, then by value; records without one are left out. */
  facet(field: FacetField, selection: RecordSelector): Promise<{ value: string; count: number }[]>;
  /** Deletes, and returns how many there were. */
  delete(selection: RecordSelector): Promise<number>;
  /** Much will be written: work that is cheaper done once at the end is put off. Answers stay right meanwhile. */
  startLoading(): Promise<void>;
  /** Takes up again what was put off; a later start, by any process, puts it off again. */
  endLoading(): Promise<void>;
  /** Resolves once nothing is left of it, and searches are as fast as they will be. */
  untilSettled(signal: AbortSignal): Promise<void>;
  /** Rejects with `store_unavailable` when the store can't answer now. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The spaces that one place (a data directory, a Qdrant server) keeps side by side; one of them answers. */
export interface RecordStores {
  /** What the place calls a space. */
  nameOf(signature: SpaceSignature): string;
  /** The name of the space that answers, for every process; null before the first. */
  live(): Promise<string | null>;
  /** Makes the space answer if none does yet. Throws `space_mismatch` when another one answers. */
  claim(signature: SpaceSignature): Promise<void>;
  /** Opens a space, made when it is not there; whether it answers is another matter. */
  open(signature: SpaceSignature): Promise<RecordStore>;
  exists(signature: SpaceSignature): Promise<boolean>;
  /** From now on this space answers. It holds for every process at once, or not at all. */
  makeLive(signature: SpaceSignature): Promise<void>;
  /** Removes a space that is not live and that this process has closed, with all its vectors. */
  remove(signature: SpaceSignature): Promise<void>;
}
