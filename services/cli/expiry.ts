import { CliError, EXIT } from './exit-codes.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const UNITS: Readonly<Record<string, number>> = { h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS };
const MOST_YEARS = 100;

/**
 * The time that `--expires` names: so many hours, days or weeks from now (`12h`, `30d`, `4w`), the end of a day in UTC
 * (`2027-01-31`), or a time (`2027-01-31T12:00:00Z`).
 * @throws CliError when it is none of these, is past, or is a hundred years away
 */
export function expiryOf(text: string, now: Date): Date {
  const at = timeOf(text, now.getTime());
  if (Number.isNaN(at)) {
    throw new CliError(`--expires ${text}: write 30d, 12h, 4w, or a date such as 2027-01-31.`, EXIT.usage);
  }
  if (at <= now.getTime()) throw new CliError(`--expires ${text} is past: choose a later time.`, EXIT.usage);
  if (at > now.getTime() + MOST_YEARS * 366 * DAY_MS) {
    throw new CliError(
      `--expires ${text} is too far away: leave it out for a key that does not expire.`,
      EXIT.usage,
    );
  }
  return new Date(at);
}

function timeOf(text: string, now: number): number {
  const [, count = '', unit = ''] = /^(\d{1,6})([hdw])$/.exec(text) ?? [];
  const length = UNITS[unit];
  if (length !== undefined) return now + Number(count) * length;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  if (isDay) return isCalendarDay(text) ? Date.parse(`${text}T00:00:00Z`) + DAY_MS : NaN;
  return /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : NaN;
}

/** JavaScript takes 31 February for 3 March. */
function isCalendarDay(text: string): boolean {
  const parsed = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(text);
}
