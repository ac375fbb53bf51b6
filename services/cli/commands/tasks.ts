import type { Command } from 'commander';
import type { CommandContext } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { taskLines } from '../print/task-lines.ts';
import { formatCount, plural } from '../print/text.ts';
import { number } from '../options.ts';
import type { Start } from '../start.ts';

interface TasksOptions {
  readonly corpus: string;
  readonly limit: number;
}

export function register(command: Command, start: Start): void {
  command
    .requiredOption('--corpus <name>', 'the corpus')
    .option('--limit <n>', 'how many labels', number, 30)
    .action(start(tasks));
}

/** Shows what kinds of work a corpus asks for. */
function tasks(context: CommandContext, { corpus, limit }: TasksOptions): Promise<ExitCode> {
  return context.withService(async ({ client }) => {
    const { output } = context;
    const found = await client.tasks(corpus, limit);
    if (output.json) {
      output.value(found);
      return EXIT.ok;
    }
    for (const line of taskLines(found, output)) output.data(line);
    const hidden = found.total - found.tasks.length;
    const more = hidden > 0 ? ` (${formatCount(hidden)} more: --limit)` : '';
    output.note(
      `${plural(found.total, 'task label')}${more}; ${plural(found.unlabelled, 'row')} without one`,
    );
    return EXIT.ok;
  });
}
