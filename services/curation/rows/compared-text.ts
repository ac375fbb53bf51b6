import type { Json } from '../../../schemas/record.ts';
import { canonicalJson } from '../../corpus/record.ts';
import { foldText } from './folded-text.ts';

/** A text of several words is compared as the texts of the row are; a name, an address or a sign to the letter. */
const foldWords = (text: string): string => (/\s/.test(text.trim()) ? foldText(text) || text : text.trim());

function folded(value: Json): Json {
  if (typeof value === 'string') return foldWords(value);
  if (Array.isArray(value)) return value.map(folded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, folded(one)]));
}

/** The text by which a value is compared: equal for values that are equal apart from what `foldText` leaves out. */
export function comparedText(value: Json): string {
  if (typeof value === 'string') return foldWords(value);
  return canonicalJson(folded(value));
}
