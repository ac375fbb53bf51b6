import { at } from '../../runtime/at.ts';
import { CLOSERS, LONGEST_CLAUSE, SPACE, type TextClause } from './clauses.ts';

const QUESTION = new RegExp(`[?？؟]${CLOSERS}$`);
const COLON = new RegExp(`[:：]${CLOSERS}$`);
/** Signs of a clause's form. A clause has any number of them. */
const FORMS: readonly (readonly [string, RegExp])[] = [
  ['question', QUESTION],
  ['colon', COLON],
  ['exclamation', new RegExp(`[!！]${CLOSERS}$`)],
  ['stop', new RegExp(`[.。．…।]${CLOSERS}$`)],
  ['opens quote', /^["'“‘«»„「『《—–]/],
  ['closes quote', /["'”’»“」』]$/],
  ['quoting', /["“‘«„「『《`][^"”’»“」』》`]{2,}["”’»“」』》`]/],
  ['item', /^(?:[-*•·▪◦]|[(]?[0-9]{1,3}[.):、]|[(]?[A-Za-z][.)]|[①-⑳])/],
  ['speaker', new RegExp(`^[^${SPACE}:：]{1,20}(?: [^${SPACE}:：]{1,20})?[:：] ?[^ ]`)],
  ['code', /[{};=<>\\|][^{};=<>\\|]*[{};=<>\\|]/],
  ['blank', /_{2,}|\[[^\]]{0,20}\]|\{[^}]{0,20}\}/],
];
const PLACES = [
  ...['alone', 'own line', 'opens paragraph', 'closes paragraph', 'first', 'last', 'near edge'],
  ...['inside quote', 'after colon', 'after question', 'foreign script', 'short paragraph'],
  ...['one of few alone', 'one of few questions', 'one of few short paragraphs'],
  ...['long paragraph', 'question in long paragraph', 'short question'],
] as const;
const LENGTHS = [15, 40, 100, LONGEST_CLAUSE] as const;

/** The names of all signs, in their order. */
export const SIGNS: readonly string[] = [
  ...FORMS.map(([name]) => name),
  ...PLACES,
  ...LENGTHS.map((length) => `up to ${length}`),
];

const QUOTE_OPENS = /[“«„「『《]/g;
const QUOTE_CLOSES = /[”»」』》]/g;
/** The first and the last letter of each range of each script. */
const SCRIPTS: readonly (readonly [number, number][])[] = [
  [
    [0x41, 0x5a],
    [0x61, 0x7a],
    [0xc0, 0x24f],
  ],
  [[0x4e00, 0x9fff]],
  [[0x3040, 0x30ff]],
  [[0x400, 0x4ff]],
  [[0x600, 0x6ff]],
];
/** The script of each UTF-16 unit. */
const SCRIPT_OF = new Int8Array(1 << 16).fill(-1);
for (const [script, ranges] of SCRIPTS.entries()) {
  for (const [first, last] of ranges) SCRIPT_OF.fill(script, first, last + 1);
}
const NO_SCRIPT = -1;
/** Clauses from an edge of the text that are near it. */
const NEAR_EDGE = 3;
/** The most clauses of a short paragraph. */
const SHORT_PARAGRAPH = 3;
/** A paragraph of more clauses than this is long. */
const LONG_PARAGRAPH = 8;
/** The most characters of a short question. */
const SHORT_QUESTION = 25;
/** The most in a text that are few. */
const FEW = 2;

/** A paragraph, and the quotations that are open in it so far. */
interface Paragraph {
  readonly first: number;
  readonly last: number;
  readonly isShort: boolean;
  depth: number;
  straight: number;
}

/** What a clause is compared with. */
interface WholeText {
  readonly clauses: readonly TextClause[];
  readonly questions: readonly boolean[];
  readonly fewAlone: boolean;
  readonly fewQuestions: boolean;
  readonly fewShort: boolean;
}

/** Which of SIGNS hold for each clause of a text. */
export function signsOf(clauses: readonly TextClause[]): boolean[][] {
  const scripts = clauses.map(({ text }) => scriptOf(text));
  const usual = commonest(SCRIPTS.map((_, script) => scripts.filter((one) => one === script).length));
  const paragraphs = paragraphsOf(clauses);
  const questions = clauses.map(({ text }) => QUESTION.test(text));
  const whole: WholeText = {
    clauses,
    questions,
    fewAlone: paragraphs.filter(({ first, last }) => first === last).length <= FEW,
    fewQuestions: questions.filter(Boolean).length <= FEW,
    fewShort: paragraphs.filter(({ isShort }) => isShort).length <= FEW,
  };
  return paragraphs.flatMap((paragraph) =>
    clauses.slice(paragraph.first, paragraph.last + 1).map(({ text }, offset) => {
      const index = paragraph.first + offset;
      const script = at(scripts, index);
      const signs = [
        ...FORMS.map(([, form]) => form.test(text)),
        ...placeOf(whole, index, paragraph, script !== NO_SCRIPT && script !== usual),
        ...lengthOf(text.length),
      ];
      const closed = matches(text, QUOTE_CLOSES);
      paragraph.depth = Math.max(0, paragraph.depth + matches(text, QUOTE_OPENS) - closed);
      paragraph.straight += matches(text, /"/g);
      return signs;
    }),
  );
}

function paragraphsOf(clauses: readonly TextClause[]): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let first = 0;
  for (const [last, { after }] of clauses.entries()) {
    if (after < 2) continue;
    paragraphs.push({ first, last, isShort: last - first < SHORT_PARAGRAPH, depth: 0, straight: 0 });
    first = last + 1;
  }
  return paragraphs;
}

/** In the order of PLACES. */
function placeOf(whole: WholeText, index: number, paragraph: Paragraph, isForeign: boolean): boolean[] {
  const { clauses, questions } = whole;
  const { before, after, text } = at(clauses, index);
  const isQuestion = at(questions, index);
  const { first, last, isShort } = paragraph;
  return [
    first === last,
    before > 0 && after > 0,
    index === first,
    index === last,
    index === 0,
    index === clauses.length - 1,
    index < NEAR_EDGE || index >= clauses.length - NEAR_EDGE,
    paragraph.depth > 0 || paragraph.straight % 2 === 1,
    index > 0 && COLON.test(at(clauses, index - 1).text),
    index > 0 && at(questions, index - 1),
    isForeign,
    isShort,
    first === last && whole.fewAlone,
    isQuestion && whole.fewQuestions,
    isShort && whole.fewShort,
    last - first >= LONG_PARAGRAPH,
    isQuestion && last - first >= LONG_PARAGRAPH,
    isQuestion && text.length <= SHORT_QUESTION,
  ];
}

function lengthOf(length: number): boolean[] {
  const fitting = LENGTHS.findIndex((longest) => length <= longest);
  return LENGTHS.map((_, index) => index === fitting);
}

function matches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** The script with the most letters, or `NO_SCRIPT`. */
function scriptOf(text: string): number {
  const counts = SCRIPTS.map(() => 0);
  for (let index = 0; index < text.length; index += 1) {
    const script = at(SCRIPT_OF, text.charCodeAt(index));
    if (script !== NO_SCRIPT) counts[script] = at(counts, script) + 1;
  }
  return counts.some((count) => count > 0) ? commonest(counts) : NO_SCRIPT;
}

function commonest(counts: readonly number[]): number {
  return counts.indexOf(Math.max(...counts));
}
