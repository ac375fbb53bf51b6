import type { Command } from 'commander';
import { resolve } from 'node:path';
import { noteLocally } from '../audit-locally.ts';
import type { CommandContext } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { notesEvery } from '../print/progress.ts';
import { plural } from '../print/text.ts';
import { describeArgument } from '../options.ts';
import type { Start } from '../start.ts';

export function register(command: Command, start: Start): void {
  describeArgument(command, 'for example kindred.jsonl.gz').action(start(backup));
}

/** Writes every record with its vectors to one file. */
async function backup(context: CommandContext, file: string): Promise<ExitCode> {
  const { output, environment, signal } = context;
  const { backUp } = await import('../../offline-tools.ts');
  const path = resolve(file);
  const done = await backUp(path, environment, { signal, onProgress: notesEvery(output) });
  await noteLocally(context, 'backup_written', { records: done.records });
  if (output.json) output.value({ file: path, ...done });
  else output.data(`${plural(done.records, 'record')} in ${path}; checksum ${done.checksum}`);
  output.note(
    'It has the texts and the vectors, so keep it as safe as the store. "kindred restore" reads it.',
  );
  return EXIT.ok;
}
