import type { InstructionRecord } from '../../../schemas/record.ts';

/** Of kinds that are told with less confidence more than two in three are wrong, and a group of a rare kind is mostly made of these. */
const LEAST_CONFIDENCE = 0.3;

/** The kind of work of a record when it is sure enough to put the record into the group of that kind; else null. */
export function sureKind({ kind }: Pick<InstructionRecord, 'kind'>): string | null {
  return kind && kind.confidence >= LEAST_CONFIDENCE ? kind.name : null;
}
