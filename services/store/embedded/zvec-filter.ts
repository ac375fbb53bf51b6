import type { CompiledSelection } from '../filter-terms.ts';

/** The most values that zvec takes in one `contain_any`. */
const MAX_LIST = 32;

/**
 * The selection in zvec's filter language, over the field `terms`; undefined when it selects everything. Only digits and
 * fixed words occur in it, no value of a user. `not contain_any` also leaves out records with an empty list, but every
 * record has a term.
 */
export function zvecFilter(selection: CompiledSelection): string | undefined {
  const clauses = [
    ...selection.all.map((group) => `(${lists(group, 'contain_any').join(' or ')})`),
    ...lists(selection.none, 'not contain_any'),
  ];
  return clauses.length === 0 ? undefined : clauses.join(' and ');
}

function lists(terms: readonly number[], operator: string): string[] {
  const parts: string[] = [];
  for (let start = 0; start < terms.length; start += MAX_LIST) {
    parts.push(`terms ${operator} (${terms.slice(start, start + MAX_LIST).join(', ')})`);
  }
  return parts;
}
