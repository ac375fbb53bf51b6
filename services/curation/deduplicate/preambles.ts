import { UNSPACED } from '../../corpus/unspaced-scripts.ts';
import { EventLoopYield } from '../../runtime/event-loop-yield.ts';
import { wholeRequest, type Request } from './row-texts.ts';

/** From so many different continuations on a beginning is a preamble: the same prompt for many requests. */
const LEAST_CONTINUATIONS = 5;
/** A shorter beginning is none; in letters of scripts with spaces, of the others one counts three. */
const LEAST_LENGTH = 40;
const UNSPACED_COUNTS = 3;
/** Preambles are looked for in the first sentences or lines of a row. */
const MOST_PARTS = 24;
const MOST_CHARS = 8_000;

/** Behind each sentence and each line a text may go on with something of its own. */
const PART_END = /(?<=[.!?:;])\s+|\n\s*|(?<=[。！？：；])\s*/gu;
const UNSPACED_LETTERS = new RegExp(`[${UNSPACED}]`, 'gu');
/** The hash of nothing (FNV-1a), and a second one that starts elsewhere: both together number beginnings without mistakes in practice. */
const STARTS = [0x811c9dc5, 0x9e3779b1] as const;

/** What requests begin with that many others begin with too. */
export interface Preambles {
  /** How many characters of `wholeRequest` are the preamble of each row; 0 for none. */
  readonly lengths: Uint32Array;
  /** How many preambles there are. */
  readonly count: number;
}

/** The first sentences or lines of a request, one more each time: where each ends, and its number. */
interface Beginning {
  readonly end: number;
  readonly number: number;
}

/**
 * Finds preambles: whole sentences or lines with which at least five different requests begin, and which go on differently. What a row says
 * begins behind its longest one. A text that is a preamble and nothing else has none, nor has one whose beginning is short.
 * @throws the signal's reason when aborted
 */
export async function findPreambles(
  rows: number,
  requestOf: (row: number) => Request,
  eventLoop = new EventLoopYield(),
): Promise<Preambles> {
  const continuations = await countContinuations(rows, requestOf, eventLoop);
  const lengths = new Uint32Array(rows);
  const used = new Set<number>();
  for (let row = 0; row < rows; row++) {
    if (eventLoop.isDue()) await eventLoop.take();
    const text = wholeRequest(requestOf(row));
    const longest = beginningsOf(text).findLast(
      ({ end, number }) =>
        (continuations.get(number) ?? 0) >= LEAST_CONTINUATIONS && text.slice(end).trim() !== '',
    );
    if (longest === undefined || lengthOf(text.slice(0, longest.end)) < LEAST_LENGTH) continue;
    lengths[row] = longest.end;
    used.add(longest.number);
  }
  return { lengths, count: used.size };
}

/** In how many ways the requests go on behind each beginning. */
async function countContinuations(
  rows: number,
  requestOf: (row: number) => Request,
  eventLoop: EventLoopYield,
): Promise<Map<number, number>> {
  const seen = new Set<number>();
  const continuations = new Map<number, number>();
  for (let row = 0; row < rows; row++) {
    if (eventLoop.isDue()) await eventLoop.take();
    let before: number | null = null;
    for (const { number } of beginningsOf(wholeRequest(requestOf(row)))) {
      if (!seen.has(number)) {
        seen.add(number);
        if (before !== null) continuations.set(before, (continuations.get(before) ?? 0) + 1);
      }
      before = number;
    }
  }
  return continuations;
}

function beginningsOf(text: string): Beginning[] {
  const found: Beginning[] = [];
  let [one, other]: readonly [number, number] = STARTS;
  let begin = 0;
  const head = text.slice(0, MOST_CHARS).trimEnd();
  const ends = [...head.matchAll(PART_END)].map(({ index, 0: gap }) => index + gap.length);
  for (const end of [...ends.slice(0, MOST_PARTS - 1), head.length]) {
    if (end === begin) continue;
    const part = text.slice(begin, end).trim().toLowerCase();
    [one, other] = [hashOn(one, part), hashOn(other, part)];
    found.push({ end, number: (one >>> 0) * 0x200000 + (other >>> 11) });
    begin = end;
  }
  return found;
}

/** Goes on with a hash (FNV-1a) by the characters of a part and its end. */
function hashOn(hash: number, part: string): number {
  let value = hash;
  for (let at = 0; at < part.length; at++) value = Math.imul(value ^ part.charCodeAt(at), 0x01000193);
  return Math.imul(value ^ 0x1f, 0x01000193);
}

const lengthOf = (text: string): number =>
  text.length + (UNSPACED_COUNTS - 1) * (text.match(UNSPACED_LETTERS)?.length ?? 0);
