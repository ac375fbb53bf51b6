import { CorpusParams, TaskList, TasksQuery } from '../../../schemas/api/corpora.ts';
import type { AskedStore } from '../../access/visible-store.ts';
import { slicesOf } from '../../store/slices.ts';
import { TASK_LIST } from '../openapi/examples.ts';
import { countOfCorpus } from '../known-corpora.ts';
import { defineRoute } from '../route.ts';

const EXAMPLE_LENGTH = 300;
/** For how many tasks the store is asked for examples at the same time. */
const ASKED_AT_ONCE = 8;

export const listTasksRoute = defineRoute({
  method: 'get',
  path: '/v1/corpora/{name}/tasks',
  operationId: 'listTasks',
  scope: 'read',
  tag: 'Corpora',
  summary: 'The tasks in a corpus',
  description:
    'Task labels (`verb|noun`) with the number of their records, most frequent first, and examples.',
  params: CorpusParams,
  query: TasksQuery,
  responses: {
    200: { kind: 'json', description: 'The tasks.', schema: TaskList, example: TASK_LIST },
  },
  errors: ['not_found', 'store_unavailable'],
  handle: async ({ params: { name }, query }, { services: { store } }) => {
    const records = await countOfCorpus(store, name, 'name');
    const labels = await store.facet('label', { corpora: [name] });
    const labelled = labels.reduce((sum, { count }) => sum + count, 0);
    const tasks: TaskList['tasks'] = [];
    for (const some of slicesOf(labels.slice(0, query.limit), ASKED_AT_ONCE)) {
      const described = some.map(async ({ value: label, count }) => ({
        label,
        count,
        examples: await examplesOf(store, name, label, query.examples),
      }));
      tasks.push(...(await Promise.all(described)));
    }
    const body: TaskList = { tasks, total: labels.length, unlabelled: records - labelled };
    return { status: 200, body };
  },
});

async function examplesOf(
  store: AskedStore,
  corpus: string,
  label: string,
  limit: number,
): Promise<string[]> {
  if (limit === 0) return [];
  const where = { must: [{ key: 'label', match: { value: label } }] };
  const { records } = await store.scroll({ corpora: [corpus], where }, { limit });
  return records.map(({ record }) => shorten(record.instruction));
}

function shorten(text: string): string {
  return text.length <= EXAMPLE_LENGTH ? text : `${text.slice(0, EXAMPLE_LENGTH - 1)}…`;
}
