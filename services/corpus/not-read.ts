import { MAX_UNREAD_FIELDS, type NotRead } from '../../schemas/jobs.ts';
import type { InstructionContent, Json } from '../../schemas/record.ts';
import { isMarkedBad } from './layouts/verdict.ts';
import { ANSWER_NAMES, plainName } from './layouts/field-names.ts';
import { holdsRequest, ownTexts } from './own-texts.ts';

/** A field is looked at up to this many texts, and a name is listed up to this length. */
const MAX_TEXTS = 20;
const MAX_NAME = 100;
/** The longest note that is listed. */
const MAX_NOTE = 1_000;
/** Texts that are no part of a request or an answer, whatever they are called: addresses, paths, dates, code of a format. */
const NO_PROSE = /^\s*(?:[a-z][a-z0-9+.-]*:\/\/|data:|\/|[A-Za-z]:\\|\d{4}-\d\d-\d\d|[[{<])/i;
/** Names of fields that are understood without being read: answers that are not preferred, tools, what a model thought. */
const UNDERSTOOD =
  /^(?:rejected|nonpreferred|dispreferred|incorrect|tools?|functions?|responseformat|distilabelmetadata)/;

/** Names of fields that say of which sort a row is. A short text in one is no prose, however many words the sort has. */
const SORTS =
  /^(?:categor(?:y|ies)|topics?|labels?|tags?|types?|domains?|skills?|subjects?|subsets?|difficulty|level)$/;
const LONGEST_SORT = 80;

/** Adds rows to the count of what was not read. Names are listed in the order in which they are met. */
export function countNotRead(
  before: NotRead | undefined,
  contents: readonly InstructionContent[],
  notes: readonly string[],
): NotRead {
  const fields = new Map((before?.fields ?? []).map(({ name, rows }) => [name, rows]));
  for (const content of contents) {
    for (const name of unreadFields(content)) {
      const rows = fields.get(name);
      if (rows !== undefined || fields.size < MAX_UNREAD_FIELDS) fields.set(name, (rows ?? 0) + 1);
    }
  }
  const without = contents.filter(({ output }) => output === '').length;
  const said = new Set([...(before?.notes ?? []), ...notes.map((note) => note.slice(0, MAX_NOTE))]);
  return {
    without_output: (before?.without_output ?? 0) + without,
    fields: [...fields].map(([name, rows]) => ({ name, rows })),
    notes: [...said].slice(0, MAX_UNREAD_FIELDS),
  };
}

/** The fields of a row that hold prose of which nothing was read: it is in no text of the record, and is not its rendered form. */
export function unreadFields(content: InstructionContent): string[] {
  const { output, metadata } = content;
  const isBad = isMarkedBad(metadata);
  let texts: readonly string[] | null = null;
  const names: string[] = [];
  for (const [name, value] of Object.entries(metadata)) {
    const plain = plainName(name);
    if (UNDERSTOOD.test(plain) || (isBad && ANSWER_NAMES.includes(plain))) continue;
    const isSort = (text: string): boolean => SORTS.test(plain) && text.length <= LONGEST_SORT;
    const prose = textsIn(value).filter((text) => isProse(text, output === '') && !isSort(text));
    if (prose.length === 0) continue;
    const known = (texts ??= ownTexts(content));
    const isRead = prose.some(
      (text) => holdsRequest(text, content) || known.some((one) => one.includes(text.trim())),
    );
    if (!isRead) names.push(name.slice(0, MAX_NAME));
  }
  return names;
}

function textsIn(value: Json, found: string[] = []): string[] {
  if (found.length >= MAX_TEXTS) return found;
  if (typeof value === 'string') found.push(value);
  else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) textsIn(item, found);
  }
  return found;
}

/** Whether a text looks like a sentence and not like a name or a category. Where an answer is missing, two words may be one. */
function isProse(text: string, isAnswerMissing: boolean): boolean {
  if (NO_PROSE.test(text)) return false;
  const words = text.trim().split(/\s+/, 4).length;
  if (words >= 4 || (isAnswerMissing && words >= 2)) return true;
  return words < 4 && /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Thai}\p{Script=Khmer}]{12}/u.test(text);
}
