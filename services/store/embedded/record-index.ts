import type { CompiledSelection } from '../filter-terms.ts';
import type { FacetField } from '../port.ts';

/** What the index keeps of a record. */
export interface IndexEntry {
  readonly id: string;
  readonly corpus: string;
  readonly label: string | null;
  readonly source: string | null;
  readonly textHash: string;
  /** Fingerprints of the values that the record can be selected by, see `filter-terms.ts`. */
  readonly terms: readonly number[];
}

const NO_VALUE = -1;
const NO_ROW = -1;
/** The index is packed only when at least this many rows have been deleted. */
const MIN_DEAD_ROWS = 4_096;

/**
 * Keeps in memory what is asked about all records at once: their ids in order, the values that are counted, and the terms
 * by which records are selected. Rows are only ever appended, and deleted ones are marked; when half of the rows are
 * deleted the rest is packed. It takes about 350 bytes a record.
 */
export class RecordIndex {
  #columns = new Columns();
  #order: readonly number[] = [];
  #ordered = 0;

  get size(): number {
    return this.#columns.rowOf.size;
  }

  has(id: string): boolean {
    return this.#columns.rowOf.has(id);
  }

  put(entry: IndexEntry): void {
    this.remove(entry.id);
    this.#columns.append(entry);
  }

  remove(id: string): void {
    const columns = this.#columns;
    const row = columns.rowOf.get(id);
    if (row === undefined) return;
    columns.rowOf.delete(id);
    columns.alive[row] = false;
    const dead = columns.ids.length - columns.rowOf.size;
    if (dead < MIN_DEAD_ROWS || dead < columns.rowOf.size) return;
    this.#columns = columns.packed();
    this.#order = [];
    this.#ordered = 0;
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

  count(selection: CompiledSelection): number {
    let count = 0;
    this.#eachMatch(selection, () => count++);
    return count;
  }

  /**
   * How many of the selected records have which value of a field: the most frequent value first, equally frequent ones in
   * the order of values. Records without a value are left out.
   */
  facet(field: FacetField, selection: CompiledSelection): { value: string; count: number }[] {
    const { codes, values } = this.#columns.values[field];
    const counts = new Array<number>(values.length).fill(0);
    this.#eachMatch(selection, (row) => {
      const code = codes[row]!;
      if (code !== NO_VALUE) counts[code]! += 1;
    });
    return values
      .map((value, code) => ({ value, count: counts[code]! }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  }

  #eachMatch(selection: CompiledSelection, visit: (row: number) => void): void {
    const columns = this.#columns;
    const matches = columns.matcher(selection);
    for (let row = 0; row < columns.ids.length; row++) {
      if (columns.alive[row] && matches(row)) visit(row);
    }
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

/** Holds one value, or none, for every row. Each row keeps a number, and rows with equal values share the string. */
class ValueColumn {
  readonly codes: number[] = [];
  readonly values: string[] = [];
  readonly #codeOf = new Map<string, number>();

  append(value: string | null): void {
    if (value === null) {
      this.codes.push(NO_VALUE);
      return;
    }
    let code = this.#codeOf.get(value);
    if (code === undefined) {
      code = this.values.push(value) - 1;
      this.#codeOf.set(value, code);
    }
    this.codes.push(code);
  }

  at(row: number): string | null {
    const code = this.codes[row]!;
    return code === NO_VALUE ? null : this.values[code]!;
  }

  /** The value of a row that has one. */
  presentAt(row: number): string {
    return this.values[this.codes[row]!]!;
  }
}

/** Everything that is kept about the rows, field by field. */
class Columns {
  readonly rowOf = new Map<string, number>();
  readonly ids: string[] = [];
  readonly alive: boolean[] = [];
  readonly values = { corpus: new ValueColumn(), label: new ValueColumn(), source: new ValueColumn() };
  readonly #textHashes: string[] = [];
  /** For each row the row before it with the same text hash, or `NO_ROW`: a chain that begins at the newest row. */
  readonly #sameText: number[] = [];
  readonly #newestWithText = new Map<string, number>();
  /** The terms of all rows, one row after the other; those of a row end where those of the next one start. */
  readonly #terms: number[] = [];
  readonly #termsStart: number[] = [0];

  append(entry: IndexEntry): void {
    const row = this.ids.push(entry.id) - 1;
    this.rowOf.set(entry.id, row);
    this.alive.push(true);
    this.values.corpus.append(entry.corpus);
    this.values.label.append(entry.label);
    this.values.source.append(entry.source);
    this.#textHashes.push(entry.textHash);
    this.#sameText.push(this.#newestWithText.get(entry.textHash) ?? NO_ROW);
    this.#newestWithText.set(entry.textHash, row);
    for (const term of entry.terms) this.#terms.push(term);
    this.#termsStart.push(this.#terms.length);
  }

  withTextHash(textHash: string, corpora?: ReadonlySet<string>): string | undefined {
    let row = this.#newestWithText.get(textHash) ?? NO_ROW;
    while (row !== NO_ROW && !this.alive[row]) row = this.#sameText[row]!;
    if (row === NO_ROW) this.#newestWithText.delete(textHash);
    else this.#newestWithText.set(textHash, row);
    const fits = (at: number): boolean =>
      this.alive[at] === true && corpora?.has(this.values.corpus.presentAt(at)) !== false;
    while (row !== NO_ROW && !fits(row)) row = this.#sameText[row]!;
    return this.ids[row];
  }

  packed(): Columns {
    const packed = new Columns();
    for (const [id, row] of this.rowOf) {
      packed.append({
        id,
        corpus: this.values.corpus.presentAt(row),
        label: this.values.label.at(row),
        source: this.values.source.at(row),
        textHash: this.#textHashes[row]!,
        terms: this.#terms.slice(this.#termsStart[row], this.#termsStart[row + 1]),
      });
    }
    return packed;
  }

  matcher({ all, none }: CompiledSelection): (row: number) => boolean {
    const required = all.map((group) => this.#someTermIn(group));
    const forbidden = this.#someTermIn(none);
    return (row) => required.every((holds) => holds(row)) && !forbidden(row);
  }

  #someTermIn(group: readonly number[]): (row: number) => boolean {
    if (group.length === 0) return () => false;
    const terms = this.#terms;
    const starts = this.#termsStart;
    const [only] = group;
    const wanted = new Set(group);
    const fits = wanted.size === 1 ? (term: number) => term === only : (term: number) => wanted.has(term);
    return (row) => {
      const end = starts[row + 1]!;
      for (let at = starts[row]!; at < end; at++) if (fits(terms[at]!)) return true;
      return false;
    };
  }
}
