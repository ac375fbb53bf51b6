const NUMBER = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A whole number with its thousands apart: 52,002. */
export function grouped(value: number): string {
  return NUMBER.format(value);
}

/** A count with its noun: `1 row`, `52,002 rows`, `2 near copies`. */
export function counted(count: number, noun: string, many = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : many}`;
}
