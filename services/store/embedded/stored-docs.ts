import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ZVecCollection } from '@zvec/zvec';
import type { TextVectors } from '../../embedding/port.ts';
import { beginningOf } from '../beginning.ts';
import type { EmbeddedRecord, StoredForm } from '../port.ts';
import { slicesOf } from '../slices.ts';
import type { Segments } from './segments.ts';
import { embeddedOfDoc, formOfDoc, recordOf, vectorsOf } from './zvec-record.ts';

/** Number of records that are read between two turns of the event loop, which takes a few milliseconds. */
const SLICE_RECORDS = 64;
/** Number of values whose records are read between two turns. */
const SLICE_VALUES = 8;

/** Reads what is stored under ids, a slice at a time, so that others are answered meanwhile. */
export class StoredDocs {
  readonly #collection: ZVecCollection;
  readonly #segments: Segments;

  constructor(collection: ZVecCollection, segments: Segments) {
    this.#collection = collection;
    this.#segments = segments;
  }

  /** The records with these ids, in the order of `ids`; ids that are not stored are left out. */
  async records(ids: readonly string[]): Promise<EmbeddedRecord[]> {
    const records: EmbeddedRecord[] = [];
    this.#segments.reading(ids.length);
    for (const part of slicesOf(ids, SLICE_RECORDS)) {
      if (records.length > 0) await nextTurn();
      const docs = this.#collection.fetchSync({ ids: part, includeVector: true });
      for (const id of part) {
        const doc = docs[id];
        if (doc) records.push(embeddedOfDoc(doc));
      }
    }
    return records;
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
      const docs = this.#collection.fetchSync({ ids, outputFields: [], includeVector: true });
      for (const [key, id] of some) {
        const doc = docs[id];
        if (doc) known.set(key, vectorsOf(doc));
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
      const docs = this.#collection.fetchSync({ ids, outputFields: ['payload'], includeVector: false });
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
}
