import type { Command } from 'commander';
import { resolve } from 'node:path';
import { counted } from '../../../schemas/counted.ts';
import type { CommandContext } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { notesEvery } from '../print/progress.ts';
import { describeArgument } from '../options.ts';
import type { Start } from '../start.ts';

export function register(command: Command, start: Start): void {
  describeArgument(command, 'a file that "kindred backup" has written')
    .option('--skip-altered', 'leave out records that were altered before the backup was made', false)
    .action(start(restore));
}

/** Writes the records of a backup into the store, once it was read to its end; nothing is removed. */
async function restore(
  { output, environment, signal }: CommandContext,
  file: string,
  { skipAltered }: { readonly skipAltered: boolean },
): Promise<ExitCode> {
  const tools = await import('../../offline-tools.ts');
  const path = resolve(file);
  const watch = { signal, onProgress: notesEvery(output) };
  const done = await tools.restore(path, environment, { ...watch, skipAltered });
  if (output.json) output.value({ file: path, ...done });
  else {
    const missing = `${done.restored} of them were missing`;
    output.data(`${counted(done.records, 'record')} read, ${missing}; checksum ${done.checksum}`);
    if (done.left_out > 0) output.warn(`${counted(done.left_out, 'altered record')} left out.`);
  }
  return EXIT.ok;
}
