import type { Command } from 'commander';
import type { GroupTasksReport } from '../../../schemas/curation/group-tasks.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import { at } from '../../runtime/at.ts';
import type { CommandContext } from '../command.ts';
import { runCuration, type CurationFlags } from '../run-curation.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Output } from '../print/output.ts';
import { oneLine, table } from '../print/text.ts';
import { addCurationOptions, number } from '../options.ts';
import type { Start } from '../start.ts';

const TITLE_WIDTH = 44;
const SHORTEST_EXAMPLE = 20;
const LONGEST_LINE = 120;
const OTHER_COLUMNS = 22;
const SHOWN_SUSPECTS = 5;

interface GroupsFlags extends CurationFlags {
  readonly mergeAt?: number;
  readonly minSize?: number;
  readonly limit: number;
}

export function register(command: Command, start: Start): void {
  addCurationOptions(command)
    .option('--merge-at <x>', 'how similar labels must be to become one group (default: 0.85)', number)
    .option(
      '--min-size <n>',
      'groups with fewer records are dissolved (default: 5, and of kinds of work none)',
      number,
    )
    .option('--limit <n>', 'how many groups are shown, at most 100', number, 30)
    .action(start(groups));
}

/** Groups the records of a corpus by task and shows the largest groups. */
function groups(
  context: CommandContext,
  corpus: string,
  { mergeAt, minSize, limit, ...flags }: GroupsFlags,
): Promise<ExitCode> {
  const body = {
    ...(mergeAt !== undefined && { merge_at: mergeAt }),
    ...(minSize !== undefined && { min_size: minSize }),
  };
  const print = (report: GroupTasksReport, output: Output): void => printGroups(report, output, limit);
  return runCuration(context, { kind: 'group-tasks', corpus, body, print }, flags);
}

function printGroups(report: GroupTasksReport, output: Output, limit: number): void {
  const { rows, groups: count, ungrouped, outliers, suspects, largest, surest } = report;
  const { ellipsis } = output.glyphs;
  const shown = largest.slice(0, limit);
  const titles = shown.map(({ title }) => oneLine(title, TITLE_WIDTH, ellipsis));
  const before = Math.max(5, ...titles.map((title) => [...title].length)) + OTHER_COLUMNS;
  const room = Math.max(SHORTEST_EXAMPLE, Math.min(output.width, LONGEST_LINE) - before);
  const columns = [
    { title: 'GROUP' },
    { title: 'ROWS', align: 'right' as const },
    { title: 'COHESION', align: 'right' as const },
    { title: 'AT ITS CENTRE' },
  ];
  const lines = shown.map(({ size, cohesion, examples }, index) => [
    at(titles, index),
    grouped(size),
    cohesion.toFixed(2),
    oneLine(examples[0]?.instruction ?? '', room, ellipsis),
  ]);
  for (const line of table(columns, lines)) output.data(line);
  output.data('');
  output.data(
    `${counted(rows, 'row')} in ${counted(count, 'group')}, ${grouped(ungrouped)} in none; ` +
      `${counted(outliers, 'outlier')}; ${counted(suspects, 'label')} that neighbours contradict`,
  );
  for (const { label, suggested_label, confidence, instruction } of surest.slice(0, SHOWN_SUSPECTS)) {
    const labels = `${label} ${output.glyphs.arrow} ${suggested_label} (${confidence.toFixed(2)})`;
    output.data(`  ${labels}  ${oneLine(instruction, room, ellipsis)}`);
  }
}
