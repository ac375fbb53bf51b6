/** Times of tables as texts of ISO 8601, and back, without the loss of a digit. */

const DAY_MS = 86_400_000;
const SECONDS_PER_DAY = 86_400n;
/** How many units a second has. */
export const PER_SECOND = { s: 1n, ms: 1_000n, us: 1_000_000n, ns: 1_000_000_000n } as const;
export type TimeUnit = keyof typeof PER_SECOND;
const FRACTION_DIGITS: Readonly<Record<TimeUnit, number>> = { s: 0, ms: 3, us: 6, ns: 9 };
const TIMESTAMP = /^([+-]?\d{4,6}-\d\d-\d\d)T(\d\d:\d\d:\d\d(?:\.\d+)?)Z?$/;
const TIME = /^(\d\d):(\d\d):(\d\d)(?:\.(\d+))?$/;
/** The days that a date of JavaScript can say. */
const MAX_DAYS = 100_000_000n;

/** A day as `2024-02-29`; null when it is too far away. */
export function dateText(days: bigint): string | null {
  if (days > MAX_DAYS || days < -MAX_DAYS) return null;
  return new Date(Number(days) * DAY_MS).toISOString().split('T', 1)[0] ?? null;
}

/** The days since 1970 of such a text; null when it is none. */
export function daysOf(text: string): bigint | null {
  if (!/^[+-]?\d{4,6}-\d\d-\d\d$/.test(text)) return null;
  const milliseconds = Date.parse(`${text}T00:00:00.000Z`);
  return Number.isNaN(milliseconds) ? null : BigInt(milliseconds / DAY_MS);
}

/** A time of day as `12:30:00.000`, with six or nine digits of the second when it has them. */
export function timeText(units: bigint, unit: TimeUnit): string | null {
  const perSecond = PER_SECOND[unit];
  const seconds = units / perSecond;
  if (units < 0n || seconds >= SECONDS_PER_DAY) return null;
  const pad = (value: bigint): string => String(value).padStart(2, '0');
  const clock = [seconds / 3_600n, (seconds / 60n) % 60n, seconds % 60n].map(pad).join(':');
  return `${clock}.${fractionText(units % perSecond, unit)}`;
}

/** At least three digits, as JavaScript writes them, so that the same time is the same text in every unit. */
function fractionText(fraction: bigint, unit: TimeUnit): string {
  const nanoseconds = String(fraction * (PER_SECOND.ns / PER_SECOND[unit])).padStart(9, '0');
  if (nanoseconds.endsWith('000000')) return nanoseconds.slice(0, 3);
  return nanoseconds.endsWith('000') ? nanoseconds.slice(0, 6) : nanoseconds;
}

/** The units of such a text; null when it is none, or has more digits than the unit. */
export function timeOf(text: string, unit: TimeUnit): bigint | null {
  const [, hours, minutes, seconds, fraction = ''] = TIME.exec(text) ?? [];
  if (hours === undefined || minutes === undefined || seconds === undefined) return null;
  const digits = FRACTION_DIGITS[unit];
  if (/[1-9]/.test(fraction.slice(digits))) return null;
  const whole = BigInt(hours) * 3_600n + BigInt(minutes) * 60n + BigInt(seconds);
  return whole * PER_SECOND[unit] + BigInt(`0${fraction.padEnd(digits, '0').slice(0, digits)}`);
}

/** A moment as `2024-02-29T12:30:00.000`, with a Z when it is one in UTC; null when it is too far away. */
export function timestampText(units: bigint, unit: TimeUnit, isUtc: boolean): string | null {
  const perDay = SECONDS_PER_DAY * PER_SECOND[unit];
  const ofDay = ((units % perDay) + perDay) % perDay;
  const date = dateText((units - ofDay) / perDay);
  const time = timeText(ofDay, unit);
  return date === null || time === null ? null : `${date}T${time}${isUtc ? 'Z' : ''}`;
}

/** The units since 1970 of such a text; null when it is none, or has more digits than the unit. */
export function timestampOf(text: string, unit: TimeUnit): bigint | null {
  const [, date = '', time = ''] = TIMESTAMP.exec(text) ?? [];
  const days = daysOf(date);
  const units = timeOf(time, unit);
  return days === null || units === null ? null : days * SECONDS_PER_DAY * PER_SECOND[unit] + units;
}

/** The months, days and milliseconds of an interval of Parquet as `P14M3DT4.500S`. */
export function intervalText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [months, days, milliseconds] = [0, 4, 8].map((at) => view.getUint32(at, true));
  const seconds = ((milliseconds ?? 0) / 1_000).toFixed(3);
  return `P${months}M${days}DT${seconds}S`;
}

/** The bytes of such an interval; null when the text is none. */
export function intervalOf(text: string): Uint8Array | null {
  const found = /^P(\d+)M(\d+)DT(\d+)\.(\d{3})S$/.exec(text);
  if (found === null) return null;
  const [, months, days, seconds, thousandths] = found;
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  [Number(months), Number(days), Number(seconds) * 1_000 + Number(thousandths)].forEach((value, at) =>
    view.setUint32(4 * at, value, true),
  );
  return bytes;
}
