import { at } from '../../runtime/at.ts';

/** A clause of a text, without white space around it, and where it stands. */
export interface TextClause {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Line breaks before and after it, at most 2; an edge of the text counts as 2. */
  readonly before: number;
  readonly after: number;
}

/** Characters of a clause; what is longer is cut, at a space if there is one in its second half. */
export const LONGEST_CLAUSE = 300;

/** What counts as a space is written out, because languages and their versions differ in it. */
export const SPACE = String.raw` \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\ufeff`;
/** Marks that close a quotation or a bracket after the end of a clause. */
export const CLOSERS = String.raw`["'”’»)\]*_」』）】》]*`;

const BREAK = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;
/** A run of marks is looked at once, from its first, so that a text of nothing else takes no longer than others. */
const END = new RegExp(`(?<![.!?…؟])[.!?…؟]+${CLOSERS}(?=[${SPACE}])|[。！？；．｡।]+${CLOSERS}`, 'g');
/** The full stop of `1.` or `J.` ends nothing. */
const NUMBERED = /(?:^|[^A-Za-z0-9])(?:[A-Za-z]|[0-9]{1,3})\.$/;
const NUMBERED_LENGTH = 5;
const LEADING = new RegExp(`^[${SPACE}]+`);
const TRAILING = new RegExp(`[${SPACE}]+$`);

/**
 * Cuts a text into clauses by punctuation and line breaks alone, alike in every script and every version of Node.
 * `infra/training/asking.py` does the same.
 */
export function clausesOfText(text: string): TextClause[] {
  const found: { start: number; text: string; before: number }[] = [];
  let breaks = 2;
  const addLine = (start: number, line: string): void => {
    for (const [from, to] of piecesOf(line)) {
      const piece = line.slice(from, to).replace(TRAILING, '');
      const clause = piece.replace(LEADING, '');
      if (clause === '') continue;
      found.push({ start: start + from + piece.length - clause.length, text: clause, before: breaks });
      breaks = 0;
    }
  };
  let start = 0;
  for (const { 0: lineBreak, index } of text.matchAll(BREAK)) {
    addLine(start, text.slice(start, index));
    breaks = Math.min(2, breaks + 1);
    start = index + lineBreak.length;
  }
  addLine(start, text.slice(start));
  return found.map((clause, index) => ({
    ...clause,
    end: clause.start + clause.text.length,
    after: index + 1 < found.length ? at(found, index + 1).before : 2,
  }));
}

/** Where the clauses of a line begin and end, with white space around them. */
function piecesOf(line: string): [number, number][] {
  const cuts: number[] = [];
  for (const { 0: mark, index } of line.matchAll(END)) {
    const cut = index + mark.length;
    if (!NUMBERED.test(line.slice(Math.max(0, cut - NUMBERED_LENGTH), cut))) cuts.push(cut);
  }
  const pieces: [number, number][] = [];
  let start = 0;
  for (const cut of [...cuts, line.length]) {
    while (cut - start > LONGEST_CLAUSE) {
      const space = line.lastIndexOf(' ', start + LONGEST_CLAUSE - 1);
      const end = space < start + LONGEST_CLAUSE / 2 ? start + LONGEST_CLAUSE : space + 1;
      pieces.push([start, end]);
      start = end;
    }
    pieces.push([start, cut]);
    start = cut;
  }
  return pieces;
}
