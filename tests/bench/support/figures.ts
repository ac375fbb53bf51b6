/** The value below which a share of the values lies; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Milliseconds of each of `count` runs, one after the other. */
export async function timesOf(count: number, run: (at: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < count; at++) {
    const started = performance.now();
    await run(at);
    times.push(performance.now() - started);
  }
  return times;
}

/** Three significant digits, whole numbers whole. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (Number.isInteger(value) || Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}

/** How often the first value is in the last, as `x 2.1`; of one value nothing. */
function growth(values: readonly number[]): string {
  const [first, last] = [values[0], values.at(-1)];
  if (values.length < 2 || first === undefined || last === undefined) return '';
  return `x ${short(last / first)}`;
}

/** A figure in each row and, of several columns of numbers, the growth from the first to the last. */
export function printFigures(
  head: readonly string[],
  rows: readonly (readonly [string, readonly number[]])[],
): void {
  const lines = rows.map(([name, values]) => [name, ...values.map(short), growth(values)]);
  const title = [...head, head.length > 2 ? 'growth' : ''];
  const widths = title.map((_, at) => Math.max(...[title, ...lines].map((line) => (line[at] ?? '').length)));
  for (const line of [title, ...lines]) {
    const cells = line.map((cell, at) =>
      at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
    );
    console.log(cells.join('  ').trimEnd());
  }
}
