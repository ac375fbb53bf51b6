import type { InstructionRecord } from '../../../schemas/record.ts';
import { at } from '../../runtime/at.ts';
import type { TextVectors } from '../../embedding/port.ts';
import type { EmbeddedRecord, RecordStore, SpaceSignature } from '../../store/port.ts';

type TableSource = Pick<RecordStore, 'signature' | 'scroll' | 'fetch' | 'count' | 'existing'>;

/** The vectors of no text: for records of which none are asked. */
const NO_VECTORS: TextVectors = { task: new Float32Array(), content: new Float32Array() };

/**
 * The records of one file in memory, read in the order of their ids as a store gives them. It is asked for all records alone, so selections
 * are not looked at.
 */
export class RecordTable implements TableSource {
  readonly signature: SpaceSignature;
  /** In the order of their ids. */
  readonly #all: readonly EmbeddedRecord[];
  readonly #places: ReadonlyMap<string, number>;

  /** @param vectorsOf the vectors of each record; left out where none are asked for */
  constructor(
    records: readonly InstructionRecord[],
    signature: SpaceSignature,
    vectorsOf: (record: InstructionRecord) => TextVectors = () => NO_VECTORS,
  ) {
    const sorted = records.toSorted((a, b) => (a.id < b.id ? -1 : Number(a.id > b.id)));
    this.signature = signature;
    this.#all = sorted.map((record) => ({ record, vectors: vectorsOf(record) }));
    this.#places = new Map(sorted.map(({ id }, place) => [id, place]));
  }

  scroll(
    _selection: object,
    { after, limit }: { after?: string; limit: number },
  ): ReturnType<TableSource['scroll']> {
    const begin = after === undefined ? 0 : (this.#places.get(after) ?? -1) + 1;
    const records = this.#all.slice(begin, begin + limit);
    const isLast = begin + limit >= this.#all.length;
    return Promise.resolve({ records, next: isLast ? null : (records.at(-1)?.record.id ?? null) });
  }

  fetch(ids: readonly string[]): Promise<EmbeddedRecord[]> {
    const places = ids.flatMap((id) => this.#places.get(id) ?? []);
    return Promise.resolve(places.map((place) => at(this.#all, place)));
  }

  existing(ids: readonly string[]): Promise<Set<string>> {
    return Promise.resolve(new Set(ids.filter((id) => this.#places.has(id))));
  }

  count(): Promise<number> {
    return Promise.resolve(this.#all.length);
  }
}
