import { z } from 'zod';
import { CorpusList } from '../../../schemas/api/corpora.ts';
import { sliceOf } from '../bounded.ts';
import { defineTool } from '../tool.ts';

export const listCorpora = defineTool({
  name: 'list_corpora',
  title: 'List corpora',
  description:
    'Lists the corpora with the number of their records, the largest first. Call this first: other tools take the name of a corpus. ' +
    'When `next` is a number, the list goes on: call again with it as `from`.',
  scope: 'read',
  input: z.strictObject({
    from: z.int().min(0).max(10_000).default(0).describe('The `next` of the answer before.'),
    limit: z.int().min(1).max(200).default(100),
  }),
  output: CorpusList.extend({
    next: z.int().nullable().describe('The `from` of the next part; null at the end.'),
  }),
  answer: async ({ from, limit }, { client }) => {
    const { corpora, total } = await client.corpora();
    const { items, next } = sliceOf(corpora, from, limit);
    return { corpora: [...items], total, next };
  },
});
