import { contaminationWords } from './words.ts';

/** A mark before an answer option: `A)`, `(b)`, `C.`, `1)`, at the start of a line or after a space. */
const MARK = /(?<=^|\s)\(?([A-Ha-h]|[1-8])[.):](?=\s)/gu;
const FEWEST = 2;

interface Choices {
  /** The question without its options. */
  readonly around: string;
  readonly options: readonly string[];
}

const placeOf = (mark: string): number =>
  /\d/.test(mark) ? Number(mark) : mark.toLowerCase().charCodeAt(0) - 'a'.charCodeAt(0) + 1;

/** The options of a multiple-choice question, which are marked A, B, C ... or 1, 2, 3 ...; null where a text has none. */
function choicesIn(text: string): Choices | null {
  const marks: { readonly begin: number; readonly end: number }[] = [];
  let isLetter: boolean | null = null;
  for (const match of text.matchAll(MARK)) {
    const mark = match[1] ?? '';
    const kind = !/\d/.test(mark);
    if (placeOf(mark) !== marks.length + 1 || (isLetter ?? kind) !== kind) continue;
    isLetter = kind;
    marks.push({ begin: match.index, end: match.index + match[0].length });
  }
  const [first] = marks;
  if (first === undefined || marks.length < FEWEST) return null;
  const last = marks.at(-1)?.end ?? 0;
  const line = text.indexOf('\n', last);
  const end = line < 0 ? text.length : line;
  return {
    around: `${text.slice(0, first.begin)}\n${text.slice(end)}`,
    options: marks.map((mark, place) => text.slice(mark.end, marks[place + 1]?.begin ?? end).trim()),
  };
}

/** The text with the options of a multiple-choice question in the order of their letters, so that their order is no difference. */
export function inOneOrder(text: string): string {
  const choices = choicesIn(text);
  if (choices === null) return text;
  const sorted = choices.options
    .map((option) => ({ option, key: contaminationWords(option).join(' ') || option }))
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ option }) => option);
  return `${choices.around}\n${sorted.join('\n')}`;
}

/** Whether two texts are one multiple-choice question with its options in another order. */
export function haveReorderedChoices(one: string, other: string): boolean {
  const [left, right] = [choicesIn(one), choicesIn(other)];
  if (left === null || right?.options.length !== left.options.length) return false;
  const wordsOf = (text: string): string => contaminationWords(inOneOrder(text)).join(' ');
  return wordsOf(one) === wordsOf(other);
}
