import type { Command } from 'commander';
import { resolve } from 'node:path';
import { counted } from '../../../schemas/counted.ts';
import type { CommandContext } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { describeArgument } from '../options.ts';
import type { Start } from '../start.ts';

interface MergeFlags {
  readonly out: string;
}

export function register(command: Command, start: Start): void {
  describeArgument(command, 'logged samples, or MODEL=FILE where the file does not say of which model')
    .requiredOption('--out <file>', 'a JSONL file with one row for each item')
    .action(start(mergeFiles));
}

/** Merges the scores of several models into one row for each item, which `kindred compress --score-field` reads. */
async function mergeFiles(
  { output }: CommandContext,
  files: readonly string[],
  { out }: MergeFlags,
): Promise<ExitCode> {
  const { mergeScoreFiles } = await import('../../offline-tools.ts');
  const merged = await mergeScoreFiles(files, out);
  const { items, fields, differing, rejected } = merged;
  if (output.json) output.value({ items, fields: Object.fromEntries(fields), differing, rejected });
  else for (const [name, count] of fields) output.data(`${name}\t${count}`);
  for (const [name, count] of fields) {
    if (count < items) output.warn(`${name} is there for ${count} of ${counted(items, 'item')}.`);
  }
  if (differing.length > 0) output.note(`Left out, because models differ in it: ${differing.join(', ')}`);
  output.note(`${counted(items, 'item')} written to ${resolve(out)}`);
  return rejected > 0 ? EXIT.rejected : EXIT.ok;
}
