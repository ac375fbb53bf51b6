import type { CompiledSelection } from '../filter-terms.ts';

/** What the index keeps of a record. */
export interface IndexEntry {
  readonly id: string;
  readonly corpus: string;
  readonly label: string | null;
  readonly kind: string | null;
  readonly source: string | null;
  readonly textHash: string;
  /** Fingerprints of the values that the record can be selected by, see `filter-terms.ts`. */
  readonly terms: readonly number[];
}

/** The code of a row that has no value. */
export const NO_VALUE = -1;
const NO_ROW = -1;

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
export class Columns {
  readonly rowOf = new Map<string, number>();
  readonly ids: string[] = [];
  readonly alive: boolean[] = [];
  readonly values = {
    corpus: new ValueColumn(),
    label: new ValueColumn(),
    kind: new ValueColumn(),
    source: new ValueColumn(),
  };
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
    this.values.kind.append(entry.kind);
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
        kind: this.values.kind.at(row),
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
