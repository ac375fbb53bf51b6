import { z } from 'zod';
import { CorpusName, type InstructionRecord } from '../../../schemas/record.ts';
import { RecordParams, RecordQuery } from '../../../schemas/api/records.ts';
import { bounded } from '../bounded.ts';
import { RecordView, viewOf } from '../record-view.ts';
import { FURTHEST, textPartOf } from '../text-part.ts';
import { CutParts, defineTool, Rest, restOf } from '../tool.ts';

const Field = z.enum(['instruction', 'input', 'output', 'system', 'history', 'metadata']);

export const getRecord = defineTool({
  name: 'get_record',
  title: 'Get a record',
  description:
    'Gives one record by its id, or by the id that its row had in its file (`by: "user_id"`). Long texts are cut, which `cut` says; ' +
    'name a `field` to read it in parts: `text` begins at `from`, and `next` is the `from` of the next part. `history` and `metadata` ' +
    'are read as JSON text.',
  scope: 'read',
  input: RecordQuery.extend({
    corpus: CorpusName,
    id: RecordParams.shape.id,
    field: Field.optional(),
    from: z
      .int()
      .min(0)
      .max(FURTHEST)
      .default(0)
      .describe('The character at which `text` begins; with `field`.'),
  }),
  output: z.object({
    record: RecordView.optional(),
    field: Field.optional(),
    text: z.string().optional(),
    characters: z.int().optional().describe('The length of the whole field.'),
    next: z.int().nullable().optional(),
    cut: CutParts,
    rest: Rest,
  }),
  answer: async ({ corpus, id, by, field, from }, { client }) => {
    const record = await client.record(corpus, id, by);
    if (field !== undefined) {
      const whole = textOf(record, field);
      return { field, characters: whole.length, ...textPartOf(whole, from) };
    }
    const { value, cut } = bounded({ record: viewOf(record) });
    return { ...value, ...restOf(cut, 'Call again with a field, and with from.') };
  },
});

function textOf(record: InstructionRecord, field: z.infer<typeof Field>): string {
  const value = record[field];
  return typeof value === 'string' ? value : JSON.stringify(value);
}
