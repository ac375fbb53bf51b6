import type { Json } from '../../../schemas/record.ts';
import { comparedText } from './compared-text.ts';
import { comparedValue, type FieldBeside } from './field-values.ts';
import { Numbering } from './numbering.ts';
import type { FieldPart, NamedPart } from './part-names.ts';
import { hasProse, shapeOf, type ValueShape } from './value-shapes.ts';

/** How it was told what a field is: by what the user said, its name, its values, or not at all. */
export type ToldBy = 'option' | 'name' | 'values' | 'unknown';

export interface ToldPart {
  readonly part: FieldPart;
  readonly by: ToldBy;
}

/** From this share of sentences on the values of a field are texts, whatever its name says. */
const PROSE_SHARE = 0.2;
/** Fewer whole numbers do not show that they count the rows. */
const LEAST_SERIAL = 20;
/** Where more than this share of the values repeat the request of their rows, the column is a repetition of it. */
const REPEATING_SHARE = 0.5;
/** The number of a rest of which nothing is left. */
const NO_REST = -2;
/** A field with only such values says something about the row alone. */
const TELLING: readonly ValueShape[] = ['moment', 'digest', 'address', 'split', 'vector'];
const NUMBERS: readonly ValueShape[] = ['share', 'whole', 'number', 'flag'];

/** The values of one field over all rows, as numbers: equal numbers are equal values. */
export class FieldColumn {
  readonly path: string;
  readonly named: NamedPart | null;
  /** The rows that have a value, in ascending order, and the number of each value. */
  readonly rows: number[] = [];
  readonly values: number[] = [];
  readonly #numbering = new Numbering();
  /** What each value has beside the texts of its row, as a number below -1; 0 where it does not repeat the request. */
  readonly #rests: number[] = [];
  readonly #restNumbering = new Numbering();
  #repeating = 0;
  readonly #shapes = new Set<ValueShape>();
  readonly #said: FieldPart | null;
  readonly #proseValues = new Set<number>();
  #prose = 0;
  #least = Infinity;
  #most = -Infinity;
  /** Whether a request names the field as a place to fill in, as in `Translate {text}`. */
  #isAsked = false;

  /** @param said what the user says that the field is; null when nothing */
  constructor(path: string, named: NamedPart | null, said: FieldPart | null) {
    this.path = path;
    this.named = named;
    this.#said = said;
  }

  add(row: number, field: Pick<FieldBeside, 'value' | 'notes' | 'rest'>, isAsked: boolean): void {
    const before = this.#numbering.size;
    const number = this.#numbering.of(comparedValue(field));
    this.rows.push(row);
    this.values.push(number);
    this.#rests.push(this.#restOf(field.rest));
    this.#isAsked ||= isAsked;
    if (number === before) this.#look(number, field.value);
    if (this.#proseValues.has(number)) this.#prose += 1;
  }

  #restOf(rest: Json | undefined): number {
    if (rest === undefined) return 0;
    this.#repeating += 1;
    return rest === null ? NO_REST : NO_REST - 1 - this.#restNumbering.of(comparedText(rest));
  }

  /**
   * The rows that have a value to compare, and its number. Where most values repeat the request of their rows, as those of the
   * column do from which it was read, that much of them makes no difference. Where few do, as those of the first wordings
   * of a question, equal values are equal whether they repeat their row or not.
   */
  *compared(): Generator<readonly [row: number, value: number]> {
    const isRepeating = this.#repeating > REPEATING_SHARE * this.rows.length;
    for (const [place, row] of this.rows.entries()) {
      const rest = isRepeating ? (this.#rests[place] ?? 0) : 0;
      if (rest !== NO_REST) yield [row, rest === 0 ? (this.values[place] ?? 0) : rest];
    }
  }

  /** Looks at a value that comes for the first time. */
  #look(number: number, value: Json): void {
    // NaN stands among the scores of a table as an empty cell does, and says nothing of what the field is.
    if (value === null) return;
    const shape = shapeOf(value);
    this.#shapes.add(shape);
    if (shape === 'whole') {
      this.#least = Math.min(this.#least, Number(value));
      this.#most = Math.max(this.#most, Number(value));
    }
    if (this.named?.part === 'bookkeeping' && hasProse(value)) this.#proseValues.add(number);
  }

  /** What the field is, from its name and all of its values. */
  told(): ToldPart {
    if (this.#said !== null) return { part: this.#said, by: 'option' };
    if (this.#isAsked) return { part: 'task', by: 'values' };
    const { named } = this;
    if (named !== null && named.part !== 'bookkeeping') return { part: named.part, by: 'name' };
    const shapes = [...this.#shapes];
    const isText = this.#prose > PROSE_SHARE * this.rows.length || this.#shapes.has('media');
    if (
      named !== null &&
      !isText &&
      (named.numbers !== true || shapes.every((shape) => NUMBERS.includes(shape)))
    ) {
      return { part: 'bookkeeping', by: 'name' };
    }
    if (this.#tellsOfTheRow(shapes)) return { part: 'bookkeeping', by: 'values' };
    return { part: 'task', by: isText ? 'values' : 'unknown' };
  }

  #tellsOfTheRow(shapes: readonly ValueShape[]): boolean {
    if (TELLING.some((shape) => shapes.every((one) => one === shape))) return true;
    const isRated = this.#shapes.has('share') && shapes.every((one) => one === 'share' || one === 'whole');
    if (isRated && this.#least >= -1 && this.#most <= 1) return true;
    if (isRated && this.#least === Infinity) return true;
    const isSerial =
      shapes.length === 1 && this.#shapes.has('whole') && this.#numbering.size === this.rows.length;
    return isSerial && this.rows.length >= LEAST_SERIAL && this.#most - this.#least < 2 * this.rows.length;
  }
}
