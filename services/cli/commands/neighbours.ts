import type { NeighboursReport } from '../../../schemas/curation/neighbours.ts';
import type { SpaceName } from '../../../schemas/record.ts';
import type { CommandContext } from '../command.ts';
import { runCuration, type CurationFlags } from '../run-curation.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Output } from '../print/output.ts';
import { plural } from '../print/text.ts';

export interface NeighboursFlags extends CurationFlags {
  readonly space: SpaceName;
  readonly k: number;
}

/** Computes the neighbours of every record, for operations to come. */
export function neighbours(
  context: CommandContext,
  corpus: string,
  { space, k, ...flags }: NeighboursFlags,
): Promise<ExitCode> {
  const path = `/v1/corpora/${encodeURIComponent(corpus)}/neighbours`;
  return runCuration(context, { kind: 'neighbours', path, body: { space, k }, print }, flags);
}

function print({ rows, k, space, nearest }: NeighboursReport, output: Output): void {
  output.data(`${plural(rows, 'row')}, ${plural(k, 'neighbour')} each in the space ${space}`);
  if (nearest === null) return;
  const { p05, p50, p95 } = nearest;
  output.data(
    `similarity to the nearest: ${p50.toFixed(2)} in the middle, ${p05.toFixed(2)} to ${p95.toFixed(2)} for nine in ten`,
  );
}
