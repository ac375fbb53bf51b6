import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ZVecCollection, ZVecDoc, ZVecDocInput } from '@zvec/zvec';
import type { TextVectors } from '../../embedding/port.ts';
import { beginningOf } from '../beginning.ts';
import type { EmbeddedRecord, Neighbour, StoredForm } from '../port.ts';
import { slicesOf } from '../slices.ts';
import type { Segments } from './segments.ts';
import type { ChecksummedVectors, VectorSlots } from './vector-slots.ts';
import type { Scored } from './zvec-nearest.ts';
import { storedChecksum, formOfDoc, recordOf, vectorsOf } from './zvec-record.ts';

/** Number of records that are read between two turns of the event loop, which takes a few milliseconds. */
const SLICE_RECORDS = 64;
/** Number of values whose records are read between two turns. */
const SLICE_VALUES = 8;

/** Reads what is stored under ids, a slice at a time, so that others are answered meanwhile. */
export class StoredDocs {
  readonly #collection: ZVecCollection;
  readonly #segments: Segments;
  readonly #vectors: VectorSlots;

  constructor(collection: ZVecCollection, segments: Segments, vectors: VectorSlots) {
    this.#collection = collection;
    this.#segments = segments;
    this.#vectors = vectors;
  }

  /** Keeps the vectors of documents that were written. */
  written(docs: readonly ZVecDocInput[]): void {
    this.#vectors.add(docs.flatMap((doc) => checksummed(doc, vectorsOf(doc))));
  }

  /** The records with these ids, in the order of `ids`; ids that are not stored are left out. */
  async records(ids: readonly string[]): Promise<EmbeddedRecord[]> {
    const records: EmbeddedRecord[] = [];
    this.#segments.reading(ids.length);
    for (const part of slicesOf(ids, SLICE_RECORDS)) {
      if (records.length > 0) await nextTurn();
      const docs = this.#fetchPayloads(part);
      const vectors = this.#vectorsOf(docs);
      for (const id of part) {
        const [doc, own] = [docs[id], vectors.get(id)];
        if (doc !== undefined && own !== undefined) records.push({ record: recordOf(doc), vectors: own });
      }
    }
    return records;
  }

  /** The records that were found, in their order; what was deleted meanwhile is left out. */
  async neighbours(scored: readonly Scored[]): Promise<Neighbour[]> {
    const known = scored.map(({ doc }) => (doc === undefined ? null : this.#recordIn(doc)));
    const found = await this.records(scored.flatMap(({ id }, at) => (known[at] ? [] : [id])));
    const byId = new Map(found.map((embedded) => [embedded.record.id, embedded]));
    return scored.flatMap(({ id, score }, at) => {
      const embedded = known[at] ?? byId.get(id);
      return embedded === undefined ? [] : [{ ...embedded, score }];
    });
  }

  /** What is stored under these ids as it is, readable or not. */
  async forms(ids: readonly string[]): Promise<StoredForm[]> {
    const forms: StoredForm[] = [];
    this.#segments.reading(ids.length);
    for (const part of slicesOf(ids, SLICE_RECORDS)) {
      const docs = this.#collection.fetchSync({ ids: part, includeVector: true });
      for (const id of part) forms.push(formOfDoc(id, docs[id]));
      await nextTurn();
    }
    return forms;
  }

  /** The vectors of the record of each key; what was deleted meanwhile is left out. */
  async vectorsOfEach(idOf: ReadonlyMap<string, string>): Promise<Map<string, TextVectors>> {
    const known = new Map<string, TextVectors>();
    for (const some of slicesOf([...idOf], SLICE_RECORDS)) {
      const ids = some.map(([, id]) => id);
      const vectors = this.#vectorsOf(this.#fetchPayloads(ids));
      for (const [key, id] of some) {
        const own = vectors.get(id);
        if (own !== undefined) known.set(key, own);
      }
      await nextTurn();
    }
    return known;
  }

  /** How the instructions of the records of each value begin; what was deleted meanwhile is left out. */
  async beginningsOfEach(
    idsOf: ReadonlyMap<string, readonly string[]>,
    characters: number,
  ): Promise<Map<string, string[]>> {
    const beginnings = new Map<string, string[]>();
    for (const some of slicesOf([...idsOf], SLICE_VALUES)) {
      const ids = some.flatMap(([, of]) => of);
      const docs = this.#fetchPayloads(ids);
      for (const [value, of] of some) {
        const found = of.flatMap((id) => docs[id] ?? []);
        beginnings.set(
          value,
          found.map((doc) => beginningOf(recordOf(doc).instruction, characters)),
        );
      }
      await nextTurn();
    }
    return beginnings;
  }

  #fetchPayloads(ids: string[]): Record<string, ZVecDoc> {
    return this.#collection.fetchSync({ ids, outputFields: ['payload'], includeVector: false });
  }

  #recordIn(doc: ZVecDoc): EmbeddedRecord | null {
    const checksum = storedChecksum(doc);
    const vectors = checksum === null ? null : this.#vectors.get(checksum);
    return vectors === null ? null : { record: recordOf(doc), vectors };
  }

  /** The vectors of records by their ids: from the file of vectors, and where they are missing from the engine. */
  #vectorsOf(docs: Record<string, ZVecDoc>): Map<string, TextVectors> {
    const found = new Map<string, TextVectors>();
    const missing: string[] = [];
    for (const [id, doc] of Object.entries(docs)) {
      const checksum = storedChecksum(doc);
      const vectors = checksum === null ? null : this.#vectors.get(checksum);
      if (vectors === null) missing.push(id);
      else found.set(id, vectors);
    }
    if (missing.length === 0) return found;
    const fetched = this.#collection.fetchSync({ ids: missing, outputFields: [], includeVector: true });
    for (const [id, doc] of Object.entries(fetched)) found.set(id, vectorsOf(doc));
    this.#vectors.add(missing.flatMap((id) => checksummed(docs[id], found.get(id))));
    return found;
  }
}

/** The checksum of a document with its vectors; nothing where either is missing. */
function checksummed(
  doc: ZVecDoc | ZVecDocInput | undefined,
  vectors: TextVectors | undefined,
): ChecksummedVectors[] {
  const checksum = doc === undefined ? null : storedChecksum(doc);
  return checksum === null || vectors === undefined ? [] : [[checksum, vectors]];
}
