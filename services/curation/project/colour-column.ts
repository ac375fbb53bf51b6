import {
  MOST_COLOURS,
  WITHOUT_VALUE,
  OTHER_VALUE,
  type ColourCodes,
  type ColourLegend,
} from '../../../schemas/colour-file.ts';
import type { Json } from '../../../schemas/record.ts';
import { at } from '../../runtime/at.ts';

/** Longer texts are cut in a legend. Texts that begin alike so far have one colour. */
const LONGEST_VALUE = 200;
/** Numbers with more different values than a legend has entries are shown in so many ranges. */
const RANGES = 8;

type Value = string | number | boolean;
interface Counted {
  readonly value: Value;
  readonly code: number;
  readonly count: number;
}

/** Collects the values of one field over the rows of a map, and gives them codes of one byte. */
export class ColourColumn {
  readonly #field: string;
  readonly #numbers = new Map<Value, number>();
  readonly #counts: number[] = [];
  /** For each row the number of its value plus one; 0 for none. */
  readonly #rows: Uint32Array;

  /** @param rows the number of rows of the map, as far as is known */
  constructor(field: string, rows: number) {
    this.#field = field;
    this.#rows = new Uint32Array(rows);
  }

  /** Says what stands in the field of a row. Of a list the first element counts; objects and null are no value. */
  set(row: number, value: Json): void {
    const one = Array.isArray(value) ? (value[0] ?? null) : value;
    if (one === null || one === '' || typeof one === 'object') return;
    const kept = typeof one === 'string' ? one.slice(0, LONGEST_VALUE) : one;
    const known = this.#numbers.get(kept);
    const number = known ?? this.#numbers.size;
    if (known === undefined) {
      this.#numbers.set(kept, number);
      this.#counts.push(0);
    }
    this.#counts[number] = at(this.#counts, number) + 1;
    this.#rows[row] = number + 1;
  }

  /**
   * The codes, and what they stand for.
   * @param rows how many rows the map has; all that were announced when left out
   */
  finish(rows = this.#rows.length): ColourCodes {
    const counted = [...this.#numbers].map(([value, code]) => ({
      value,
      code,
      count: at(this.#counts, code),
    }));
    const numbers = counted.filter(
      (one): one is Counted & { value: number } => typeof one.value === 'number',
    );
    const isMeasured = numbers.length === counted.length && counted.length > MOST_COLOURS;
    const coded = isMeasured ? inRanges(numbers) : byTheMost(counted);
    return this.#written(coded, rows);
  }

  #written({ kind, codeOf, entries }: Coded, rows: number): ColourCodes {
    const codes = Uint8Array.from({ length: rows }, (_, row) => at(codeOf, this.#rows[row] ?? 0));
    const legend = {
      ...{ field: this.#field, kind, entries: [...entries], distinct: this.#numbers.size },
      other: codes.filter((code) => code === OTHER_VALUE).length,
      without: codes.filter((code) => code === WITHOUT_VALUE).length,
    };
    return { legend, codes };
  }
}

/** The code of each value by its number plus one, and what codes stand for. */
interface Coded extends Pick<ColourLegend, 'kind' | 'entries'> {
  readonly codeOf: Uint8Array;
}

function byTheMost(counted: readonly Counted[]): Coded {
  const listed = counted.toSorted(byFrequency).slice(0, MOST_COLOURS);
  const codeOf = new Uint8Array(counted.length + 1).fill(OTHER_VALUE);
  codeOf[0] = WITHOUT_VALUE;
  listed.forEach(({ code }, place) => (codeOf[code + 1] = place + 1));
  const entries = listed.map(({ value, count }) => ({ value: String(value), count }));
  return { kind: 'values', codeOf, entries };
}

/** Ranges with about equally many rows each. */
function inRanges(counted: readonly (Counted & { readonly value: number })[]): Coded {
  const ascending = counted.toSorted((a, b) => a.value - b.value);
  const total = ascending.reduce((sum, { count }) => sum + count, 0);
  const codeOf = new Uint8Array(counted.length + 1);
  const ranges: { low: number; high: number; count: number }[] = [];
  let before = 0;
  let last = -1;
  for (const { value, code, count } of ascending) {
    const range = Math.floor((RANGES * before) / total);
    const open = range === last ? ranges.at(-1) : undefined;
    if (open === undefined) ranges.push({ low: value, high: value, count });
    else [open.high, open.count] = [value, open.count + count];
    last = range;
    before += count;
    codeOf[code + 1] = ranges.length;
  }
  const entries = ranges.map(({ low, high, count }) => ({
    value: low === high ? shown(low) : `${shown(low)} to ${shown(high)}`,
    count,
  }));
  return { kind: 'ranges', codeOf, entries };
}

/** Equally frequent values in the order of their JSON, so that it is the same every time. */
function byFrequency(a: Counted, b: Counted): number {
  return b.count - a.count || (JSON.stringify(a.value) < JSON.stringify(b.value) ? -1 : 1);
}

function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}
