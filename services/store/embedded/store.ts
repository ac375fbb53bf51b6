import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ZVecCollection, ZVecDocInput } from '@zvec/zvec';
import type { TextVectors } from '../../embedding/port.ts';
import { checkLimit, checkRecords, normalisedQuery } from '../check-input.ts';
import { compileSelection } from '../filter-terms.ts';
import { Operations } from '../operations.ts';
import { EmbeddedLexical } from './lexical.ts';
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
} from '../port.ts';
import type { RecordIndex } from './record-index.ts';
import { drawDistinct } from '../../runtime/seeded-random.ts';
import { slicesOf } from '../slices.ts';
import { MAX_TOPK, storeError } from './zvec-collection.ts';
import { zvecFilter } from './zvec-filter.ts';
import { nearestIds, type ScoredId } from './zvec-nearest.ts';
import { docOf, indexEntryOf, recordOf, vectorsOf } from './zvec-record.ts';

/** Records written or read between two turns of the event loop: a few milliseconds of work. */
const SLICE_RECORDS = 64;
/** Characters of payload after which a slice is full. */
const SLICE_CHARACTERS = 1_000_000;
const SLICE_DELETES = 512;
/** Share of deleted records from which on their space is given back. */
const COMPACT_FROM = 0.3;

/** The records of one space in one collection of files, for one process. */
export class EmbeddedStore implements RecordStore {
  readonly signature: SpaceSignature;
  readonly #collection: ZVecCollection;
  readonly #index: RecordIndex;
  readonly #lexical: EmbeddedLexical;
  readonly #operations = new Operations();
  #closing: Promise<void> | null = null;
  #deletedSinceCompaction = 0;
  #compaction: Promise<void> | null = null;

  constructor(signature: SpaceSignature, collection: ZVecCollection, index: RecordIndex) {
    this.signature = signature;
    this.#collection = collection;
    this.#index = index;
    const everyId = (): string[] => index.idsAfter(compileSelection({}), undefined, Infinity);
    this.#lexical = new EmbeddedLexical(collection, everyId, (id) => index.has(id));
  }

