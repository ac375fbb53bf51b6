import { at } from '../../runtime/at.ts';

/** A share between 0 and 1 as a percentage: 42%, 4.2%, 0.42%, 0%. */
export function share(part: number): string {
  const percent = part * 100;
  if (percent === 0) return '0%';
  return `${percent >= 10 ? Math.round(percent) : Number(percent.toPrecision(2))}%`;
}

/** The name of a task for people. Null stands for rows that have no label and are not similar to any row with one. */
export function taskName(task: string | null): string {
  return task ?? '(no task)';
}

/** A duration in seconds as 0:09, 12:30 or 1:02:03. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** The text on one line without control characters, cut to `width` characters with `ellipsis` at the cut. */
export function oneLine(text: string, width: number, ellipsis = '…'): string {
  const flat = printable(text).replace(/\s+/gu, ' ').trim();
  const characters = [...flat];
  if (characters.length <= width) return flat;
  const kept = Math.max(0, width - ellipsis.length);
  return characters.slice(0, kept).join('').trimEnd() + ellipsis;
}

/**
 * The text without control characters, with which a row of a file could control the terminal. Line ends and tabs stay.
 */
export function printable(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '');
}

export interface Column {
  readonly title: string;
  readonly align?: 'right';
}

/** The lines of a table with aligned columns, the titles first. Each row has one cell for each column. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const titles = columns.map(({ title }) => title);
  const widths = columns.map((_, index) =>
    Math.max(...[titles, ...rows].map((row) => lengthOf(at(row, index)))),
  );
  return [titles, ...rows].map((row) =>
    columns
      .map(({ align }, index) => pad(at(row, index), at(widths, index), align))
      .join('  ')
      .trimEnd(),
  );
}

function pad(text: string, width: number, align: Column['align']): string {
  const space = ' '.repeat(Math.max(0, width - lengthOf(text)));
  return align === 'right' ? space + text : text + space;
}

function lengthOf(text: string): number {
  return [...text].length;
}

/** A bar of `width` characters, filled to `share` (0 to 1). A share above 0 fills at least one character. */
export function bar(share: number, width: number, glyph: string): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
  return glyph.repeat(share > 0 ? Math.max(1, filled) : 0).padEnd(width);
}
