import type { TextVectors } from '../../embedding/port.ts';
import { queryTerms } from '../bm25.ts';
import { checkLimit, checkRecords, normalisedQuery } from '../check-input.ts';
import type {
  EmbeddedRecord,
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
import { deferIndexing, resumeIndexing, untilIndexed } from './indexing.ts';
import type { QdrantConnection } from './connection.ts';
import { qdrantFilter } from './filter.ts';
import { bestByWords } from './lexical.ts';
import { bestPoints, MAX_RESULTS } from './nearest.ts';
import { embeddedOf, facetValue, RECORD_FIELDS, STORED_FIELDS, formOfPoint } from './point.ts';
import { fetchPoints, knownIds, pageOfPoints, vectorsWithHash } from './read.ts';
import { sampledPoints } from './sample.ts';
import { writePoints } from './write.ts';

/** Asked for as the number of values of a facet, which has no limit in Kindred: more than a field can have. */
const ALL_VALUES = 1_000_000;

/** Keeps the records of one space in one collection of a Qdrant server. */
export class QdrantStore implements RecordStore {
  readonly signature: SpaceSignature;
  readonly #collection: string;
  readonly #reader: QdrantConnection;
  readonly #writer: QdrantConnection;
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
  }

  upsert(records: readonly EmbeddedRecord[]): Promise<void> {
    return this.#run(async () => {
      checkRecords(records, this.signature);
      await writePoints(this.#writer, this.#collection, records);
    });
  }

  existing(ids: readonly string[]): Promise<Set<string>> {
    return this.#run(() => knownIds(this.#writer, this.#collection, ids));
  }

  fetch(ids: readonly string[]): Promise<EmbeddedRecord[]> {
    return this.#run(() => fetchPoints(this.#reader, this.#collection, ids));
  }

  vectorsByTextHash(
    hashes: readonly string[],
    corpora?: readonly string[],
  ): Promise<Map<string, TextVectors>> {
    return this.#run(() => vectorsWithHash(this.#writer, this.#collection, hashes, corpora));
  }

  nearest(query: NearestQuery): Promise<Neighbour[]> {
    return this.#run(async () => {
      checkLimit(query.limit, MAX_RESULTS);
      const vector = normalisedQuery(query.vector, this.signature, query.space);
      const filter = qdrantFilter(query);
      if (filter === null) return [];
      const { space, limit, minScore = -1 } = query;
      const wanted = { limit, minScore, filter };
      return bestPoints(this.#reader, this.#collection, { space, vector }, wanted);
    });
  }

  lexical({ text, limit, ...selection }: LexicalQuery): Promise<Neighbour[]> {
    return this.#run(async () => {
      checkLimit(limit, MAX_RESULTS);
      const filter = qdrantFilter(selection);
      const terms = queryTerms(text);
      if (filter === null || terms.length === 0) return [];
      return bestByWords(this.#reader, this.#collection, terms, { limit, minScore: 0, filter });
    });
  }

  sample(selection: RecordSelector, count: number, seed: number): Promise<EmbeddedRecord[]> {
    return this.#run(async () => {
      const filter = qdrantFilter(selection);
      if (filter === null) return [];
      return sampledPoints(this.#reader, this.#collection, filter, { count, seed });
    });
  }

  scroll(selection: RecordSelector, options: { after?: string; limit: number }): Promise<ScrollPage> {
    return this.#run(async () => {
      checkLimit(options.limit);
      const filter = qdrantFilter(selection);
      if (filter === null) return { records: [], next: null };
      const page = await pageOfPoints(this.#reader, this.#collection, options, {
        filter,
        with_payload: RECORD_FIELDS,
      });
      return { records: page.points.map(embeddedOf), next: page.next };
    });
  }

  stored(options: { after?: string; limit: number }): Promise<StoredPage> {
    return this.#run(async () => {
      const asked = { with_payload: STORED_FIELDS };
      const page = await pageOfPoints(this.#reader, this.#collection, options, asked);
      return { records: page.points.map(formOfPoint), next: page.next };
    });
  }

  count(selection: RecordSelector): Promise<number> {
    return this.#run(() => this.#count(selection));
  }

  facet(field: FacetField, selection: RecordSelector): Promise<{ value: string; count: number }[]> {
    return this.#run(async () => {
      const filter = qdrantFilter(selection);
      if (filter === null) return [];
      const { hits } = await this.#reader.call((client) =>
        client.facet(this.#collection, { key: field, filter, limit: ALL_VALUES, exact: true }),
      );
      return hits
        .map(({ value, count }) => ({ value: field === 'corpus' ? String(value) : facetValue(value), count }))
        .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    });
  }

  delete(selection: RecordSelector): Promise<number> {
    return this.#run(async () => {
      const filter = qdrantFilter(selection);
      const count = await this.#count(selection);
      if (filter === null || count === 0) return 0;
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

  async #count(selection: RecordSelector): Promise<number> {
    const filter = qdrantFilter(selection);
    if (filter === null) return 0;
    const { count } = await this.#reader.call((client) =>
      client.count(this.#collection, { filter, exact: true }),
    );
    return count;
  }

  #run<T>(operation: () => Promise<T>): Promise<T> {
    return this.#operations.run(operation);
  }
}
