const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in its two largest parts at most: `45 s`, `3 min`, `2 h 5 min`, `3 d`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return `${Math.round(whole / MINUTE)} min`;
  if (whole >= DAY) return `${Math.floor(whole / DAY)} d`;
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  return `${Math.floor(whole / HOUR)} h${minutes === 0 ? '' : ` ${minutes} min`}`;
}

/** How long ago a moment was. */
export function ago(moment: string, now: number): string {
  const seconds = (now - Date.parse(moment)) / 1_000;
  return seconds < 5 ? 'just now' : `${duration(seconds)} ago`;
}

/** A kind of work as people write it: `write-poem` becomes `write poem`. */
export function kindInWords(kind: string): string {
  return kind.replaceAll('-', ' ');
}

/** A score as it is shown everywhere, with two digits. */
export function score(value: number): string {
  return value.toFixed(2);
}

/** A share from 0 to 1 in per cent. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
