import type { Command } from 'commander';
import type { GapsReport } from '../../../schemas/curation/gaps.ts';
import type { TaskBy } from '../../../schemas/curation/same-task.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import type { CommandContext } from '../command.ts';
import { runCuration, type CurationFlags } from '../run-curation.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Output } from '../print/output.ts';
import { oneLine, share, taskName } from '../print/text.ts';
import { addCurationOptions, number, sameTaskFrom, taskBy } from '../options.ts';
import { withoutTaskLine } from '../print/without-task.ts';
import type { Start } from '../start.ts';

interface GapsFlags extends CurationFlags {
  readonly pool?: string;
  readonly perTask?: number;
  readonly by?: TaskBy;
  readonly sameTaskFrom?: number;
}

const GAPS_SHOWN = 12;
const LONGEST_LINE = 120;

export function register(command: Command, start: Start): void {
  addCurationOptions(command)
    .option('--pool <corpus>', 'a corpus whose rows may fill the gaps')
    .option('--per-task <n>', 'most rows of the pool for one task (default: 20)', number)
    .addOption(taskBy())
    .addOption(sameTaskFrom())
    .action(start(gaps));
}

/** Finds the tasks of a target that training data lack. */
function gaps(
  context: CommandContext,
  train: string,
  target: string,
  { pool, perTask, by, sameTaskFrom, ...flags }: GapsFlags,
): Promise<ExitCode> {
  const body = { train, target, pool, per_task: perTask, by, same_task_from: sameTaskFrom };
  return runCuration(context, { kind: 'gaps', body, print }, flags);
}

function print(report: GapsReport, output: Output): void {
  const { rows, tasks, train, target, covered_share, pool, filled_rows, gaps: found } = report;
  output.data(
    `${share(covered_share)} of the ${counted(rows.target, 'row')} of ${target} have a row of the same task in ${train} ` +
      `(${counted(rows.train, 'row')})`,
  );
  output.data(
    `Of its tasks ${grouped(tasks.missing)} are missing there, ${grouped(tasks.thin)} thin, ` +
      `${grouped(tasks.covered)} covered`,
  );
  for (const line of withoutTaskLine(report.without_task, report.by)) output.data(line);
  for (const gap of found.slice(0, GAPS_SHOWN)) printGap(gap, report, output);
  if (found.length > GAPS_SHOWN) output.note('Smaller gaps: tasks.jsonl');
  if (pool === null || filled_rows === null) return;
  output.data('');
  output.data(`${counted(filled_rows, 'row')} of ${pool} would fill gaps: marks.jsonl keeps them`);
}

type FoundGap = GapsReport['gaps'][number];

function numbersOf(
  { kind, target_rows, expected_rows, found_rows, covered_share }: FoundGap,
  target: string,
): string {
  const expected = expected_rows < 10 ? expected_rows.toFixed(1) : grouped(expected_rows);
  const near = covered_share > 0 ? `, ${share(covered_share)} of them have a similar one` : '';
  const found = kind === 'missing' ? 'none' : grouped(found_rows);
  return `${counted(target_rows, 'row')} in ${target}${near}; ${expected} would be its share, ${found} found`;
}

function printGap(gap: FoundGap, { target, pool }: GapsReport, output: Output): void {
  const { ellipsis } = output.glyphs;
  const width = Math.min(output.width, LONGEST_LINE) - 12;
  output.data('');
  output.data(`${output.style('bold', taskName(gap.task))}  ${gap.kind}: ${numbersOf(gap, target)}`);
  for (const { text } of gap.examples) output.data(`    asks    ${oneLine(text, width, ellipsis)}`);
  for (const { text } of gap.fillers)
    output.data(`    ${'pool'.padEnd(6)}  ${oneLine(text, width, ellipsis)}`);
  const more = (gap.filled_rows ?? 0) - gap.fillers.length;
  if (pool !== null && more > 0)
    output.data(output.style('dim', `            and ${counted(more, 'more row')} of ${pool}`));
}
