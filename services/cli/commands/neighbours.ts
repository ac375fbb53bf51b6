import { Option, type Command } from 'commander';
import type { NeighboursReport } from '../../../schemas/curation/neighbours.ts';
import { SpaceName } from '../../../schemas/record.ts';
import { counted } from '../../../schemas/counted.ts';
import type { CommandContext } from '../command.ts';
import { runCuration, type CurationFlags } from '../run-curation.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Output } from '../print/output.ts';
import { addCurationOptions, number } from '../options.ts';
import type { Start } from '../start.ts';

interface NeighboursFlags extends CurationFlags {
  readonly space: SpaceName;
  readonly k: number;
}

export function register(command: Command, start: Start): void {
  addCurationOptions(command)
    .addOption(
      new Option('--space <space>', 'the space whose distances count')
        .choices(SpaceName.options)
        .default('task'),
    )
    .option('-k <n>', 'neighbours of each record', number, 32)
    .action(start(neighbours));
}

/** Computes the neighbours of every record, which other operations then use. */
function neighbours(
  context: CommandContext,
  corpus: string,
  { space, k, ...flags }: NeighboursFlags,
): Promise<ExitCode> {
  return runCuration(context, { kind: 'neighbours', corpus, body: { space, k }, print }, flags);
}

function print({ rows, k, space, nearest }: NeighboursReport, output: Output): void {
  output.data(`${counted(rows, 'row')}, ${counted(k, 'neighbour')} each in the space ${space}`);
  if (nearest === null) return;
  const { p05, p50, p95 } = nearest;
  output.data(
    `similarity to the nearest: ${p50.toFixed(2)} in the middle, ${p05.toFixed(2)} to ${p95.toFixed(2)} for nine in ten`,
  );
}
