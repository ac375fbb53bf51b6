import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CompiledSelection } from '../filter-terms.ts';
import { FacetTally } from '../facet-tally.ts';
import type { Facet, FacetField } from '../port.ts';
import { Columns, NO_VALUE, type IndexEntry } from './record-columns.ts';

/** The index is packed only when at least this many rows have been deleted. */
const MIN_DEAD_ROWS = 4_096;
/** Number of rows that are looked at between two turns of the event loop, which takes about a millisecond. */
const SLICE_ROWS = 8_192;
/** How often all records are counted, at most, while others change them. */
const COUNTS = 3;

/**
 * Keeps in memory what is asked about all records at once: their ids in order, the values that are counted, and the terms
 * by which records are selected. Rows are only ever appended, and deleted ones are marked; when half of the rows are
 * deleted the rest is packed. It takes about 400 bytes a record, and 8
 * for every term of its metadata.
 */
export class RecordIndex {
  #columns = new Columns();
  #order: readonly number[] = [];
  #ordered = 0;
  /** The number of records of each corpus that has some. */
  readonly #ofCorpus = new Map<string, number>();
  /** Grows with every record that is written or deleted. */
  #changes = 0;

  get size(): number {
    return this.#columns.rowOf.size;
  }

  has(id: string): boolean {
    return this.#columns.rowOf.has(id);
  }

  put(entry: IndexEntry): void {
    this.remove(entry.id);
    this.#columns.append(entry);
    this.#noteChange(entry.corpus, 1);
  }

  remove(id: string): void {
    const columns = this.#columns;
    const row = columns.rowOf.get(id);
    if (row === undefined) return;
    columns.rowOf.delete(id);
    columns.alive[row] = false;
    this.#noteChange(columns.values.corpus.presentAt(row), -1);
    const dead = columns.ids.length - columns.rowOf.size;
    if (dead < MIN_DEAD_ROWS || dead < columns.rowOf.size) return;
    this.#columns = columns.packed();
    this.#order = [];
    this.#ordered = 0;
  }

  #noteChange(corpus: string, by: number): void {
    this.#changes++;
    const count = (this.#ofCorpus.get(corpus) ?? 0) + by;
    if (count === 0) this.#ofCorpus.delete(corpus);
    else this.#ofCorpus.set(corpus, count);
  }

  /** The id of a record with this text, of one of `corpora` when they are given; undefined when there is none. */
  withTextHash(textHash: string, corpora?: ReadonlySet<string>): string | undefined {
    return this.#columns.withTextHash(textHash, corpora);
  }

  /** The first `limit` ids of selected records that come after the id `after`, in the order of ids. */
  idsAfter(selection: CompiledSelection, after: string | undefined, limit: number): string[] {
    const columns = this.#columns;
    const order = this.#inOrder();
    const matches = columns.matcher(selection);
    const found: string[] = [];
    for (let at = this.#firstAfter(order, after); at < order.length && found.length < limit; at++) {
      const row = order[at]!;
      if (columns.alive[row] && matches(row)) found.push(columns.ids[row]!);
    }
    return found;
  }

  /** A function that tells by the id whether a record is stored and selected. */
  passes(selection: CompiledSelection): (id: string) => boolean {
    const columns = this.#columns;
    const matches = columns.matcher(selection);
    return (id) => {
      const row = columns.rowOf.get(id);
      return row !== undefined && matches(row);
    };
  }

  /** The ids of all selected records, or of those among `among`, each once. */
  selectedIds(selection: CompiledSelection, among?: readonly string[]): string[] {
    if (among === undefined) return this.idsAfter(selection, undefined, Infinity);
    return [...new Set(among)].filter(this.passes(selection));
  }

