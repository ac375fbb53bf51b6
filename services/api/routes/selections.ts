import { CorpusParams } from '../../../schemas/api/corpora.ts';
import { SelectOperation } from '../../../schemas/curation/select.ts';
import { assertConsistent } from '../../curation/select/assert-consistent.ts';
import { curationRoute } from '../curation-route.ts';

export const selectRoute = curationRoute({
  path: '/v1/corpora/{name}/selections',
  operationId: 'selectRecords',
  summary: 'Take a part of a corpus that stands for the whole',
  description:
    'Ranks records so that every beginning of the ranking is the selection of a smaller budget, and marks those of the ' +
    'budget in `marks.jsonl` (`keep`, `rank`, `gain`); nothing is removed. `coverage.svg` is the coverage curve, and ' +
    '`manifest.json` replays the selection: send its `operation` with its fingerprint in `replays`.',
  params: CorpusParams,
  body: SelectOperation.omit({ kind: true }),
  examples: {
    'a thousand rows': { budget: 1_000 },
    'a tenth, the better the more likely': { budget: 0.1, quality_key: 'score', alpha: 0.6 },
    'flat over tasks': { budget: 1_000, quotas: { by: 'task', power: 0.5, maximum: 20 } },
    'for the tasks of another corpus': { budget: 500, target: 'bench' },
  },
  toCuration: ({ name }, body) => {
    assertConsistent(body);
    const target = body.target === undefined ? [] : [{ name: body.target, field: 'target' }];
    return { corpora: [{ name, field: 'name' }, ...target], operation: { kind: 'select', ...body } };
  },
});
