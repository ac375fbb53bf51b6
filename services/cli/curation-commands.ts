import { Option } from 'commander';
import type { Command } from 'commander';
import { CompressionMethod } from '../../schemas/curation/compress.ts';
import { SpaceName } from '../../schemas/record.ts';
import { SelectionMethod } from '../../schemas/curation/select.ts';
import type { Run } from './command.ts';
import type { CompressFlags } from './commands/compress.ts';
import type { NeighboursFlags } from './commands/neighbours.ts';
import type { ResultsFlags } from './commands/results.ts';
import type { SelectFlags } from './commands/select.ts';
import { addExport, addGroups } from './export-commands.ts';
import { number } from './numbers.ts';

/** Commands that work on whole corpora, each a job of the service. */
export function addCurationCommands(program: Command, run: Run): void {
  addNeighbours(program, run);
  addSelect(program, run);
  addCompress(program, run);
  addGroups(program, run);
  addExport(program, run);
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
    .addOption(new Option('--space <space>', 'which vectors').choices(SpaceName.options).default('task'))
    .option('-k <n>', 'neighbours of each', number, 32)
    .action((corpus: string, flags: NeighboursFlags, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/neighbours.ts')).neighbours(context, corpus, flags),
      ),
    );
}

function addSelect(program: Command, run: Run): void {
  curation(program, 'select')
    .description('take a part of a corpus that stands for the whole')
    .argument('<corpus>')
    .option('--budget <n>', 'rows to take: a count, or a share such as 0.1', number)
    .addOption(new Option('--method <name>', 'how').choices(SelectionMethod.options))
    .addOption(
      new Option('--space <space>', 'whose similarities count (default: task)').choices(SpaceName.options),
    )
    .option('-k <n>', 'neighbours in the graph (default: 32)', number)
    .option('--seed <n>', 'for k_means and random (default: 42)', number)
    .option('--quality-key <field>', 'metadata field with a number, the more the better')
    .option('--alpha <share>', 'weight of coverage beside quality (default: 0.7)', number)
    .option('--threshold <similarity>', 'of the method threshold (default: 0.9)', number)
    .option('--initial <job|file>', 'rows taken already: kept by a job, or ids in a file')
    .option('--exclude <job|file>', 'rows never to take: not kept by a job, or ids in a file')
    .option('--quota-by <field>', 'task, source, language or a metadata field')
    .option('--quota-min <n>', 'rows that each group gets', number)
    .option('--quota-max <n>', 'rows that no group gets more of', number)
    .option('--quota-power <p>', 'shares by size to this power: 1 as it is, 0 all alike', number)
    .option('--target <corpus>', 'take rows near the tasks of this corpus')
    .option('--relevance <weight>', 'with --target: nearness beside covering it (default: 1)', number)
    .option('--manifest <file>', 'make the selection of this manifest.json again, exactly')
    .action((corpus: string, flags: SelectFlags, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/select.ts')).select(context, corpus, flags),
      ),
    );
}

function addCompress(program: Command, run: Run): void {
  curation(program, 'compress')
    .description('pick rows that stand for a whole benchmark, and estimate its score from theirs')
    .argument('<corpus>')
    .requiredOption('--budget <n>', 'representatives: a count, or a share such as 0.1', number)
    .addOption(new Option('--method <name>', 'how (default: stratified)').choices(CompressionMethod.options))
    .addOption(
      new Option('--space <space>', 'where rows are near (default: task)').choices(SpaceName.options),
    )
    .option('--seed <n>', 'for the draw (default: 42)', number)
    .option(
      '--score-field <field...>',
      'metadata fields with scores, one for each model, to check estimates on',
    )
    .option('--scores <file>', 'JSON object of scores by id: of all rows, or of the representatives')
    .action((corpus: string, flags: CompressFlags, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/compress.ts')).compress(context, corpus, flags),
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
