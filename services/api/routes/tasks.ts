import { CorpusParams, TaskList, TasksQuery } from '../../../schemas/api/corpora.ts';
import { TASK_LIST } from '../openapi/examples.ts';
import { assertCorpus } from '../known-corpora.ts';
import { defineRoute } from '../route.ts';

const EXAMPLE_LENGTH = 300;

export const listTasksRoute = defineRoute({
  method: 'get',
  path: '/v1/corpora/{name}/tasks',
  operationId: 'listTasks',
  scope: 'read',
  wholeCorpora: true,
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
    await assertCorpus(store, name, 'name');
    const [records, labels] = await Promise.all([
      store.count({ corpora: [name] }),
      store.facet('label', { corpora: [name] }, query.limit),
    ]);
    const values = labels.values.map(({ value }) => value);
    // One more than is shown tells whether there are more.
    const most = { count: query.examples, characters: EXAMPLE_LENGTH + 1 };
    const examples =
      query.examples === 0 ? null : await store.firstOfEach('label', values, most, { corpora: [name] });
    const tasks = labels.values.map(({ value, count }) => ({
      label: value,
      count,
      examples: (examples?.get(value) ?? []).map(shorten),
    }));
    const body: TaskList = {
      tasks,
      total: labels.distinct,
      unlabelled: Math.max(0, records - labels.records),
    };
    return { status: 200, body };
  },
});

function shorten(text: string): string {
  return text.length <= EXAMPLE_LENGTH ? text : `${text.slice(0, EXAMPLE_LENGTH - 1)}…`;
}
