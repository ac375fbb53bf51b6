import type { Command } from 'commander';
import type { DiffReport } from '../../../schemas/curation/diff.ts';
import type { TaskBy } from '../../../schemas/curation/same-task.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import type { CommandContext } from '../command.ts';
import { runCuration, type CurationFlags } from '../run-curation.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Output } from '../print/output.ts';
import { oneLine, share, table, taskName } from '../print/text.ts';
import { addCurationOptions, sameTaskFrom, taskBy } from '../options.ts';
import { withoutTaskLine } from '../print/without-task.ts';
import type { Start } from '../start.ts';

interface DiffFlags extends CurationFlags {
  readonly by?: TaskBy;
  readonly sameTaskFrom?: number;
}

const LABEL_WIDTH = 28;
const LONGEST_LINE = 120;
const SHORTEST_EXAMPLE = 20;

const HEADINGS = {
  added: 'NEW TASKS',
  lost: 'LOST TASKS',
  grown: 'GREW',
  shrunk: 'SHRANK',
} as const;
const NOTHING: Readonly<Record<keyof typeof HEADINGS, string>> = {
  added: 'No task is new.',
  lost: 'No task was lost.',
  grown: 'No task grew more than chance explains.',
  shrunk: 'No task shrank more than chance explains.',
};

export function register(command: Command, start: Start): void {
  addCurationOptions(command).addOption(taskBy()).addOption(sameTaskFrom()).action(start(diff));
}

/** Tells what changed from one corpus to another. */
function diff(
  context: CommandContext,
  older: string,
  newer: string,
  { by, sameTaskFrom, ...flags }: DiffFlags,
): Promise<ExitCode> {
  const body = { old: older, new: newer, by, same_task_from: sameTaskFrom };
  return runCuration(context, { kind: 'diff', body, print }, flags);
}

function print(report: DiffReport, output: Output): void {
  const { rows, texts, distance } = report;
  output.data(
    `${report.old}, ${counted(rows.old, 'row')} ${output.glyphs.arrow} ${report.new}, ${counted(rows.new, 'row')}`,
  );
  output.data(
    `${counted(texts.same, 'text is', 'texts are')} the same (${grouped(texts.other_answer)} answered otherwise), ` +
      `${grouped(texts.added)} came, ${grouped(texts.removed)} went`,
  );
  output.data(`${share(distance)} of the rows would have to change their task to turn one into the other`);
  for (const line of withoutTaskLine(report.without_task, report.by)) output.data(line);
  for (const kind of ['added', 'lost', 'grown', 'shrunk'] as const) printKind(report, kind, output);
}

/** How many tasks changed in this way, and of added or lost ones how many are not explained by chance. */
function countText(tasks: DiffReport['tasks'], kind: keyof typeof HEADINGS): string {
  if (kind === 'added') return `${grouped(tasks.added)}, ${grouped(tasks.clearly_added)} clearly`;
  if (kind === 'lost') return `${grouped(tasks.lost)}, ${grouped(tasks.clearly_lost)} clearly`;
  return grouped(tasks[kind]);
}

function printKind({ changes, tasks }: DiffReport, kind: keyof typeof HEADINGS, output: Output): void {
  output.data('');
  if (tasks[kind] === 0) {
    output.data(NOTHING[kind]);
    return;
  }
  const { ellipsis } = output.glyphs;
  const shown = changes.filter((change) => change.kind === kind);
  const room = Math.max(SHORTEST_EXAMPLE, Math.min(output.width, LONGEST_LINE) - LABEL_WIDTH - 36);
  const lines = shown.map(({ task, old_rows, new_rows, old_share, new_share, examples }) => [
    oneLine(taskName(task), LABEL_WIDTH, ellipsis),
    grouped(old_rows),
    grouped(new_rows),
    share(old_share),
    share(new_share),
    oneLine(examples[0]?.text ?? '', room, ellipsis),
  ]);
  const right = 'right' as const;
  const columns = [
    { title: `${HEADINGS[kind]} (${countText(tasks, kind)})` },
    { title: 'OLD', align: right },
    { title: 'NEW', align: right },
    { title: 'OLD', align: right },
    { title: 'NEW', align: right },
    { title: 'EXAMPLE' },
  ];
  for (const line of table(columns, lines)) output.data(line);
}
