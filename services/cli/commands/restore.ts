import type { Command } from 'commander';
import { resolve } from 'node:path';
import type { CommandContext } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { notesEvery } from '../print/progress.ts';
import { plural } from '../print/text.ts';
import { describeArgument } from '../options.ts';
import type { Start } from '../start.ts';

export function register(command: Command, start: Start): void {
  describeArgument(command, 'a file that "kindred backup" has written').action(start(restore));
}

/** Writes the records of a backup into the store; nothing is removed. */
async function restore({ output, environment, signal }: CommandContext, file: string): Promise<ExitCode> {
  const tools = await import('../../offline-tools.ts');
  const path = resolve(file);
  const done = await tools.restore(path, environment, { signal, onProgress: notesEvery(output) });
  if (output.json) output.value({ file: path, ...done });
  else {
    const missing = `${done.restored} of them were missing`;
    output.data(`${plural(done.records, 'record')} read, ${missing}; checksum ${done.checksum}`);
  }
  return EXIT.ok;
}
