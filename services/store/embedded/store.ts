import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ZVecCollection, ZVecDocInput } from '@zvec/zvec';
import type { TextVectors } from '../../embedding/port.ts';
import { checkLimit, checkRecords, normalisedQuery } from '../check-input.ts';
import { compileSelection } from '../filter-terms.ts';
import { Operations } from '../operations.ts';
import { EmbeddedLexical } from './lexical.ts';
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
import { RecordEpochs } from './record-epochs.ts';
import type { RecordIndex } from './record-index.ts';
import { drawDistinct } from '../../runtime/seeded-random.ts';
import { slicesOf } from '../slices.ts';
import type { Segments, StoreLog } from './segments.ts';
import { VectorSlots } from './vector-slots.ts';
import { MAX_TOPK, storeError } from './zvec-collection.ts';
import { zvecFilter } from './zvec-filter.ts';
import { nearestDocs } from './zvec-nearest.ts';
import { StoredDocs } from './stored-docs.ts';
import { docOf, indexEntryOf, sizeOfFields } from './zvec-record.ts';

/** Number of records that are written between two turns of the event loop, which takes a few milliseconds. */
const SLICE_RECORDS = 64;
/** A slice is also full when its payloads have this many characters. */
const SLICE_CHARACTERS = 1_000_000;
/** Number of records that are deleted between two turns of the event loop. */
const SLICE_DELETES = 512;

/** What a store is made of: the collection, what memory has of it, and who seals and merges its segments. */
interface StoreParts {
  readonly collection: ZVecCollection;
  readonly index: RecordIndex;
  readonly segments: Segments;
  readonly log: StoreLog;
}

/** Keeps the records of one space in files below a directory, for a single process. */
export class EmbeddedStore implements RecordStore {
  readonly signature: SpaceSignature;
  readonly #collection: ZVecCollection;
  readonly #index: RecordIndex;
  readonly #lexical: EmbeddedLexical;
  readonly #operations = new Operations();
  readonly #segments: Segments;
  readonly #vectors: VectorSlots;
  readonly #docs: StoredDocs;
  readonly #epochs = new RecordEpochs();
  #closing: Promise<void> | null = null;

  constructor(signature: SpaceSignature, { collection, index, segments, log }: StoreParts) {
    this.signature = signature;
    this.#collection = collection;
    this.#index = index;
    this.#segments = segments;
    this.#vectors = new VectorSlots(collection.path, signature, () => index.size, log);
    this.#docs = new StoredDocs(collection, segments, this.#vectors);
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
        // Nothing is looked at before there is room: what others write meanwhile may be of a later epoch.
        if (slice.length === 0) await this.#segments.room();
        const { record, epoch = 0 } = embedded;
        if (this.#epochs.isOlder(epoch, record.id)) continue;
        const doc = docOf(embedded);
        slice.push(doc);
        this.#epochs.written(record.id, epoch);
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

  existing(ids: readonly string[], since = 0): Promise<Set<string>> {
    const isThere = (id: string): boolean => this.#index.has(id) && this.#epochs.of(id) >= since;
    return this.#run(() => new Set(ids.filter(isThere)));
  }

  fetch(ids: readonly string[]): Promise<EmbeddedRecord[]> {
    return this.#run(() => this.#docs.records(ids));
  }

  vectorsByTextHash(
    hashes: readonly string[],
    corpora?: readonly string[],
  ): Promise<Map<string, TextVectors>> {
    return this.#run(() => {
      const among = corpora === undefined ? undefined : new Set(corpora);
      const holders = new Map<string, string>();
      for (const hash of new Set(hashes)) {
        const id = this.#index.withTextHash(hash, among);
        if (id !== undefined) holders.set(hash, id);
      }
      return this.#docs.vectorsOfEach(holders);
    });
  }

