import { z } from 'zod';
import { CorpusName } from '../../../schemas/record.ts';
import type { Client } from '../../../clients/typescript/src/kindred-client.ts';
import { sliceOf } from '../bounded.ts';
import { defineTool } from '../tool.ts';

/** As many different tasks as the service lists. */
const MOST = 1_000;

const TaskView = z.object({ name: z.string(), records: z.int(), examples: z.array(z.string()) });

export const describeTasks = defineTool({
  name: 'describe_tasks',
  title: 'What a corpus asks for',
  description:
    'Lists what the records of a corpus ask for, most frequent first, each with the number of records and an example: task labels ' +
    '(`by: "label"`, verb|noun such as write|poem) or kinds of work (`by: "kind"`, such as write-poem, in any language). The names ' +
    'can be used in filters of search_records and find_demonstrations. When `next` is a number, call again with it as `from`.',
  scope: 'read',
  input: z.strictObject({
    corpus: CorpusName,
    by: z.enum(['label', 'kind']).default('label'),
    from: z.int().min(0).max(MOST).default(0).describe('The `next` of the answer before.'),
    limit: z.int().min(1).max(200).default(30),
  }),
  output: z.object({
    by: z.enum(['label', 'kind']),
    tasks: z.array(TaskView),
    total: z.int().describe('How many different ones there are; the 1,000 most frequent can be listed.'),
    without: z.int().describe('Records that have none.'),
    next: z.int().nullable().describe('The `from` of the next part; null at the end.'),
  }),
  answer: async ({ corpus, by, from, limit }, { client }) => {
    const { tasks, total, without } = await listed(client, corpus, by, Math.min(MOST, from + limit + 1));
    const { items, next } = sliceOf(tasks, from, limit);
    return { by, tasks: [...items], total, without, next };
  },
});

async function listed(client: Client, corpus: string, by: 'label' | 'kind', limit: number) {
  if (by === 'kind') {
    const { kinds, total, without_kind: without } = await client.kinds(corpus, limit);
    const tasks = kinds.map(({ kind, count, examples }) => ({ name: kind, records: count, examples }));
    return { tasks, total, without };
  }
  const { tasks: labels, total, unlabelled: without } = await client.tasks(corpus, limit);
  const tasks = labels.map(({ label, count, examples }) => ({ name: label, records: count, examples }));
  return { tasks, total, without };
}
