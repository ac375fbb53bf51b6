const DATE = String.raw`([1-9]\d{3})-(\d{2})-(\d{2})`;
const TIME = String.raw`(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?`;
const ZONE = String.raw`(?:Z|([+-])(\d{2}):?(\d{2}))?`;
const ISO = new RegExp(String.raw`^${DATE}(?:[T ]${TIME}${ZONE})?$`);
const MICROSECONDS_A_MINUTE = 60_000_000;

/**
 * The moment that a text names, in microseconds since 1970: a day as in ISO 8601, with or without a time and a zone. A day
 * alone is its first moment, and what names no zone is in UTC. Null when the text is no such date, or there is no such day.
 */
export function momentOf(text: string): number | null {
  const [, year, month, day, hour = '0', minute = '0', second = '0', part = '', sign, zoneHour, zoneMinute] =
    ISO.exec(text) ?? [];
  if (year === undefined) return null;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const offset = Number(zoneHour ?? 0) * 60 + Number(zoneMinute ?? 0);
  const minutes = Number(hour) * 60 + Number(minute) + (sign === '-' ? offset : -offset);
  const microseconds = Number(second) * 1e6 + Number(part.slice(0, 6).padEnd(6, '0'));
  return date.getTime() * 1_000 + minutes * MICROSECONDS_A_MINUTE + microseconds;
}
