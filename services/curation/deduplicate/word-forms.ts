/** Endings in which words of one stem may differ. `er` and `less` are not among them, since they change the meaning. */
const ENDINGS: ReadonlySet<string> = new Set(
  (
    ' s es d ed ing ings y ies ied e al ally ly n an ion ions ation ations ive ity ities ic ical ics ment ments ness able ' +
    'ance ence ent ant ative istic ful ize ized ise ised izing ising ization isation'
  ).split(' '),
);
/** Endings of the forms of a word. Words with a short stem may differ only in these. */
const INFLECTIONS: ReadonlySet<string> = new Set(' s es d ed ing y ies e'.split(' '));
const SHORT_STEM = 3;
const LONG_STEM = 5;
/** Shorter words are rarely misspelt, and a different letter makes a different word of them. */
const MISSPELT_LENGTH = 6;

function sharedBeginning(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

/** Whether two words are forms of one word or derived from one stem, as `cat` and `cats`, or `describe` and `describing`. */
export function isSameStem(a: string, b: string): boolean {
  const stem = sharedBeginning(a, b);
  if (stem < SHORT_STEM) return false;
  const rests = [a.slice(stem), b.slice(stem)];
  if (stem < LONG_STEM) return rests.every((rest) => INFLECTIONS.has(undoubled(rest, a[stem - 1])));
  return rests.every((rest) => ENDINGS.has(undoubled(rest, a[stem - 1])));
}

/** An ending without the doubled letter before it: `ning` after `run` is `ing`. */
function undoubled(rest: string, before: string | undefined): string {
  return rest.length > 2 && rest[0] === before ? rest.slice(1) : rest;
}

/** A strand of nucleotides is no word: each letter of it counts. */
const NUCLEOTIDES = /^[acgtun]+$/;

/** Whether two longer words differ in one letter that is left out, put in or exchanged, or in two swapped letters. */
export function isSpelling(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < MISSPELT_LENGTH || a[0] !== b[0]) return false;
  if (NUCLEOTIDES.test(a) && NUCLEOTIDES.test(b)) return false;
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  const at = sharedBeginning(long, short);
  if (long.length > short.length) return long.slice(at + 1) === short.slice(at);
  if (long.slice(at + 1) === short.slice(at + 1)) return true;
  return (
    long[at] === short[at + 1] && long[at + 1] === short[at] && long.slice(at + 2) === short.slice(at + 2)
  );
}
