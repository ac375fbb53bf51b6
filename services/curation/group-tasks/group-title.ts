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
  return isMixed ? together(wordsOf(first.label), wordsOf(second.label)) : wordsOf(first.label);
}

function together(first: string, second: string): string {
  const [verb, noun] = first.split(' ');
  const [otherVerb, otherNoun] = second.split(' ');
  if (noun === undefined || otherNoun === undefined) return `${first}, ${second}`;
  if (noun === otherNoun) return `${verb} / ${otherVerb} ${noun}`;
  return verb === otherVerb ? `${verb} ${noun} / ${otherNoun}` : `${first}, ${second}`;
}

function wordsOf(label: string): string {
  return label.replace(/\|(?:none|无)$/u, '').replace('|', ' ');
}

function quoted(text: string): string {
  const characters = [...text.replace(/\s+/gu, ' ').trim()];
  const cut = characters.slice(0, LONGEST_QUOTE).join('').trimEnd();
  return `“${characters.length > LONGEST_QUOTE ? `${cut}…` : cut}”`;
}
