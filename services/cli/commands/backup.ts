import type { Command } from 'commander';
import { resolve } from 'node:path';
import { counted } from '../../../schemas/counted.ts';
import { noteLocally } from '../audit-locally.ts';
import type { CommandContext } from '../command.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { alteredLines } from '../print/altered-lines.ts';
import { notesEvery } from '../print/progress.ts';
import { describeArgument, wholeNumber } from '../options.ts';
import type { Start } from '../start.ts';

interface BackupFlags {
  readonly verify: boolean;
  readonly keep: number | undefined;
}

export function register(command: Command, start: Start): void {
  describeArgument(
    command,
    'for example kindred.jsonl.gz; {time} in its name stands for the time of the backup',
  )
    .option('--verify', 'write nothing: read this backup to its end and tell whether it is whole', false)
    .option('--keep <n>', 'then remove older backups whose names fit, all but the newest n', wholeNumber(1))
    .action(start(backup));
}

/** Writes every record with its vectors to one file, or checks such a file. */
async function backup(context: CommandContext, file: string, flags: BackupFlags): Promise<ExitCode> {
  const { output, environment, signal } = context;
  if (flags.verify && flags.keep !== undefined) {
    throw new CliError('Give --verify or --keep, not both: --verify writes and removes nothing.', EXIT.usage);
  }
  if (flags.verify) return verify(context, resolve(file));
  const { backUp } = await import('../../offline-tools.ts');
  const done = await backUp(resolve(file), environment, {
    signal,
    onProgress: notesEvery(output),
    onMended: (message) => {
      output.note(message);
    },
    keep: flags.keep ?? null,
  });
  await noteLocally(context, 'backup_written', { records: done.records });
  if (output.json) output.value(done);
  else output.data(`${counted(done.records, 'record')} in ${done.file}; checksum ${done.checksum}`);
  for (const path of done.removed) output.note(`Removed ${path}, as the newest ${flags.keep} stay.`);
  if (done.records === 0) {
    const kept = flags.keep === undefined ? '' : ' No older backup was removed.';
    output.warn(`The store has no records: is it the right one (--data, QDRANT_URL)?${kept}`);
  }
  output.note(
    'It has the texts and the vectors, so keep it as safe as the store. "kindred restore" reads it.',
  );
  return EXIT.ok;
}

async function verify({ output, signal }: CommandContext, path: string): Promise<ExitCode> {
  const { verifyBackup } = await import('../../offline-tools.ts');
  const found = await verifyBackup(path, { signal, onProgress: notesEvery(output) });
  if (output.json) output.value({ file: path, ...found });
  else {
    for (const line of alteredLines(found)) output.data(line);
    output.data(`${path} is whole: ${counted(found.records, 'record')}; checksum ${found.checksum}`);
  }
  if (found.altered === 0) return EXIT.ok;
  output.warn(
    `${counted(found.altered, 'record')} of it had been altered before the backup was made. Restore an older one, or ` +
      'leave them out with "kindred restore --skip-altered".',
  );
  return EXIT.failed;
}
