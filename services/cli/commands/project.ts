import type { Command } from 'commander';
import type { ReportOf } from '../../../schemas/curation/operations.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import type { CommandContext } from '../command.ts';
import type { ExitCode } from '../exit-codes.ts';
import { addCurationOptions, number } from '../options.ts';
import type { Output } from '../print/output.ts';
import { runCuration, type CurationFlags } from '../run-curation.ts';
import type { Start } from '../start.ts';

interface ProjectFlags extends CurationFlags {
  readonly neighbours: number;
  readonly seed: number;
  readonly anew?: boolean;
}

export function register(command: Command, start: Start): void {
  addCurationOptions(command)
    .option('--neighbours <n>', 'how many nearest rows pull at each row', number, 15)
    .option('--seed <n>', 'another seed gives another map', number, 42)
    .option('--anew', 'do not begin with the last map of the corpus')
    .action(start(project));
}

/** Draws the map of a corpus, which the page at / shows. */
function project(
  context: CommandContext,
  corpus: string,
  { neighbours, seed, anew = false, ...flags }: ProjectFlags,
): Promise<ExitCode> {
  return runCuration(context, { kind: 'project', corpus, body: { neighbours, seed, anew }, print }, flags);
}

function print(
  { corpora, rows, landmarks, known, spaces, kept_by_chance }: ReportOf<'project'>,
  output: Output,
): void {
  const how =
    landmarks === rows ? '' : `, ${grouped(landmarks)} by UMAP and the others among their neighbours`;
  const start = known === 0 ? '' : `; ${grouped(known)} began where they were`;
  output.data(`${counted(rows, 'row')} placed${how}${start}`);
  if (spaces !== null) {
    const shares = `${spaces.task.neighbours_kept.toFixed(2)} by task, ${spaces.content.neighbours_kept.toFixed(2)} by content`;
    output.data(
      `of the 15 nearest rows among the 150 nearest on the map: ${shares} (by chance ${kept_by_chance.toFixed(2)})`,
    );
  }
  output.note(`It is shown on the page of the service at #/map?corpus=${corpora[0] ?? ''}`);
}
