import { UNSPACED } from '../../corpus/unspaced-scripts.ts';
import { codeAndProse } from './code-lines.ts';
import { compatibleForm } from './compatible-form.ts';

/** Runs of the punctuation of prose. */
const MARKS = /[.,;:!?…¿¡。、「」『』"“”„«»'‘’]+/gu;
const QUOTES = /^["“”„«»'‘’¿¡「」『』]+$/u;
const APOSTROPHE = /^['’]$/u;
/** Marks that stand apart in French, and all of them in texts that were cut into words. */
const APART = /^[.,!?;:]+$/;
const WORD_END = /[\p{L}\p{M}\p{N}]/u;
const DOTS = /^(?:…|\.{2,})$/;
const UNSPACED_LETTER = new RegExp(`[${UNSPACED}]`, 'u');
const LETTER = /[\p{L}\p{M}]/u;
const DIGIT = /\p{N}/u;
const OPENS = /[\s([{]/;
const CLOSES = /[\s)\]}]/;

/**
 * What stands for a run of marks: nothing but a space where they are the punctuation of prose, that is behind a word and
 * before a space, around words, with the space that French puts before them, and beside scripts without spaces. `a.b`, `!x`,
 * `5!`, `n!`, `.5`, `5'` and a mark that stands alone have a meaning and stay.
 */
function foldMarks(run: string, place: number, text: string): string {
  const [before, after] = [text[place - 1] ?? ' ', text[place + run.length] ?? ' '];
  if (UNSPACED_LETTER.test(before) || UNSPACED_LETTER.test(after)) return ' ';
  const isQuote = QUOTES.test(run);
  if (DIGIT.test(before))
    return CLOSES.test(after) && run[0] !== '!' && !QUOTES.test(run[0] ?? '') ? ' ' : run;
  if (OPENS.test(before)) {
    if (isQuote || DOTS.test(run)) return ' ';
    return APART.test(run) && CLOSES.test(after) && WORD_END.test(text[place - 2] ?? '') ? ' ' : run;
  }
  if (run[0] === '!' && LETTER.test(before) && !WORD_END.test(text[place - 2] ?? '')) return run;
  if (CLOSES.test(after)) return ' ';
  if (LETTER.test(before) && LETTER.test(after)) return APOSTROPHE.test(run) ? "'" : run;
  return isQuote ? ' ' : run;
}

/** Between single letters a dash is a minus. */
const DASH_IN_WORDS = /[-‐‑–—](?<=\p{L}{2}.)(?=\p{L}{2})/gu;
const SPACE = /\s+/gu;
const QUOTED_CODE = /(`[^`\n]+`)/;

const foldProse = (text: string): string =>
  text.toLowerCase().replace(MARKS, foldMarks).replace(DASH_IN_WORDS, ' ');

/**
 * A text in the form in which copies are compared: lower case, words separated by single spaces, without the punctuation of
 * prose, in Unicode's compatibility form. Code within it, where all of that has a meaning, stays as it is.
 */
export function foldText(text: string): string {
  const folded = codeAndProse(compatibleForm(text)).map((part) => {
    if (part.isCode) return `\n${part.text}\n`;
    if (!part.text.includes('`')) return foldProse(part.text).replace(SPACE, ' ');
    const pieces = part.text.split(QUOTED_CODE);
    return pieces
      .map((piece, place) => (place % 2 === 1 ? piece : foldProse(piece).replace(SPACE, ' ')))
      .join('');
  });
  return folded.join('').trim();
}
