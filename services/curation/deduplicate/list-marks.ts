/** A bullet with what stands before it on its line. */
const BULLET = /^[ \t]*[-*•][ \t]+/u;
const ENDS_IN_NUMBER = /\p{N}\s*$/u;
/** `a)`, `(2)`, `[c]` anywhere; `1.` and `A.` at the beginning of a line. */
const COUNTED =
  /(?<![\p{L}\p{N}(.[])[([]?(?<closed>[a-z]|\d{1,2})[)\]](?=\s)|^[ \t]*(?<dotted>[a-z]|\d{1,2})\.(?=\s)/gimu;
/** One mark alone is none: a line may begin with a minus, and a sentence may end in a letter. */
const FEWEST = 2;

/**
 * A text whose list marks are blanks: bullets of neighbouring lines, and letters or numbers that count on from the first. A list asks for
 * the same with other marks. Lines that begin with a minus after a line that ends in a number may be a sum, and stay.
 */
export function withoutListMarks(text: string): string {
  return withoutCounted(withoutBullets(text));
}

function withoutBullets(text: string): string {
  const lines = text.split('\n');
  const marked = lines.map((line) => BULLET.test(line));
  const blanked = new Set<number>();
  for (let begin = 0; begin < lines.length;) {
    let end = begin;
    while (marked[end] === true) end++;
    if (end - begin >= FEWEST && !ENDS_IN_NUMBER.test(lines[begin - 1] ?? '')) {
      for (let line = begin; line < end; line++) blanked.add(line);
    }
    begin = Math.max(end, begin + 1);
  }
  return lines.map((line, place) => (blanked.has(place) ? line.replace(BULLET, ' ') : line)).join('\n');
}

function withoutCounted(text: string): string {
  const counted: RegExpExecArray[] = [];
  let run: RegExpExecArray[] = [];
  let wanted: string | null = null;
  const close = (): void => {
    if (run.length >= FEWEST) counted.push(...run);
    run = [];
  };
  for (const match of text.matchAll(COUNTED)) {
    const mark = (match.groups?.['closed'] ?? match.groups?.['dotted'] ?? '').toLowerCase();
    if (mark !== wanted) close();
    if (mark === wanted || mark === '1' || mark === 'a') {
      run.push(match);
      wanted = following(mark);
    } else wanted = null;
  }
  close();
  let rest = text;
  for (const { index, 0: mark } of counted.reverse())
    rest = rest.slice(0, index) + ' ' + rest.slice(index + mark.length);
  return rest;
}

function following(mark: string): string {
  return /\d/.test(mark) ? String(Number(mark) + 1) : String.fromCharCode(mark.charCodeAt(0) + 1);
}