  nearest(query: NearestQuery): Promise<Neighbour[]> {
    return this.#run(async () => {
      checkLimit(query.limit, MAX_TOPK);
      const vector = normalisedQuery(query.vector, this.signature, query.space);
      const selection = compileSelection(query);
      if (selection.all.some((group) => group.length === 0)) return [];
      const scored = await nearestDocs(this.#collection, {
        space: query.space,
        vector,
        limit: query.limit,
        minScore: query.minScore ?? -1,
        filter: zvecFilter(selection),
      });
      return this.#docs.neighbours(scored);
    });
  }

  lexical({ text, limit, ...selection }: LexicalQuery): Promise<Neighbour[]> {
    return this.#run(async () => {
      checkLimit(limit, MAX_TOPK);
      const passes = this.#index.passes(compileSelection(selection));
      return this.#docs.neighbours(await this.#lexical.best(text, limit, passes));
    });
  }

  sample(selection: RecordSelector, count: number, seed: number): Promise<EmbeddedRecord[]> {
    return this.#run(() => {
      const ids = this.#index.idsAfter(compileSelection(selection), undefined, Infinity);
      return this.#docs.records(drawDistinct(ids, count, seed));
    });
  }

  scroll(selection: RecordSelector, options: { after?: string; limit: number }): Promise<ScrollPage> {
    return this.#run(async () => {
      const { after, limit } = options;
      checkLimit(limit);
      const ids = this.#index.idsAfter(compileSelection(selection), after, limit + 1);
      const page = ids.slice(0, limit);
      return {
        records: await this.#docs.records(page),
        next: ids.length > limit ? (page.at(-1) ?? null) : null,
      };
    });
  }

  stored({ after, limit }: { after?: string; limit: number }): Promise<StoredPage> {
    return this.#run(async () => {
      const ids = this.#index.idsAfter(compileSelection({}), after, limit + 1);
      const records = await this.#docs.forms(ids.slice(0, limit));
      return { records, next: ids.length > limit ? (ids[limit - 1] ?? null) : null };
    });
  }

  count(selection: RecordSelector): Promise<number> {
    return this.#run(() => {
      const { corpora, where } = selection;
      if (where === undefined) return corpora === undefined ? this.#index.size : this.#index.countOf(corpora);
      return this.#index.count(compileSelection(selection));
    });
  }

  async hasAny(selection: RecordSelector): Promise<boolean> {
    if (selection.where === undefined) return (await this.count(selection)) > 0;
    return this.#run(() => this.#index.idsAfter(compileSelection(selection), undefined, 1).length > 0);
  }

  facet(field: FacetField, selection: RecordSelector, most?: number): Promise<Facet> {
    return this.#run(() => this.#index.facet(field, compileSelection(selection), most));
  }

  firstOfEach(
    field: FacetField,
    values: readonly string[],
    { count, characters }: Beginnings,
    selection: RecordSelector,
  ): Promise<Map<string, string[]>> {
    return this.#run(async () => {
      const ids = await this.#index.firstOfEach(field, values, count, compileSelection(selection));
      return this.#docs.beginningsOfEach(ids, characters);
    });
  }

  delete({ writtenBefore = Infinity, ids, ...selection }: DeletionSelector): Promise<number> {
    return this.#run(async () => {
      const chosen = this.#index.selectedIds(compileSelection(selection), ids);
      let deleted = 0;
      for (const part of slicesOf(chosen, SLICE_DELETES)) {
        const present = part.filter((id) => this.#index.has(id) && this.#epochs.of(id) < writtenBefore);
        const statuses = this.#collection.deleteSync(present);
        const failed = statuses.find((status) => !status.ok && status.code !== 'ZVEC_NOT_FOUND');
        if (failed) throw new Error(failed.message);
        for (const id of present) this.#noteDeleted(id);
        deleted += present.length;
        await nextTurn();
      }
      if (deleted > 0) this.#vectors.deleted();
      await this.#segments.deleted(deleted);
      return deleted;
    });
  }

  /** Searches are exact and need no index, so nothing is put off; what is written is merged as it grows. */
  startLoading(): Promise<void> {
    return this.#run(() => undefined);
  }

  endLoading(): Promise<void> {
    return this.#run(() => this.#segments.loaded());
  }

  untilSettled(): Promise<void> {
    return this.#run(() => this.#segments.settled());
  }

  ping(): Promise<void> {
    return this.#run(async () => {
      await this.#collection.query({ topk: 1, outputFields: [] });
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const merged = this.#segments.end();
    await this.#operations.end();
    await merged;
    this.#vectors.close();
    await this.#segments.close();
  }

  /** Runs an operation so that whatever fails becomes an error of the store. Every operation goes through here. */
  async #run<T>(operation: () => T | Promise<T>): Promise<T> {
    try {
      return await this.#operations.run(operation);
    } catch (cause) {
      throw storeError(cause);
    }
  }

  #write(docs: ZVecDocInput[]): void {
    const statuses = this.#collection.upsertSync(docs);
    const written = docs.filter((_, at) => statuses[at]?.ok === true);
    for (const doc of written) {
      this.#index.put(indexEntryOf(doc));
      this.#lexical.written(doc);
    }
    this.#docs.written(written);
    const bytes = written.reduce((sum, doc) => sum + sizeOfFields(doc), 0);
    this.#segments.written(written.length, bytes);
    const [failed] = statuses.filter(({ ok }) => !ok);
    if (failed)
      throw new Error(`${docs.length - written.length} records were not written: ${failed.message}`);
  }

  #noteDeleted(id: string): void {
    this.#index.remove(id);
    this.#lexical.deleted(id);
    this.#epochs.removed(id);
  }
}
