/** How much of a text is looked at for words that others begin with too. */
const LONGEST = 160;

/**
 * The beginning of an instruction in one line, by which rows of a template are found. It is a copy, because a slice would keep the whole
 * instruction in memory; made by way of JSON, which keeps half of a surrogate pair as it is.
 */
export function openingOf(instruction: string): string {
  const opening = instruction.slice(0, LONGEST).replace(/\s+/g, ' ').trim();
  return JSON.parse(JSON.stringify(opening)) as string;
}
