import { CorpusParams } from '../../../schemas/api/corpora.ts';
import { GroupTasksOperation } from '../../../schemas/curation/group-tasks.ts';
import { curationRoute } from '../curation-route.ts';

export const groupTasksRoute = curationRoute({
  path: '/v1/corpora/{name}/task-groups',
  operationId: 'groupTasks',
  summary: 'Group the records of a corpus by task',
  description:
    'Labels whose records lie in the same place of the task space are one group, titled from its labels; records ' +
    'without a label, or with a rare one, join the group they are nearest to. Each group has its centre, examples and ' +
    'outliers; records whose label their neighbours contradict are listed as suspects. `groups.jsonl`, `suspects.jsonl` ' +
    'and `marks.jsonl` have all of it.',
  params: CorpusParams,
  body: GroupTasksOperation.omit({ kind: true }),
  examples: { 'as usual': {}, 'few, broad groups': { merge_at: 0.6, min_size: 20 } },
  toCuration: ({ name }, body) => ({
    corpora: [{ name, field: 'name' }],
    operation: { kind: 'group-tasks', ...body },
  }),
});
