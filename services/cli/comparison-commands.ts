import { Option } from 'commander';
import type { Command } from 'commander';
import { Normalisation } from '../../schemas/curation/correlation.ts';
import type { Run } from './command.ts';
import type { ContaminationFlags } from './commands/contamination.ts';
import type { CorrelateFlags } from './commands/correlate.ts';
import type { DiffFlags } from './commands/diff.ts';
import type { GapsFlags } from './commands/gaps.ts';
import { curation } from './curation-commands.ts';
import { number } from './numbers.ts';

/** Commands that hold corpora against each other. */
export function addComparisonCommands(program: Command, run: Run): void {
  addContamination(program, run);
  addCorrelate(program, run);
  addGaps(program, run);
  addDiff(program, run);
}

const sameTaskFrom = (): Option =>
  new Option(
    '--same-task-from <similarity>',
    'task similarity of rows that do the same kind of work (default: 0.7)',
  ).argParser(number);

function addContamination(program: Command, run: Run): void {
  curation(program, 'contamination')
    .description('find rows of a benchmark in training data: copied, edited or in other words')
    .argument('<train>')
    .argument('<bench>')
    .option(
      '--threshold <similarity>',
      'content similarity from which other words say the same (default: from the data)',
      number,
    )
    .addOption(sameTaskFrom())
    .action((train: string, bench: string, flags: ContaminationFlags, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/contamination.ts')).contamination(context, train, bench, flags),
      ),
    );
}

function addCorrelate(program: Command, run: Run): void {
  curation(program, 'correlate')
    .description('tell how corpora relate by what they ask for, as numbers and as a heat map')
    .argument('<corpora...>')
    .addOption(
      new Option('--normalize <how>', 'how vectors are scaled: paper_sum as in the code of the paper')
        .choices(Normalisation.options)
        .default('l2'),
    )
    .action((corpora: string[], flags: CorrelateFlags, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/correlate.ts')).correlate(context, corpora, flags),
      ),
    );
}

function addGaps(program: Command, run: Run): void {
  curation(program, 'gaps')
    .description('find the tasks of a target corpus that training data lack, and rows that would fill them')
    .argument('<train>')
    .argument('<target>')
    .option('--pool <corpus>', 'a corpus whose rows may fill the gaps')
    .option('--per-task <n>', 'rows of the pool for one task at most (default: 20)', number)
    .addOption(sameTaskFrom())
    .action((train: string, target: string, flags: GapsFlags, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/gaps.ts')).gaps(context, train, target, flags),
      ),
    );
}

function addDiff(program: Command, run: Run): void {
  curation(program, 'diff')
    .description('tell what changed from one corpus to another: texts, answers, tasks')
    .argument('<old>')
    .argument('<new>')
    .addOption(sameTaskFrom())
    .action((older: string, newer: string, flags: DiffFlags, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/diff.ts')).diff(context, older, newer, flags),
      ),
    );
}
