import type { TaskBy } from '../../../schemas/curation/same-task.ts';
import { toPng } from '../../drawing/png.ts';
import { toSvg } from '../../drawing/svg.ts';
import { searchOf } from '../rows/nearest-in.ts';
import type { CurationContext, Findings, Operation } from '../operation.ts';
import { correlate } from './correlation.ts';
import { heatMap } from './heat-map.ts';
import { loadLabelledRows, type LabelledRows } from '../rows/labelled-rows.ts';
import { tasksOf } from '../group-tasks/task-names.ts';
import { withoutTask } from '../rows/task-membership.ts';
import { sharedTasks } from './shared-tasks.ts';

/**
 * Compares corpora with each other, and reports the result as numbers and as a picture.
 * @throws KindredError `not_found` when a corpus has no records any more, `cancelled` when the job was cancelled
 */
export const correlateCorpora: Operation<'correlation'> = async (_, { corpora, normalize, by }, context) => {
  const { signal, report } = context;
  const sets = [];
  for (const corpus of corpora) sets.push(await loadLabelledRows(corpus, ['task'], context, { by }));
  const { meanMaxCosine, meanWasserstein, turned } = await correlate(
    sets.map(({ points }) => points.task),
    normalize,
    searchOf(context, 'nearest in task'),
    { signal, onDimension: (done, total) => report('distributions', done, total) },
  );
  const found: Findings<'correlation'> = {
    kind: 'correlation',
    corpora,
    rows: sets.map(({ ids }) => ids.length),
    space: 'task',
    normalize,
    mean_max_cosine: meanMaxCosine.map((row) => [...row]),
    mean_wasserstein: meanWasserstein.map((row) => [...row]),
    turned: [...turned],
    ...(by !== undefined && (await byTasks(by, sets, context))),
  };
  await draw(found, context);
  return { rows: found.rows.reduce((sum, rows) => sum + rows, 0), report: found };
};

/** What the sets share by task. Two sets have a task in common when both name it, however alike their rows are. */
async function byTasks(
  by: TaskBy,
  sets: readonly LabelledRows<'task'>[],
  context: CurationContext,
): Promise<Pick<Findings<'correlation'>, 'by' | 'shared_tasks' | 'without_task'>> {
  const names = (await tasksOf(by, sets, context)).map((rows) => rows.names);
  return {
    by,
    shared_tasks: sharedTasks(names).map((row) => [...row]),
    without_task: names.map(withoutTask),
  };
}

async function draw(found: Findings<'correlation'>, { files }: CurationContext): Promise<void> {
  const picture = heatMap(found.corpora, [
    {
      heading: 'Mean of the largest cosine',
      explanation: 'how well the set of the column covers that of the row; darker: better',
      matrix: found.mean_max_cosine,
      largerIsDarker: true,
      end: 1,
      write: (value) => value.toFixed(2),
    },
    {
      heading: 'Mean Wasserstein distance',
      explanation: 'how differently the sets are distributed; darker: more alike',
      matrix: found.mean_wasserstein,
      largerIsDarker: false,
      write: (value) => (value === 0 ? '0' : value.toPrecision(2)),
    },
    ...(found.shared_tasks === undefined
      ? []
      : [
          {
            heading: `Shared tasks, by ${found.by}`,
            explanation:
              'how many rows of the set of the row have a task that the other has too; darker: more',
            matrix: found.shared_tasks,
            largerIsDarker: true,
            end: 1,
            write: (value: number) => value.toFixed(2),
          },
        ]),
  ]);
  await files.write('heatmap.svg', toSvg(picture));
  await files.write('heatmap.png', await toPng(picture));
}
