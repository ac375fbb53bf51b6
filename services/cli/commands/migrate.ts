import { Option, type Command } from 'commander';
import { counted } from '../../../schemas/counted.ts';
import type { CommandContext } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { notesEvery } from '../print/progress.ts';
import type { Start } from '../start.ts';

interface MigrateFlags {
  readonly to: 'qdrant' | 'embedded';
}

export function register(command: Command, start: Start): void {
  command
    .addOption(
      new Option('--to <store>', 'the store to copy to')
        .choices(['qdrant', 'embedded'])
        .makeOptionMandatory(),
    )
    .action(start(migrate));
}

/** Copies all records with their vectors between the embedded store and Qdrant. Nothing is embedded again. */
async function migrate(context: CommandContext, { to }: MigrateFlags): Promise<ExitCode> {
  const { output, environment, signal } = context;
  const { migrateRecords } = await import('../../offline-tools.ts');
  const watch = { signal, onProgress: notesEvery(output) };
  const { records, copied, checksum } = await migrateRecords(to, environment, watch);
  if (output.json) output.value({ to, records, copied, checksum });
  else output.data(`${counted(records, 'record')} on both sides, ${copied} copied now; checksum ${checksum}`);
  output.note(
    to === 'qdrant'
      ? 'Services with QDRANT_URL and REDIS_URL use it from now on. The embedded store was left as it is.'
      : 'Services without QDRANT_URL use it from now on. Qdrant was left as it is.',
  );
  return EXIT.ok;
}
