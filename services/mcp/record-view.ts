import { z } from 'zod';
import { RowInLine } from '../../schemas/layout.ts';
import { CorpusName, Metadata, RecordId, Turn, type InstructionRecord } from '../../schemas/record.ts';

/** A record as tools show it: what a reader needs, without the fields that are empty. */
export const RecordView = z.object({
  id: RecordId,
  corpus: CorpusName,
  instruction: z.string(),
  input: z.string().optional(),
  output: z.string().optional(),
  system: z.string().optional(),
  history: z.array(Turn).optional(),
  label: z.string().optional().describe('The task, as verb|noun.'),
  kind: z.string().optional().describe('The kind of work.'),
  source: z.string().optional(),
  user_id: z.string().optional().describe('The id that the row had in its file.'),
  file: z.string().optional(),
  line: z.int().optional(),
  row_in_line: RowInLine.optional(),
  metadata: Metadata.optional(),
});
export type RecordView = z.infer<typeof RecordView>;

export function viewOf(record: InstructionRecord): RecordView {
  const { id, corpus, instruction, input, output, system, history, label, kind, source, user_id } = record;
  const { origin, metadata } = record;
  return {
    id,
    corpus,
    instruction,
    ...(input !== '' && { input }),
    ...(output !== '' && { output }),
    ...(system !== '' && { system }),
    ...(history.length > 0 && { history }),
    ...(label !== null && { label: label.name }),
    ...(kind !== undefined && { kind: kind.name }),
    ...(source !== null && { source }),
    ...(user_id !== null && { user_id }),
    ...(origin !== undefined && { file: origin.file, line: origin.line }),
    ...(origin?.row_in_line !== undefined && { row_in_line: origin.row_in_line }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}
