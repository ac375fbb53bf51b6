import { CorpusParams, TaskList, TasksQuery } from '../../../schemas/api/corpora.ts';
import type { AskedStore } from '../../access/visible-store.ts';
import { slicesOf } from '../../store/slices.ts';
import { TASK_LIST } from '../openapi/examples.ts';
import { countOfCorpus } from '../known-corpora.ts';
import { defineRoute } from '../route.ts';

const EXAMPLE_LENGTH = 300;
/** For how many tasks examples are read together, before they are shortened: a record may have a million characters. */
const ASKED_AT_ONCE = 64;

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
    const labels = await store.facet('label', { corpora: [name] }, query.limit);
    const tasks: TaskList['tasks'] = [];
    for (const some of slicesOf(labels.values, ASKED_AT_ONCE)) {
      const values = some.map(({ value }) => value);
      const examples = query.examples === 0 ? null : await examplesOf(store, name, values, query.examples);
      for (const { value, count } of some)
        tasks.push({ label: value, count, examples: examples?.get(value) ?? [] });
    }
    const body: TaskList = {
      tasks,
      total: labels.distinct,
      unlabelled: Math.max(0, records - labels.records),
    };
    return { status: 200, body };
  },
});

async function examplesOf(
  store: AskedStore,
  corpus: string,
  labels: readonly string[],
  count: number,
): Promise<Map<string, string[]>> {
  const found = await store.firstOfEach('label', labels, count, { corpora: [corpus] });
  return new Map(
    [...found].map(([label, records]) => [label, records.map(({ instruction }) => shorten(instruction))]),
  );
}

function shorten(text: string): string {
  return text.length <= EXAMPLE_LENGTH ? text : `${text.slice(0, EXAMPLE_LENGTH - 1)}…`;
}
