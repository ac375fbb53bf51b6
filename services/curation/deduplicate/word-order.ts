import { DIRECTIONS, SHARED_PREPOSITIONS } from './function-words.ts';
import { carriesMeaning, type RowWords, type Word } from './words.ts';

/** A number or an operator; a sign of money is none, for it stands before its number or after. */
function isFigure(word: Word | undefined): boolean {
  return word?.kind === 'number' && !/^\p{L}+$/u.test(word.text);
}

/**
 * The parts of a text whose order matters: each direction with the next word, as `from>euro`, and every run of numbers.
 * @param among the other text, which must have a preposition too
 */
function partsInOrder(words: readonly Word[], among: readonly Word[]): Set<string> {
  const parts = new Set<string>();
  const theirs = new Set(among.map(({ text }) => text));
  words.forEach(({ text }, place) => {
    if (DIRECTIONS.has(text) || (SHARED_PREPOSITIONS.has(text) && theirs.has(text))) {
      let after = place + 1;
      while (words[after]?.kind === 'function') after++;
      const next = words[after];
      if (next !== undefined) parts.add(`${text}>${next.text}`);
    }
    if (!isFigure(words[place]) || isFigure(words[place - 1])) return;
    let end = place + 1;
    while (isFigure(words[end])) end++;
    const run = words.slice(place, end);
    if (run.length > 1) parts.add(run.map((word) => word.text).join(' '));
  });
  return parts;
}

/** A longer stretch whose order differs is not looked through, and makes two rows different. */
const MOST_REORDERED = 200;

/**
 * Whether two lists of the same words differ in who does what to whom: two stretches have changed places around words that stayed
 * between them, as in `Ann beat Bob` and `Bob beat Ann`. A stretch that moved from the front to the end asks for the same:
 * `In a sentence, describe the sea` and `Describe the sea in a sentence`.
 */
function swapsRoles(a: readonly string[], b: readonly string[]): boolean {
  const begin = a.findIndex((word, place) => word !== b[place]);
  if (begin < 0) return false;
  let end = a.length;
  while (a[end - 1] === b[end - 1]) end--;
  const [left, right] = [a.slice(begin, end), b.slice(begin, end)];
  if (left.length > MOST_REORDERED) return true;
  const total = left.length;
  for (let first = 1; first < total - 1; first++) {
    if (!isAt(left.slice(0, first), right, total - first)) continue;
    for (let last = 1; first + last < total; last++) {
      const stayed = left.slice(first, total - last);
      if (isAt(left.slice(total - last), right, 0) && isAt(stayed, right, last)) return true;
    }
  }
  return false;
}

function isAt(words: readonly string[], among: readonly string[], place: number): boolean {
  return words.every((word, at) => word === among[place + at]);
}

const numbersOf = (words: readonly Word[]): string =>
  words.flatMap(({ text }) => (/\p{N}/u.test(text) ? [text] : [])).join(' ');

/** Whether two rows whose instructions, or all words where one row alone has an input, are the same have them in an order that asks for the same. */
export function sameOrder(one: RowWords, other: RowWords): boolean {
  const [a, b] = comparedInOrder(one, other);
  if (numbersOf(a) !== numbersOf(b) || !sameParts(a, b)) return false;
  const [left, right] = [a, b].map((words) => words.filter(carriesMeaning).map(({ text }) => text));
  return !swapsRoles(left ?? [], right ?? []);
}

/** The figure that a word stands by in one text, and that in the other. */
type Moved = readonly [before: string, after: string];

const countFigures = (words: readonly Word[]): number => words.filter(isFigure).length;

/** Each word that stands once in a row, with the figure nearest to it; none of a word between two figures that are equally near. */
function boundFigures({ instruction, input }: RowWords): Map<string, string> {
  const words = [...instruction, ...input];
  const figures = words.flatMap((word, place) => (isFigure(word) ? [{ text: word.text, place }] : []));
  const bound = new Map<string, string>();
  const seen = new Set<string>();
  words.forEach((word, place) => {
    if (!carriesMeaning(word) || word.kind === 'number') return;
    if (seen.has(word.text)) bound.delete(word.text);
    else {
      const distances = figures.map((figure) => Math.abs(figure.place - place));
      const least = Math.min(...distances);
      const [nearest, another] = figures.filter((_, i) => distances[i] === least);
      if (nearest !== undefined && another === undefined) bound.set(word.text, nearest.text);
    }
    seen.add(word.text);
  });
  return bound;
}

/** Texts with more figures are not looked through for figures that changed places. */
const MOST_FIGURES = 40;

/**
 * Whether two texts with the same figures, whatever their other words, have two of them exchanged: `radius 4 and height 7` and `radius 7
 * and height 4`. Two words that both texts have each stand by the figure of the other.
 */
export function exchangesFigures(one: RowWords, other: RowWords): boolean {
  const figures = countFigures(one.instruction) + countFigures(one.input);
  if (figures < 2 || figures > MOST_FIGURES) return false;
  const theirs = boundFigures(other);
  const moved: Moved[] = [];
  for (const [word, figure] of boundFigures(one)) {
    const now = theirs.get(word);
    if (now === undefined || now === figure) continue;
    if (moved.some(([before, after]) => before === now && after === figure)) return true;
    moved.push([figure, now]);
  }
  return false;
}

function sameParts(a: readonly Word[], b: readonly Word[]): boolean {
  const [left, right] = [partsInOrder(a, b), partsInOrder(b, a)];
  const shared = [...left].filter((part) => right.has(part)).length;
  return shared === left.size && shared === right.size;
}

/**
 * What is compared in its order: both instructions. Where one row alone has an input, the other has it within its instruction: it is left
 * out there, or stands at the end of the first one's where the other does not have it in this order.
 */
function comparedInOrder(a: RowWords, b: RowWords): [readonly Word[], readonly Word[]] {
  if (a.input.length > 0 === b.input.length > 0) return [a.instruction, b.instruction];
  if (b.input.length > 0) {
    const [right, left] = comparedInOrder(b, a);
    return [left, right];
  }
  const rest = without(b.instruction, a.input);
  return rest === null ? [[...a.instruction, ...a.input], b.instruction] : [a.instruction, rest];
}

/** A text without a stretch of it; null where that is not in it in this order. */
function without(words: readonly Word[], stretch: readonly Word[]): Word[] | null {
  const begin = words.findIndex((_, at) => stretch.every(({ text }, i) => words[at + i]?.text === text));
  return begin < 0 ? null : [...words.slice(0, begin), ...words.slice(begin + stretch.length)];
}
