import type { GroupShape } from './describe-groups.ts';

/** A second label is named when it has at least this share of the rows with a label. */
const SECOND_FROM = 0.2;
const LONGEST_QUOTE = 48;

/**
 * The title of a group: its most frequent label as words, and the second when that is frequent too, where they share a
 * word said once: `write / compose poem`. Without any label it is the beginning of the instruction at its centre.
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
  return label.replace(/\|none$/, '').replace('|', ' ');
}

function quoted(text: string): string {
  const characters = [...text.replace(/\s+/gu, ' ').trim()];
  const cut = characters.slice(0, LONGEST_QUOTE).join('').trimEnd();
  return `“${characters.length > LONGEST_QUOTE ? `${cut}…` : cut}”`;
}
