import { RecordInput, type RecordPatch } from '../../schemas/api/record-writes.ts';
import { KindredError } from '../../schemas/errors.ts';
import type { ExactValues, InstructionContent } from '../../schemas/record.ts';
import type { ContentChange } from '../corpus/changed-record.ts';
import { readValue } from '../corpus/json-value.ts';
import { RowProblem } from '../corpus/row.ts';
import { validate } from './validation.ts';

/** The metadata of a record are fields of its row, and its key is the field `id`, as in files. */
const IN_METADATA = /^(#?)\/metadata\//;
const KEY = /^\/user_id$/;

/** The content of a record that is sent, as that of a row of a file is read; or why there is none. */
export function contentOfRow(row: unknown): InstructionContent | KindredError {
  try {
    const { json, exact } = readValue(row);
    return { ...validate(RecordInput, json), ...(exact && { exact: inRow(exact) }) };
  } catch (error) {
    if (error instanceof RowProblem) return new KindredError('invalid_request', error.message);
    if (error instanceof KindredError) return error;
    throw error;
  }
}

/**
 * The change of a record that is sent.
 * @throws KindredError `invalid_request` when two names of its metadata cannot be kept apart
 */
export function changeOf(patch: RecordPatch): ContentChange {
  try {
    const { json, exact } = readValue(patch);
    return { ...(json as RecordPatch), ...(exact && { exact: inRow(exact) }) };
  } catch (error) {
    if (error instanceof RowProblem) throw new KindredError('invalid_request', error.message);
    throw error;
  }
}

function inRow(exact: ExactValues): ExactValues {
  const moved = Object.entries(exact).map(([pointer, note]) => [
    pointer.replace(IN_METADATA, '$1/').replace(KEY, '/id'),
    note,
  ]);
  return Object.fromEntries(moved) as ExactValues;
}
