import type { RankedField } from '../../../schemas/curation/duplicate-terms.ts';
import { at } from '../../runtime/at.ts';
import { compareDecimals, decimalOf, type Decimal } from '../rows/decimals.ts';
import { dateOf, dayOrderOf, isSlashedDate } from '../rows/dates.ts';
import { excerptOf } from '../rows/excerpt.ts';

type Raw = number | string | null;

/** The values of a field as they are compared: numbers, or texts. Null where a row has none that can be used. */
export interface ReadColumn {
  readonly values: readonly (number | string | null)[];
  readonly told: RankedField;
}

/** What a field is read as; `any` lets its values decide. */
export type ReadAs = 'numbers' | 'dates' | 'any';

const NOTHING = /^(?:n\/?a|nan|null|nil|none|nat|undefined|unknown|missing|tbd|[-–—?.]*)$/i;
const EXAMPLES = 3;
const LONGEST_EXAMPLE = 60;
/** Numbers with more digits than a double has are compared digit by digit. */
const DOUBLE_DIGITS = 15;

/** Reads the values of a field by which rows are ranked. What is no value is null, so that it comes last. */
export function readColumn(field: string, raw: readonly Raw[], as: ReadAs): ReadColumn {
  const given = raw.map((value) => (typeof value === 'string' && NOTHING.test(value.trim()) ? null : value));
  const { values, readAs } =
    as === 'any' ? readAny(given) : as === 'dates' ? readDates(given) : readNumbers(given);
  const unread = given.flatMap((value, row) =>
    value !== null && values[row] === null ? [String(value)] : [],
  );
  const examples = [...new Set(unread)].slice(0, EXAMPLES).map((value) => excerptOf(value, LONGEST_EXAMPLE));
  const usable = values.reduce<number>((count, value) => count + Number(value !== null), 0);
  const isUndecided = readAs === 'dates' && unread.some(isSlashedDate);
  return {
    values,
    told: {
      field,
      read_as: readAs,
      rows: usable,
      without: raw.length - usable,
      unread: unread.length,
      examples,
      note: isUndecided ? 'No date of the field shows whether the day or the month stands first.' : null,
    },
  };
}

interface Read {
  readonly values: readonly (number | string | null)[];
  readonly readAs: RankedField['read_as'];
}

const countOf = (values: readonly unknown[]): number => values.filter((value) => value !== null).length;

/** Numbers where most values are numbers, else dates where most are dates, else texts. */
function readAny(raw: readonly Raw[]): Read {
  const half = countOf(raw) / 2;
  const numbers = readNumbers(raw);
  if (countOf(numbers.values) > half) return numbers;
  const dates = readDates(raw);
  if (dates.readAs === 'dates' && countOf(dates.values) > half) return dates;
  return { values: raw.map((value) => (value === null ? null : String(value))), readAs: 'texts' };
}

function readNumbers(raw: readonly Raw[]): Read {
  const decimals = raw.map((value) => (value === null ? null : decimalOf(String(value))));
  const isLong = decimals.some((decimal) => decimal !== null && decimal.digits.length > DOUBLE_DIGITS);
  const isHuge = decimals.some((decimal) => decimal !== null && Math.abs(decimal.power) > 300);
  const values = isLong || isHuge ? places(decimals) : decimals.map(toNumber);
  return { values, readAs: 'numbers' };
}

const toNumber = (decimal: Decimal | null): number | null =>
  decimal === null ? null : decimal.sign * Number(`0.${decimal.digits || '0'}e${decimal.power + 1}`);

/** The place of each number among all, in ascending order; equal numbers share theirs. */
function places(decimals: readonly (Decimal | null)[]): (number | null)[] {
  const order = decimals.flatMap((decimal, row) => (decimal === null ? [] : [{ decimal, row }]));
  order.sort((a, b) => compareDecimals(a.decimal, b.decimal));
  const found = new Array<number | null>(decimals.length).fill(null);
  let place = 0;
  order.forEach(({ decimal, row }, i) => {
    if (i > 0 && compareDecimals(at(order, i - 1).decimal, decimal) < 0) place += 1;
    found[row] = place;
  });
  return found;
}

/** Dates; where no value is one and all are numbers, such as those of versions, these. */
function readDates(raw: readonly Raw[]): Read {
  const order = dayOrderOf(raw);
  const values = raw.map((value) => (value === null ? null : dateOf(value, order)));
  if (countOf(values) > 0) return { values, readAs: 'dates' };
  const numbers = readNumbers(raw);
  return countOf(numbers.values) === countOf(raw) && countOf(raw) > 0 ? numbers : { values, readAs: 'dates' };
}
