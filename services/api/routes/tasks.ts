import { CorpusParams, TaskList, TasksQuery } from '../../../schemas/api/corpora.ts';
import type { FieldCondition } from '../../../schemas/filter.ts';
import { TASK_LIST } from '../openapi/examples.ts';
import { assertCorpus } from '../known-corpora.ts';
import { defineRoute } from '../route.ts';
import { valuesWithExamples } from '../value-examples.ts';

const FROM_NEIGHBOURS: FieldCondition = { key: 'label_from', match: { value: 'neighbours' } };

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
    const [found, told] = await Promise.all([
      valuesWithExamples(store, 'label', name, query),
      store.count({ corpora: [name], where: { must: [FROM_NEIGHBOURS] } }),
    ]);
    const body: TaskList = {
      tasks: found.values.map(({ value, ...rest }) => ({ label: value, ...rest })),
      total: found.distinct,
      unlabelled: found.without,
      ...(told > 0 && { from_neighbours: told }),
    };
    return { status: 200, body };
  },
});
