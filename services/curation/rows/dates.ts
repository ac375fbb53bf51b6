/** How the days and months of a column of slashed dates stand; null when the column does not decide. */
export type DayOrder = 'day first' | 'month first' | null;

const ZONE = String.raw`(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)`;
const TIME = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(am|pm)?\s*${ZONE}?`;
const ISO = new RegExp(String.raw`^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[T\s]\s*${TIME})?)?)?$`, 'i');
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})(Z)?)?$/;
const SLASHED = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:,?\s+${TIME})?$`, 'i');
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const MONTH = String.raw`(${MONTHS.join('|')})[a-z]*\.?`;
const WEEKDAY = String.raw`^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?`;
const NAMED = new RegExp(
  String.raw`${WEEKDAY}(?:(\d{1,2})(?:st|nd|rd|th)?[-\s]+${MONTH}|${MONTH}\s+(\d{1,2})(?:st|nd|rd|th)?),?[-\s]+(\d{4})(?:,?\s+(?:at\s+)?${TIME})?$`,
  'i',
);
/** Longer texts are no dates. */
const LONGEST = 64;

/** A time of a day as its parts in a match, and its zone. A time without a zone counts as UTC. */
function millisecondsOf(time: readonly (string | undefined)[]): number | null {
  const [hour = '0', minute = '0', second = '0', part = '0', half, zone] = time;
  const isLate = half?.toLowerCase() === 'pm';
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (isLate ? 12 : 0);
  if (hours > 24 || Number(minute) > 59 || Number(second) > 60) return null;
  const [, sign = '+', offsetHours = '0', offsetMinutes = '0'] =
    /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '') ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(offsetHours) * 60 + Number(offsetMinutes));
  return ((hours * 60 + Number(minute) - offset) * 60 + Number(second)) * 1_000 + Number(`0.${part}`) * 1_000;
}

/** The time of a date in milliseconds since 1970; null when there is no such day. */
function momentOf(
  year: number,
  month: number,
  day: number,
  time: readonly (string | undefined)[],
): number | null {
  const date = Date.UTC(year, month - 1, day);
  const inDay = millisecondsOf(time);
  if (inDay === null || new Date(date).getUTCMonth() !== month - 1 || new Date(date).getUTCDate() !== day)
    return null;
  return date + inDay;
}

/** Seconds, milliseconds, microseconds and nanoseconds since 1970, each of the years 1973 to 5138. */
function sinceEpoch(value: number): number | null {
  for (const [most, unit] of [
    [1e11, 1_000],
    [1e14, 1],
    [1e17, 1e-3],
    [1e20, 1e-6],
  ] as const) {
    if (value >= most / 1e3 && value < most) return value * unit;
  }
  return null;
}

/**
 * Reads a date: ISO 8601 with or without time and zone, with names of months, with slashes where the order is known, and
 * seconds or parts of them since 1970. Null when a text is none, or may be several.
 */
export function dateOf(value: number | string, order: DayOrder): number | null {
  if (typeof value === 'number') return dateOfNumber(value);
  const text = value.trim();
  if (text.length > LONGEST) return null;
  if (/^\d+(?:\.\d+)?$/.test(text) && !/^\d{14}$/.test(text)) return dateOfNumber(Number(text));
  const iso = ISO.exec(text);
  if (iso !== null) return momentOf(Number(iso[1]), Number(iso[2] ?? 1), Number(iso[3] ?? 1), iso.slice(4));
  const compact = COMPACT.exec(text);
  if (compact !== null) {
    const [, year, month, day, hour, minute, second, zone] = compact;
    return momentOf(Number(year), Number(month), Number(day), [
      hour,
      minute,
      second,
      undefined,
      undefined,
      zone,
    ]);
  }
  const named = NAMED.exec(text);
  if (named !== null) {
    const [, day, month, otherMonth, otherDay, year] = named;
    const number = MONTHS.indexOf((month ?? otherMonth ?? '').slice(0, 3).toLowerCase()) + 1;
    return momentOf(Number(year), number, Number(day ?? otherDay), named.slice(6));
  }
  const slashed = SLASHED.exec(text);
  if (slashed === null) return null;
  const [first, second] = [Number(slashed[1]), Number(slashed[3])];
  // The same day either way; a date with points is written day first wherever it is written.
  const known = slashed[2] === '.' || first === second ? 'day first' : order;
  if (known === null) return null;
  const [day, month] = known === 'day first' ? [first, second] : [second, first];
  return momentOf(Number(slashed[4]), month, day, slashed.slice(5));
}

function dateOfNumber(value: number): number | null {
  if (Number.isInteger(value) && value >= 1_900 && value <= 2_100) return Date.UTC(value, 0);
  if (Number.isInteger(value) && value >= 19_000_101 && value <= 21_001_231) {
    return momentOf(Math.floor(value / 1e4), Math.floor(value / 100) % 100, value % 100, []);
  }
  return sinceEpoch(value);
}

/** What a column says of its slashed dates: one with a first number above 12 has the day first, and so have all others. */
export function dayOrderOf(values: Iterable<number | string | null>): DayOrder {
  let [dayFirst, monthFirst] = [false, false];
  for (const value of values) {
    if (typeof value !== 'string' || value.length > LONGEST) continue;
    const match = SLASHED.exec(value.trim());
    if (match === null || match[2] === '.') continue;
    dayFirst ||= Number(match[1]) > 12;
    monthFirst ||= Number(match[3]) > 12;
  }
  if (dayFirst === monthFirst) return null;
  return dayFirst ? 'day first' : 'month first';
}

/** Whether a text is a date of which only the order of day and month is missing. */
export function isSlashedDate(value: string): boolean {
  return value.length <= LONGEST && SLASHED.test(value.trim());
}
