/** How many characters of a text a report shows at most. */
const LONGEST = 300;

/** The beginning of a text as a report shows it: at most 300 characters, and no character is cut in two. */
export function excerptOf(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