  /** How many records are selected. Others have their turn meanwhile, as during `facet`. */
  count(selection: CompiledSelection): Promise<number> {
    return this.#unchanged(async (slice) => {
      const columns = this.#columns;
      const matches = columns.matcher(selection);
      const rows = columns.ids.length;
      let count = 0;
      for (let row = 0; row < rows; row++) {
        if (row % slice === slice - 1) await nextTurn();
        if (columns.alive[row] && matches(row)) count += 1;
      }
      return count;
    });
  }

  /** The number of records of these corpora, which is known without looking at them. */
  countOf(corpora: readonly string[]): number {
    return [...new Set(corpora)].reduce((sum, name) => sum + (this.#ofCorpus.get(name) ?? 0), 0);
  }

  /**
   * How many of the selected records have which value of a field, and the `most` most frequent values. Others have their
   * turn meanwhile; when they have changed records, all is counted again, the last time without a pause.
   */
  facet(field: FacetField, selection: CompiledSelection, most?: number): Promise<Facet> {
    return this.#unchanged((slice) => this.#counted(field, selection, most, slice));
  }

  /** Counts `slice` rows at a time, again when records have changed meanwhile, and the last time without a pause. */
  async #unchanged<T>(count: (slice: number) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const before = this.#changes;
      const counted = await count(attempt < COUNTS ? SLICE_ROWS : Infinity);
      if (this.#changes === before) return counted;
    }
  }

  async #counted(
    field: FacetField,
    selection: CompiledSelection,
    most = Infinity,
    slice = Infinity,
  ): Promise<Facet> {
    const columns = this.#columns;
    const { codes, values } = columns.values[field];
    const matches = columns.matcher(selection);
    const counts = new Uint32Array(values.length);
    const rows = columns.ids.length;
    for (let row = 0; row < rows; row++) {
      if (row % slice === slice - 1) await nextTurn();
      const code = codes[row]!;
      if (code !== NO_VALUE && columns.alive[row] && matches(row)) counts[code]! += 1;
    }
    const tally = new FacetTally(most);
    for (let code = 0; code < counts.length; code++) {
      if (code % slice === slice - 1) await nextTurn();
      if (counts[code]! > 0) tally.add(values[code]!, counts[code]!);
    }
    return tally.facet();
  }

  /** For each of `values` the ids of the first `count` selected records that have it, found in one walk over the records. */
  async firstOfEach(
    field: FacetField,
    values: readonly string[],
    count: number,
    selection: CompiledSelection,
  ): Promise<Map<string, string[]>> {
    const columns = this.#columns;
    const matches = columns.matcher(selection);
    const found = new Map(values.map((value) => [value, [] as string[]]));
    let open = found.size;
    const order = this.#inOrder();
    for (let at = 0; at < order.length && open > 0; at++) {
      if (at % SLICE_ROWS === SLICE_ROWS - 1) await nextTurn();
      const row = order[at]!;
      const ids = found.get(columns.values[field].at(row) ?? '');
      if (ids === undefined || ids.length >= count || !columns.alive[row] || !matches(row)) continue;
      if (ids.push(columns.ids[row]!) === count) open--;
    }
    return found;
  }

  /** The rows in the order of their ids. Only those appended since the last call are sorted, and merged with the rest. */
  #inOrder(): readonly number[] {
    const { ids, alive } = this.#columns;
    if (this.#ordered === ids.length) return this.#order;
    const fresh: number[] = [];
    for (let row = this.#ordered; row < ids.length; row++) if (alive[row]) fresh.push(row);
    const idOf = (row: number): string => ids[row]!;
    fresh.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
    const merged: number[] = [];
    let next = 0;
    for (const row of this.#order) {
      if (!alive[row]) continue;
      while (next < fresh.length && idOf(fresh[next]!) < idOf(row)) merged.push(fresh[next++]!);
      merged.push(row);
    }
    while (next < fresh.length) merged.push(fresh[next++]!);
    this.#order = merged;
    this.#ordered = ids.length;
    return merged;
  }

  #firstAfter(order: readonly number[], after: string | undefined): number {
    if (after === undefined) return 0;
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#columns.ids[order[middle]!]! <= after) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
