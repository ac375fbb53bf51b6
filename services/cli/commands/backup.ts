import { resolve } from 'node:path';
import type { CommandContext } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { notesEvery } from '../print/progress.ts';
import { plural } from '../print/text.ts';

/** Writes every record with its vectors to one file. */
export async function backup(
  { output, environment, signal }: CommandContext,
  file: string,
): Promise<ExitCode> {
  const { backUp } = await import('../../offline-tools.ts');
  const path = resolve(file);
  const done = await backUp(path, environment, { signal, onProgress: notesEvery(output) });
  if (output.json) output.value({ file: path, ...done });
  else output.data(`${plural(done.records, 'record')} in ${path}; checksum ${done.checksum}`);
  output.note(
    'It has the texts and the vectors, so keep it as safe as the store. "kindred restore" reads it.',
  );
  return EXIT.ok;
}

/** Writes the records of a backup into the store; nothing is removed. */
export async function restore(
  { output, environment, signal }: CommandContext,
  file: string,
): Promise<ExitCode> {
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
