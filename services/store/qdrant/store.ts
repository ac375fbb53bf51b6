import type { TextVectors } from '../../embedding/port.ts';
import { queryTerms } from '../bm25.ts';
import { checkLimit, checkRecords, normalisedQuery } from '../check-input.ts';
import type {
  Beginnings,
  DeletionSelector,
  EmbeddedRecord,
  Facet,
  FacetField,
  LexicalQuery,
  NearestQuery,
  Neighbour,
  RecordStore,
  ScrollPage,
  RecordSelector,
  SpaceSignature,
  StoredPage,
} from '../port.ts';
import { Operations } from '../operations.ts';
import { CollectionReader } from './collection-reader.ts';
import { facetOf, firstOfEachValue } from './facet.ts';
import { deferIndexing, resumeIndexing, untilIndexed } from './indexing.ts';
import type { QdrantConnection } from './connection.ts';
import { deleteWatched, deleteWithIds } from './delete-points.ts';
import { qdrantFilter } from './filter.ts';
import { bestByWords } from './lexical.ts';
import { bestPoints, MAX_RESULTS } from './nearest.ts';
import { embeddedOf, formOfPoint, RECORD_FIELDS, STORED_FIELDS } from './point.ts';
import { fetchPoints, knownIds, pageOfPoints, vectorsWithHash } from './read.ts';
import { sampledPoints } from './sample.ts';
import { writePoints } from './write.ts';

/** Keeps the records of one space in one collection of a Qdrant server. */
export class QdrantStore implements RecordStore {
  readonly signature: SpaceSignature;
  readonly #collection: string;
  readonly #reader: QdrantConnection;
  readonly #writer: QdrantConnection;
  readonly #asked: CollectionReader;
  /** Asks what a job has to know before it writes, and is as patient as a write. */
  readonly #askedForWrites: CollectionReader;
  readonly #operations = new Operations();

  constructor(
    signature: SpaceSignature,
    collection: string,
    reader: QdrantConnection,
    writer: QdrantConnection,
  ) {
    this.signature = signature;
    this.#collection = collection;
    this.#reader = reader;
    this.#writer = writer;
    this.#asked = new CollectionReader(reader, collection);
    this.#askedForWrites = new CollectionReader(writer, collection);
  }

  upsert(records: readonly EmbeddedRecord[]): Promise<void> {
    return this.#run(async () => {
      checkRecords(records, this.signature);
      await writePoints(this.#writer, this.#collection, records);
    });
  }

  existing(ids: readonly string[], since?: number): Promise<Set<string>> {
    return this.#run(() => knownIds(this.#writer, this.#collection, ids, since));
  }

  fetch(ids: readonly string[]): Promise<EmbeddedRecord[]> {
    return this.#run(() => fetchPoints(this.#asked, ids));
  }

  vectorsByTextHash(
    hashes: readonly string[],
    corpora?: readonly string[],
  ): Promise<Map<string, TextVectors>> {
    return this.#run(() => vectorsWithHash(this.#askedForWrites, hashes, corpora));
  }

  nearest(query: NearestQuery): Promise<Neighbour[]> {
    return this.#run(async () => {
      checkLimit(query.limit, MAX_RESULTS);
      const vector = normalisedQuery(query.vector, this.signature, query.space);
      const filter = qdrantFilter(query);
      if (filter === null) return [];
      const { space, limit, minScore = -1 } = query;
      const wanted = { limit, minScore, filter };
      return bestPoints(this.#asked, { space, vector }, wanted);
    });
  }

  lexical({ text, limit, ...selection }: LexicalQuery): Promise<Neighbour[]> {
    return this.#run(async () => {
      checkLimit(limit, MAX_RESULTS);
      const filter = qdrantFilter(selection);
      const terms = queryTerms(text);
      if (filter === null || terms.length === 0) return [];
      return bestByWords(this.#asked, terms, { limit, minScore: 0, filter });
    });
  }

  sample(selection: RecordSelector, count: number, seed: number): Promise<EmbeddedRecord[]> {
    return this.#run(async () => {
      const filter = qdrantFilter(selection);
      if (filter === null) return [];
      return sampledPoints(this.#asked, filter, { count, seed });
    });
  }

  scroll(selection: RecordSelector, options: { after?: string; limit: number }): Promise<ScrollPage> {
    return this.#run(async () => {
      checkLimit(options.limit);
      const filter = qdrantFilter(selection);
      if (filter === null) return { records: [], next: null };
      const asked = { filter, with_payload: RECORD_FIELDS };
      const page = await pageOfPoints(this.#asked, options, asked);
      return { records: page.points.map(embeddedOf), next: page.next };
    });
  }

  stored(options: { after?: string; limit: number }): Promise<StoredPage> {
    return this.#run(async () => {
      const page = await pageOfPoints(this.#asked, options, { with_payload: STORED_FIELDS });
      return { records: page.points.map(formOfPoint), next: page.next };
    });
  }

  count(selection: RecordSelector): Promise<number> {
    return this.#run(() => this.#count(qdrantFilter(selection)));
  }

  hasAny(selection: RecordSelector): Promise<boolean> {
    return this.#run(async () => {
      const filter = qdrantFilter(selection);
      if (filter === null) return false;
      const asked = { filter, with_payload: false, with_vector: false };
      return (await this.#asked.first(asked, 1)).length > 0;
    });
  }

  facet(field: FacetField, selection: RecordSelector, most?: number): Promise<Facet> {
    return this.#run(async () => {
      const filter = qdrantFilter(selection);
      return filter === null
        ? { values: [], distinct: 0, records: 0 }
        : facetOf(this.#asked, field, filter, most);
    });
  }

  firstOfEach(
    field: FacetField,
    values: readonly string[],
    most: Beginnings,
    selection: RecordSelector,
  ): Promise<Map<string, string[]>> {
    return this.#run(async () => {
      const filter = qdrantFilter(selection);
      if (filter === null) return new Map(values.map((value) => [value, []]));
      return firstOfEachValue(this.#asked, field, values, most, filter);
    });
  }

  delete(selection: DeletionSelector): Promise<number> {
    return this.#run(async () => {
      const { ids } = selection;
      if (ids !== undefined) {
        return deleteWithIds(this.#askedForWrites, this.#writer, this.#collection, { ...selection, ids });
      }
      const filter = qdrantFilter(selection);
      const count = await this.#count(filter);
      if (filter === null) return 0;
      if (selection.writtenBefore !== undefined) await deleteWatched(this.#writer, this.#collection, filter);
      else if (count > 0)
        await this.#writer.call((client) => client.delete(this.#collection, { filter, wait: true }));
      return count;
    });
  }

  ping(): Promise<void> {
    return this.#run(async () => {
      await this.#reader.call((client) => client.getCollection(this.#collection));
    });
  }

  startLoading(): Promise<void> {
    return this.#run(() => deferIndexing(this.#writer, this.#collection));
  }

  endLoading(): Promise<void> {
    return this.#run(() => resumeIndexing(this.#writer, this.#collection));
  }

  untilSettled(signal: AbortSignal): Promise<void> {
    return this.#run(() => untilIndexed(this.#reader, this.#collection, signal));
  }

  close(): Promise<void> {
    return this.#operations.end();
  }

  async #count(filter: ReturnType<typeof qdrantFilter>): Promise<number> {
    if (filter === null) return 0;
    return this.#asked.count(filter);
  }

  #run<T>(operation: () => Promise<T>): Promise<T> {
    return this.#operations.run(operation);
  }
}
