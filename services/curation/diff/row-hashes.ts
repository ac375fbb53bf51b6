import type { InstructionRecord } from '../../../schemas/record.ts';
import { textHash } from '../../corpus/embedding-text.ts';
import { comparedText } from '../rows/compared-text.ts';
import { comparedValue, fieldsBeside } from '../rows/field-values.ts';
import { saysOfTheRow } from '../rows/value-shapes.ts';

/** What a row asks and what it answers, each as one hash. */
export interface RowHashes {
  readonly request: string;
  readonly answer: string;
}

/**
 * The hashes of a row: of its text with the system prompt, the earlier turns and the fields that belong to the request, and of its
 * answer with the fields that belong to it. What only repeats the texts of the row, ids, dates, scores and the like are in neither.
 */
export function rowHashes(record: InstructionRecord): RowHashes {
  const { text_hash, system, history, output } = record;
  const asked: string[] = [system.trim(), ...history.flatMap(({ role, content }) => [role, content.trim()])];
  const answered: string[] = [];
  for (const field of fieldsBeside(record)) {
    const { path, value, named, rest } = field;
    // What only repeats the row is no change of it, whether an export wrote it or not.
    if (rest === null || named?.part === 'bookkeeping' || (named === null && saysOfTheRow(value))) continue;
    (named?.part === 'answer' ? answered : asked).push(
      path,
      rest === undefined ? comparedValue(field) : comparedText(rest),
    );
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
