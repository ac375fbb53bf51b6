import type { RecordFilter } from '../../schemas/filter.ts';
import type { InstructionRecord, SpaceName } from '../../schemas/record.ts';
import type { TextVectors } from '../embedding/port.ts';

/** Which vectors a store holds: those of one encoder. */
export interface SpaceSignature {
  /** The `spaceId` of the encoder. */
  readonly spaceId: string;
  readonly dimensions: { readonly task: number; readonly content: number };
}

/** A record with the two vectors of its text. */
export interface EmbeddedRecord {
  readonly record: InstructionRecord;
  readonly vectors: TextVectors;
  /** The epoch of its corpus in which it is written (`Epochs`); 0 when left out. Records that are read do not tell it. */
  readonly epoch?: number;
}

/** Selects the records of `corpora`, or of all corpora when they are left out, that pass `where`. */
export interface RecordSelector {
  readonly corpora?: readonly string[];
  readonly where?: RecordFilter;
}

export interface DeletionSelector extends RecordSelector {
  /** Only records with these ids. */
  readonly ids?: readonly string[];
  /** Only records that were written in an epoch before this one. */
  readonly writtenBefore?: number;
}

export interface NearestQuery extends RecordSelector {
  readonly space: SpaceName;
  /** The vector whose neighbours are looked for. It may have any length above 0. */
  readonly vector: Float32Array;
  readonly limit: number;
  /** The lowest cosine similarity of a result. Without it there is no limit. */
  readonly minScore?: number;
}

export interface LexicalQuery extends RecordSelector {
  readonly text: string;
  readonly limit: number;
}

export interface Neighbour {
  readonly record: InstructionRecord;
  /** From `nearest` the cosine similarity in the space that was asked, -1 to 1; from `lexical` the BM25 score, above 0. */
  readonly score: number;
  readonly vectors: TextVectors;
}

export interface ScrollPage {
  readonly records: readonly EmbeddedRecord[];
  /** The `after` of the next page; null when this is the last one. */
  readonly next: string | null;
}

/** A record as it lies in the store. */
export interface StoredForm {
  readonly id: string;
  /** Null when it cannot be read. */
  readonly embedded: EmbeddedRecord | null;
  /** The `recordChecksum` that was stored with it; null of a record that an earlier version has stored. */
  readonly checksum: string | null;
}

export interface StoredPage {
  readonly records: readonly StoredForm[];
  /** The `after` of the next page; null when this is the last one. */
  readonly next: string | null;
}

export type FacetField = 'corpus' | 'label' | 'kind' | 'source';

/** The values that a field has among selected records. */
export interface Facet {
  /**
   * As many values as were asked for, each with the number of its records: the most frequent value first, equally frequent
   * ones in the order of values.
   */
  readonly values: readonly { readonly value: string; readonly count: number }[];
  /** How many different values there are. */
  readonly distinct: number;
  /** How many of the selected records have a value. */
  readonly records: number;
}

/** How much of the records of each value is asked for. */
export interface Beginnings {
  /** How many records of each value. */
  readonly count: number;
  /** How many characters of an instruction. */
  readonly characters: number;
}

/** Keeps records with their two vectors. A write that has resolved survives a killed process. */
export interface RecordStore {
  readonly signature: SpaceSignature;
  /**
   * Writes records; one that is stored under the same id is replaced as a whole, so writing a record again changes nothing.
   * A record that was written in a later epoch stays as it is.
   * @throws KindredError `space_mismatch` when a vector has other dimensions than the space
   */
  upsert(records: readonly EmbeddedRecord[]): Promise<void>;
  /** Tells which of `ids` are stored, and with `since`, which of them were written in that epoch or a later one. */
  existing(ids: readonly string[], since?: number): Promise<Set<string>>;
  /** The records with these ids, in the order of `ids`; ids that are not stored are left out. */
  fetch(ids: readonly string[]): Promise<EmbeddedRecord[]>;
  /** The vectors of texts by their hash, for those texts that a record of `corpora` (of any corpus, when left out) has. */
  vectorsByTextHash(
    hashes: readonly string[],
    corpora?: readonly string[],
  ): Promise<Map<string, TextVectors>>;
  /**
   * The nearest records, best first; records of equal score are in the order of ids. The embedded store and small
   * collections of Qdrant answer exactly; in large collections a graph answers, which may miss some.
   */
  nearest(query: NearestQuery): Promise<Neighbour[]>;
  /**
   * The records that share words with the text, best first by BM25 over the words of instruction and input; records of
   * equal score are in the order of ids. How much a word weighs depends on how many of all records have it, whatever is
   * selected. Of more than 2,000 records Qdrant counts them itself, shard by shard, and with those that were deleted last,
   * a twentieth at most.
   */
  lexical(query: LexicalQuery): Promise<Neighbour[]>;
  /** Draws `count` different records. The same seed draws the same records from the same data. */
  sample(selection: RecordSelector, count: number, seed: number): Promise<EmbeddedRecord[]>;
  /** One page of the selected records in the order of ids: those after the id `after`, or the first ones without it. */
  scroll(selection: RecordSelector, options: { after?: string; limit: number }): Promise<ScrollPage>;
  /** One page of all records as they lie there, in the order of ids, to find out whether they were altered. */
  stored(options: { after?: string; limit: number }): Promise<StoredPage>;
  /** The exact number of selected records. */
  count(selection: RecordSelector): Promise<number>;
  /** Whether a record is selected: quicker than to count them. */
  hasAny(selection: RecordSelector): Promise<boolean>;
  /** How many of the selected records have which value of a field. Only the `most` most frequent values are named. */
  facet(field: FacetField, selection: RecordSelector, most?: number): Promise<Facet>;
  /** For each of `values` how the instructions of the first selected records that have it begin, in the order of ids. */
  firstOfEach(
    field: FacetField,
    values: readonly string[],
    most: Beginnings,
    selection: RecordSelector,
  ): Promise<Map<string, string[]>>;
  /** Deletes the selected records and returns their number. */
  delete(selection: DeletionSelector): Promise<number>;
  /**
   * Says that many records will be written: the store puts off work that is cheaper when it is done once at the end.
   * Answers are right meanwhile, if slower.
   */
  startLoading(): Promise<void>;
  /** Takes up the work that was put off. A later `startLoading`, of any process, puts it off again. */
  endLoading(): Promise<void>;
  /** Resolves when the work that was put off is done, so that searches are as fast as they will be. */
  untilSettled(signal: AbortSignal): Promise<void>;
  /** @throws KindredError `store_unavailable` when the store cannot answer now */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The stores that one place (a data directory, a Qdrant server) keeps side by side: one for each encoder whose vectors are
 * kept there. One of them is live, which means that it answers.
 */
export interface RecordStores {
  /** The name of the store for an encoder at this place. */
  nameOf(signature: SpaceSignature): string;
  /** The name of the store that is live, for every process; null when there is none yet. */
  live(): Promise<string | null>;
  /**
   * Makes the store live when none is live yet.
   * @throws KindredError `space_mismatch` when another one is live
   */
  claim(signature: SpaceSignature): Promise<void>;
  /** Opens a store, and creates it when it is not there. It need not be live, and does not become so. */
  open(signature: SpaceSignature): Promise<RecordStore>;
  exists(signature: SpaceSignature): Promise<boolean>;
  /** Makes this store the live one, for every process at once. */
  makeLive(signature: SpaceSignature): Promise<void>;
  /** Removes a store with all its records. It must not be live, and this process must have closed it. */
  remove(signature: SpaceSignature): Promise<void>;
}
