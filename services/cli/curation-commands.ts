import { Option } from 'commander';
import type { Command } from 'commander';
import { Space } from '../../schemas/record.ts';
import type { Run } from './command.ts';
import type { NeighboursFlags } from './commands/neighbours.ts';
import type { ResultsFlags } from './commands/results.ts';
import { number } from './numbers.ts';

/** Commands that work on whole corpora, each a job of the service. */
export function addCurationCommands(program: Command, run: Run): void {
  addNeighbours(program, run);
  addResults(program, run);
}

/** A command with the options that every curation takes. */
export function curation(program: Command, name: string): Command {
  return program
    .command(name)
    .option('--out <dir>', 'write the files that it makes into this folder')
    .option('--no-wait', 'leave the job to the service');
}

function addNeighbours(program: Command, run: Run): void {
  curation(program, 'neighbours')
    .description('compute the nearest records of every record, for operations to come')
    .argument('<corpus>')
    .addOption(new Option('--space <space>', 'which vectors').choices(Space.options).default('task'))
    .option('-k <n>', 'neighbours of each', number, 32)
    .action((corpus: string, flags: NeighboursFlags, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/neighbours.ts')).neighbours(context, corpus, flags),
      ),
    );
}

function addResults(program: Command, run: Run): void {
  program
    .command('results')
    .description('list the files that a curation made, or write them into a folder')
    .argument('<job>')
    .option('--out <dir>', 'the folder')
    .action((job: string, flags: ResultsFlags, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/results.ts')).results(context, job, flags),
      ),
    );
}
