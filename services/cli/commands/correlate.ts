import { Option, type Command } from 'commander';
import type { CorrelationReport } from '../../../schemas/curation/correlation.ts';
import { Normalisation } from '../../../schemas/curation/correlation.ts';
import type { TaskBy } from '../../../schemas/curation/same-task.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { at } from '../../runtime/at.ts';
import type { CommandContext } from '../command.ts';
import { runCuration, type CurationFlags } from '../run-curation.ts';
import type { ExitCode } from '../exit-codes.ts';
import { withoutTaskLine } from '../print/without-task.ts';
import type { Output } from '../print/output.ts';
import { oneLine, table } from '../print/text.ts';
import { addCurationOptions, taskBy } from '../options.ts';
import type { Start } from '../start.ts';

interface CorrelateFlags extends CurationFlags {
  readonly normalize: Normalisation;
  readonly by?: TaskBy;
}

const NAME_WIDTH = 24;

export function register(command: Command, start: Start): void {
  addCurationOptions(command)
    .addOption(
      new Option('--normalize <how>', 'how vectors are scaled: paper_sum as in the code of the paper')
        .choices(Normalisation.options)
        .default('l2'),
    )
    .addOption(taskBy('also compare by what counts as a task'))
    .action(start(correlate));
}

/** Tells how corpora relate by what they ask for. */
function correlate(
  context: CommandContext,
  corpora: readonly string[],
  { normalize, by, ...flags }: CorrelateFlags,
): Promise<ExitCode> {
  const body = { corpora: [...corpora], normalize, by };
  return runCuration(context, { kind: 'correlation', body, print }, flags);
}

function print(report: CorrelationReport, output: Output): void {
  printMatrix(
    'MEAN OF THE LARGEST COSINE: how well the set of the column covers that of the row',
    report,
    report.mean_max_cosine.map((row) => row.map((value) => value.toFixed(3))),
    output,
  );
  output.data('');
  printMatrix(
    'MEAN WASSERSTEIN DISTANCE: how differently the sets are distributed',
    report,
    report.mean_wasserstein.map((row) => row.map((value) => (value === 0 ? '0' : value.toPrecision(3)))),
    output,
  );
  if (report.shared_tasks !== undefined) {
    output.data('');
    printMatrix(
      `SHARED TASKS, by ${report.by}: the share of the rows of the row’s set whose task the set of the column has`,
      report,
      report.shared_tasks.map((row) => row.map((value) => value.toFixed(3))),
      output,
    );
    const without = report.corpora.map((name, index) => [name, report.without_task?.[index] ?? 0] as const);
    for (const line of withoutTaskLine(Object.fromEntries(without), report.by)) output.data(line);
  }
  const turned = report.turned.reduce((sum, rows) => sum + rows, 0);
  if (turned > 0) {
    output.note(
      `${counted(turned, 'vector with a negative sum was', 'vectors with a negative sum were')} turned round by paper_sum.`,
    );
  }
}

function printMatrix(
  heading: string,
  { corpora, rows }: CorrelationReport,
  cells: readonly (readonly string[])[],
  output: Output,
): void {
  const names = corpora.map((name) => oneLine(name, NAME_WIDTH, output.glyphs.ellipsis));
  const columns = ['', 'rows', ...names].map((title, index) =>
    index === 0 ? { title } : { title, align: 'right' as const },
  );
  output.data(output.style('bold', heading));
  const lines = names.map((name, index) => [name, grouped(at(rows, index)), ...at(cells, index)]);
  for (const line of table(columns, lines)) output.data(line);
}
