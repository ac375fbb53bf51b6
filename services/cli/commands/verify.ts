import type { Command } from 'commander';
import { counted, grouped } from '../../../schemas/counted.ts';
import type { CommandContext } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { alteredLines } from '../print/altered-lines.ts';
import { notesEvery } from '../print/progress.ts';
import type { Start } from '../start.ts';

export function register(command: Command, start: Start): void {
  command.action(start(verify));
}

/** Reads every record of the store and tells which are not as they were written. */
async function verify({ output, environment, signal }: CommandContext): Promise<ExitCode> {
  const { verifyStore } = await import('../../offline-tools.ts');
  const found = await verifyStore(environment, {
    signal,
    onProgress: notesEvery(output),
    onMended: (message) => {
      output.note(message);
    },
  });
  const older = found.records - found.with_checksum;
  if (output.json) output.value(found);
  else {
    for (const line of alteredLines(found)) output.data(line);
    output.data(`${counted(found.records, 'record')} read, ${grouped(found.altered)} altered`);
  }
  if (older > 0) {
    output.note(
      `${counted(older, 'record comes', 'records come')} from an earlier version, without a checksum: texts and ids were checked, ` +
        'their labels, origins and vectors only for their form.',
    );
  }
  if (found.records === 0) output.warn('The store has no records: is it the right one (--data, QDRANT_URL)?');
  if (found.altered === 0) return EXIT.ok;
  output.warn(
    'Delete the corpora with altered records and ingest their files again, or restore a backup from before ' +
      'into an empty store. Nothing was changed.',
  );
  return EXIT.failed;
}
