import { Option } from 'commander';
import type { Command } from 'commander';
import { counted, grouped } from '../../../schemas/counted.ts';
import type { Client } from '../../../clients/typescript/src/kindred-client.ts';
import type { CommandContext } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { taskLines } from '../print/task-lines.ts';
import { number } from '../options.ts';
import type { Start } from '../start.ts';

interface TasksOptions {
  readonly corpus: string;
  readonly limit: number;
  readonly by: 'label' | 'kind';
}

export function register(command: Command, start: Start): void {
  command
    .requiredOption('--corpus <name>', 'the corpus')
    .option('--limit <n>', 'how many are shown', number, 30)
    .addOption(
      new Option('--by <what>', 'list task labels, or the kinds of work that the encoder told')
        .choices(['label', 'kind'])
        .default('label'),
    )
    .action(start(tasks));
}

/** Shows what kinds of work a corpus asks for. */
function tasks(context: CommandContext, { corpus, limit, by }: TasksOptions): Promise<ExitCode> {
  return context.withService(({ client }) =>
    by === 'kind' ? showKinds(context, client, corpus, limit) : showLabels(context, client, corpus, limit),
  );
}

async function showLabels(
  { output }: CommandContext,
  client: Client,
  corpus: string,
  limit: number,
): Promise<ExitCode> {
  const found = await client.tasks(corpus, limit);
  if (output.json) {
    output.value(found);
    return EXIT.ok;
  }
  const named = found.tasks.map(({ label, ...rest }) => ({ name: label, ...rest }));
  for (const line of taskLines('TASK', named, output)) output.data(line);
  const more = moreNote(found.total - found.tasks.length);
  const told = found.from_neighbours ?? 0;
  const ofEncoder = told > 0 ? `, ${counted(told, 'row')} with one that the encoder told` : '';
  output.note(
    `${counted(found.total, 'task label')}${more}; ${counted(found.unlabelled, 'row')} without one${ofEncoder}`,
  );
  return EXIT.ok;
}

async function showKinds(
  { output }: CommandContext,
  client: Client,
  corpus: string,
  limit: number,
): Promise<ExitCode> {
  const found = await client.kinds(corpus, limit);
  if (output.json) {
    output.value(found);
    return EXIT.ok;
  }
  const named = found.kinds.map(({ kind, ...rest }) => ({ name: kind, ...rest }));
  for (const line of taskLines('KIND', named, output)) output.data(line);
  const more = moreNote(found.total - found.kinds.length);
  output.note(
    `${counted(found.total, 'kind')} of work${more}; ${counted(found.without_kind, 'row')} without one`,
  );
  return EXIT.ok;
}

function moreNote(hidden: number): string {
  return hidden > 0 ? ` (${grouped(hidden)} more: --limit)` : '';
}
