import type { GroupShape } from './describe-groups.ts';

/** The second label is named too when at least this share of the rows with a label has it. */
const SECOND_FROM = 0.2;
/** How many characters of an instruction a title has at most. */
const LONGEST_QUOTE = 48;

/**
 * The title of a group: its most frequent label as words, and the second label when that is frequent too. A word that both
 * share stands there once, as in `write / compose poem`. A group without labels is titled by the beginning of an instruction.
 * @param centre the instruction of the row at the centre of the group
 */
export function groupTitle({ labels }: Pick<GroupShape, 'labels'>, centre: string): string {
  const [first, second] = labels;
  if (first === undefined) return quoted(centre);
  const labelled = labels.reduce((sum, { count }) => sum + count, 0);
  const isMixed = second !== undefined && second.count >= SECOND_FROM * labelled;
  return isMixed ? together(first.label, second.label) : wordsOf(first.label);
}

function together(first: string, second: string): string {
  const [verb, noun] = partsOf(first);
  const [otherVerb, otherNoun] = partsOf(second);
  if (noun === undefined || otherNoun === undefined) return `${wordsOf(first)}, ${wordsOf(second)}`;
  if (noun === otherNoun) return `${verb} / ${joined(otherVerb, noun)}`;
  return verb === otherVerb
    ? `${joined(verb, noun)} / ${otherNoun}`
    : `${wordsOf(first)}, ${wordsOf(second)}`;
}

/** The verb of a label, and its noun, which one of a verb alone has not: `translate|none`, `翻译|无`. */
function partsOf(label: string): readonly [verb: string, noun?: string] {
  const [verb = '', noun] = label.replace(/\|(?:none|无)$/u, '').split('|');
  return noun === undefined ? [verb] : [verb, noun];
}

function wordsOf(label: string): string {
  const [verb, noun] = partsOf(label);
  return noun === undefined ? verb : joined(verb, noun);
}

/** `write poem`, and `写诗`, since Chinese is written without spaces between words. */
function joined(verb: string, noun: string): string {
  const isChinese = /\p{Script=Han}$/u.test(verb) && /^\p{Script=Han}/u.test(noun);
  return isChinese ? verb + noun : `${verb} ${noun}`;
}

function quoted(text: string): string {
  const characters = [...text.replace(/\s+/gu, ' ').trim()];
  const cut = characters.slice(0, LONGEST_QUOTE).join('').trimEnd();
  return `“${characters.length > LONGEST_QUOTE ? `${cut}…` : cut}”`;
}
