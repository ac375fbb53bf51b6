import { toUSVString } from 'node:util';
import { at } from '../../runtime/at.ts';
import { clausesOfText, SPACE, type TextClause } from './clauses.ts';
import type { AskingScorer } from './scorer.ts';

/** A part of a text, from `start` up to `end`. */
interface TextPart {
  readonly start: number;
  readonly end: number;
}

interface AskingParts {
  /** In the order of the text; clauses that follow each other are one part. Empty when the text has none. */
  readonly parts: readonly TextPart[];
  /** Whether the first choice more likely asks than not, so that little need be read beside it. */
  readonly sure: boolean;
}

/**
 * So many characters are looked at, half of them from each end: 4,000 tokens of 8 characters. What lies between is left out
 * unseen, so that a megabyte takes no longer than a kilobyte.
 */
const LOOKED_AT = 32_000;
/** And so many clauses, for a text may have a clause every two characters. */
const CLAUSES_LOOKED_AT = 4_096;
/** A clause whose odds are less than a seventh (1 / e²) of the best one's is not read. */
const MARGIN = 2;
const MOST_CLAUSES = 6;
/** So many are looked for room at most. */
const MOST_TRIED = 24;
const SURE = 0.5;
const BLANK = new RegExp(String.raw`^[${SPACE}\r\n\v\f\u0085\u2028\u2029]*$`);

/**
 * The clauses of a long text that most likely ask for something, within `room`; the first choice even if it is longer.
 *
 * @param size what reading a piece of text takes of the room
 */
export function askingParts(
  text: string,
  score: AskingScorer,
  size: (piece: string) => number,
  room: number,
): AskingParts {
  const clauses = clausesLookedAt(text);
  const scores = score(clauses);
  const order = clauses.map((_, index) => index).sort((a, b) => at(scores, b) - at(scores, a) || a - b);
  const [first] = order;
  const best = first === undefined ? -Infinity : at(scores, first);
  const taken: TextClause[] = [];
  let left = room;
  const tried = new Set<string>();
  for (const index of order) {
    const clause = at(clauses, index);
    const isDone = taken.length === MOST_CLAUSES || tried.size === MOST_TRIED;
    if (at(scores, index) < best - MARGIN || isDone) break;
    // What a text repeats is read once.
    if (tried.has(clause.text)) continue;
    tried.add(clause.text);
    const needed = size(clause.text);
    if (needed > left && taken.length > 0) continue;
    left = Math.max(0, left - needed);
    taken.push(clause);
  }
  return { parts: joined(taken, text), sure: best >= SURE };
}

/** The clauses of both ends of a text, or all of a text that is short enough; they stand where they stand in the text. */
function clausesLookedAt(text: string): TextClause[] {
  const half = LOOKED_AT / 2;
  const clauses = clausesOfText(text.length <= LOOKED_AT ? text : toUSVString(text.slice(0, half)));
  if (text.length > LOOKED_AT) {
    const moved = text.length - half;
    for (const clause of clausesOfText(toUSVString(text.slice(moved)))) {
      clauses.push({ ...clause, start: clause.start + moved, end: clause.end + moved });
    }
  }
  if (clauses.length <= CLAUSES_LOOKED_AT) return clauses;
  return [...clauses.slice(0, CLAUSES_LOOKED_AT / 2), ...clauses.slice(-CLAUSES_LOOKED_AT / 2)];
}

/** The parts in their order, those with nothing but white space between them as one. */
function joined(clauses: readonly TextClause[], text: string): TextPart[] {
  const parts: TextPart[] = [];
  for (const { start, end } of [...clauses].sort((a, b) => a.start - b.start)) {
    const last = parts.at(-1);
    if (last !== undefined && BLANK.test(text.slice(last.end, start))) {
      parts[parts.length - 1] = { start: last.start, end };
    } else {
      parts.push({ start, end });
    }
  }
  return parts;
}
