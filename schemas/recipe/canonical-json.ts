/**
 * A value as JSON in its one canonical form (RFC 8785): keys in the order of their UTF-16 units, numbers and texts as ECMAScript
 * writes them, no white space. Equal values have equal texts, whatever they were read from and in whatever language. Fields that are
 * undefined are left out, and what JSON has not, such as NaN, is null.
 */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalText(field)}`).join(',')}}`;
}
