import type { InstructionRecord } from '../../../schemas/record.ts';
import { textHash } from '../../corpus/embedding-text.ts';
import { comparedValue, fieldValues } from '../rows/field-values.ts';
import { saysOfTheRow } from '../rows/value-shapes.ts';

/** What a row asks and what it answers, each as one hash. */
export interface RowHashes {
  readonly request: string;
  readonly answer: string;
}

/**
 * The hashes of a row: of its text with the system prompt, the earlier turns and the fields that belong to the request, and of its
 * answer with the fields that belong to it. Ids, dates, scores and the like are in neither.
 */
export function rowHashes({
  text_hash,
  system,
  history,
  output,
  metadata,
  exact,
}: InstructionRecord): RowHashes {
  const asked: string[] = [system.trim(), ...history.flatMap(({ role, content }) => [role, content.trim()])];
  const answered: string[] = [];
  for (const field of fieldValues(metadata, exact)) {
    const { path, value, named } = field;
    if (named?.part === 'bookkeeping' || (named === null && saysOfTheRow(value))) continue;
    (named?.part === 'answer' ? answered : asked).push(path, comparedValue(field));
  }
  const isPlain = asked.every((text) => text === '');
  return {
    request: isPlain ? text_hash : textHash(JSON.stringify([text_hash, ...asked])),
    answer:
      answered.length === 0
        ? textHash(output.trim())
        : textHash(JSON.stringify([output.trim(), ...answered])),
  };
}