  upsert(records: readonly EmbeddedRecord[]): Promise<void> {
    return this.#run(async () => {
      checkRecords(records, this.signature);
      const latest = new Map(records.map((embedded) => [embedded.record.id, embedded]));
      let slice: ZVecDocInput[] = [];
      let characters = 0;
      for (const embedded of latest.values()) {
        const doc = docOf(embedded);
        slice.push(doc);
        characters += String(doc.fields?.['payload']).length;
        if (slice.length < SLICE_RECORDS && characters < SLICE_CHARACTERS) continue;
        this.#write(slice);
        slice = [];
        characters = 0;
        await nextTurn();
      }
      if (slice.length > 0) this.#write(slice);
    });
  }

  existing(ids: readonly string[]): Promise<Set<string>> {
    return this.#run(() => new Set(ids.filter((id) => this.#index.has(id))));
  }

  fetch(ids: readonly string[]): Promise<EmbeddedRecord[]> {
    return this.#run(() => this.#fetch(ids));
  }

  vectorsByTextHash(
    hashes: readonly string[],
    corpora?: readonly string[],
  ): Promise<Map<string, TextVectors>> {
    return this.#run(async () => {
      const among = corpora === undefined ? undefined : new Set(corpora);
      const known = new Map<string, TextVectors>();
      for (const part of slicesOf([...new Set(hashes)], SLICE_RECORDS)) {
        const holders = part.flatMap((hash) => {
          const id = this.#index.withTextHash(hash, among);
          return id === undefined ? [] : [{ hash, id }];
        });
        const ids = holders.map(({ id }) => id);
        const docs = this.#collection.fetchSync({ ids, outputFields: [], includeVector: true });
        for (const { hash, id } of holders) {
          const doc = docs[id];
          if (doc) known.set(hash, vectorsOf(doc));
        }
        await nextTurn();
      }
      return known;
    });
  }

  nearest(query: NearestQuery): Promise<Neighbour[]> {
    return this.#run(async () => {
      checkLimit(query.limit, MAX_TOPK);
      const vector = normalisedQuery(query.vector, this.signature, query.space);
      const selection = compileSelection(query);
      if (selection.all.some((group) => group.length === 0)) return [];
      const scored = await nearestIds(this.#collection, {
        space: query.space,
        vector,
        limit: query.limit,
        minScore: query.minScore ?? -1,
        filter: zvecFilter(selection),
      });
      return this.#withRecords(scored);
    });
  }

  lexical({ text, limit, ...selection }: LexicalQuery): Promise<Neighbour[]> {
    return this.#run(async () => {
      checkLimit(limit, MAX_TOPK);
      const passes = this.#index.passes(compileSelection(selection));
      return this.#withRecords(await this.#lexical.best(text, limit, passes));
    });
  }

  sample(selection: RecordSelector, count: number, seed: number): Promise<EmbeddedRecord[]> {
    return this.#run(() => {
      const ids = this.#index.idsAfter(compileSelection(selection), undefined, Infinity);
      return this.#fetch(drawDistinct(ids, count, seed));
    });
  }

  scroll(selection: RecordSelector, options: { after?: string; limit: number }): Promise<ScrollPage> {
    return this.#run(async () => {
      const { after, limit } = options;
      checkLimit(limit);
      const ids = this.#index.idsAfter(compileSelection(selection), after, limit + 1);
      const page = ids.slice(0, limit);
      return { records: await this.#fetch(page), next: ids.length > limit ? (page.at(-1) ?? null) : null };
    });
  }

  count(selection: RecordSelector): Promise<number> {
    return this.#run(() => this.#index.count(compileSelection(selection)));
  }

  facet(field: FacetField, selection: RecordSelector): Promise<{ value: string; count: number }[]> {
    return this.#run(() => this.#index.facet(field, compileSelection(selection)));
  }

  delete(selection: RecordSelector): Promise<number> {
    return this.#run(async () => {
      const ids = this.#index.idsAfter(compileSelection(selection), undefined, Infinity);
      let deleted = 0;
      for (const part of slicesOf(ids, SLICE_DELETES)) {
        const present = part.filter((id) => this.#index.has(id));
        const statuses = this.#collection.deleteSync(present);
        const failed = statuses.find((status) => !status.ok && status.code !== 'ZVEC_NOT_FOUND');
        if (failed) throw new Error(failed.message);
        for (const id of present) this.#noteDeleted(id);
        deleted += present.length;
        await nextTurn();
      }
      this.#deletedSinceCompaction += deleted;
      await this.#giveSpaceBack();
      return deleted;
    });
  }

  /** Searches are exact and need no index, so nothing is put off. */
  startLoading(): Promise<void> {
    return this.#run(() => undefined);
  }

  endLoading(): Promise<void> {
    return this.#run(() => undefined);
  }

  untilSettled(): Promise<void> {
    return this.#run(() => undefined);
  }

  ping(): Promise<void> {
    return this.#run(async () => {
      await this.#collection.query({ topk: 1, outputFields: [] });
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#operations.end().then(() => this.#collection.closeSync());
    return this.#closing;
  }

  /** Every operation goes through here, so that each fails as the store's own errors. */
  async #run<T>(operation: () => T | Promise<T>): Promise<T> {
    try {
      return await this.#operations.run(operation);
    } catch (cause) {
      throw storeError(cause);
    }
  }

  async #withRecords(scored: readonly ScoredId[]): Promise<Neighbour[]> {
    const found = await this.#fetch(scored.map(({ id }) => id));
    const scores = new Map(scored.map(({ id, score }) => [id, score]));
    return found.map(({ record, vectors }) => ({ record, vectors, score: scores.get(record.id) ?? 0 }));
  }

  #write(docs: ZVecDocInput[]): void {
    const statuses = this.#collection.upsertSync(docs);
    const failures = statuses.filter((status, at) => {
      const doc = docs[at];
      if (status.ok && doc) this.#noteWritten(doc);
      return !status.ok;
    });
    if (failures[0]) throw new Error(`${failures.length} records were not written: ${failures[0].message}`);
  }

  #noteWritten(doc: ZVecDocInput): void {
    this.#index.put(indexEntryOf(doc));
    this.#lexical.written(doc);
  }

  #noteDeleted(id: string): void {
    this.#index.remove(id);
    this.#lexical.deleted(id);
  }

  /** In the order of `ids`, without those that are not stored. */
  async #fetch(ids: readonly string[]): Promise<EmbeddedRecord[]> {
    const records: EmbeddedRecord[] = [];
    for (const part of slicesOf(ids, SLICE_RECORDS)) {
      if (records.length > 0) await nextTurn();
      const docs = this.#collection.fetchSync({ ids: part, includeVector: true });
      for (const id of part) {
        const doc = docs[id];
        if (doc) records.push({ record: recordOf(doc), vectors: vectorsOf(doc) });
      }
    }
    return records;
  }

  /** The engine keeps the vectors of deleted records until it is told to rewrite its files. */
  async #giveSpaceBack(): Promise<void> {
    await this.#compaction;
    const before = this.#index.size + this.#deletedSinceCompaction;
    if (this.#deletedSinceCompaction === 0 || this.#deletedSinceCompaction < before * COMPACT_FROM) return;
    this.#deletedSinceCompaction = 0;
    this.#compaction = this.#collection.optimize();
    await this.#compaction;
  }
}
