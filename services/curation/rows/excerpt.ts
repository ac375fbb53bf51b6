/** How many characters of a text a report shows at most. */
const LONGEST = 300;
/** How much is shown of what two texts have in common before they differ. */
const BEFORE = 100;

/** The beginning of a text as a report shows it: at most 300 characters, and no character is cut in two. */
export function excerptOf(text: string, longest = LONGEST): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/**
 * Two texts as a report shows them side by side: from shortly before the place where they differ, where that would be out of
 * sight otherwise.
 */
export function excerptsOf(one: string, other: string, longest = LONGEST): [string, string] {
  let common = 0;
  const shorter = Math.min(one.length, other.length);
  while (common < shorter && one[common] === other[common]) common++;
  if (Math.max(one.length, other.length) <= longest || common + BEFORE < longest) {
    return [excerptOf(one, longest), excerptOf(other, longest)];
  }
  const space = one.lastIndexOf(' ', common - BEFORE);
  const begin = space < 0 ? common - BEFORE : space + 1;
  const from = (text: string): string =>
    `… ${excerptOf(text.slice(begin).replace(/^[\uDC00-\uDFFF]/, ''), longest)}`;
  return [from(one), from(other)];
}
