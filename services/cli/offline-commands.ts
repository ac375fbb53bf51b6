import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { IebFlags, LabelledFlags } from './commands/eval.ts';
import type { CreateKeyFlags } from './commands/keys.ts';
import type { MigrateFlags } from './commands/migrate.ts';
import type { LabelFlags } from './commands/label.ts';
import type { Run } from './command.ts';

const ENCODER_HELP = 'a folder with an encoder.json, or the name of the shipped encoder; may be repeated';

/** Commands on local files, for which no service is started. */
export function addOfflineCommands(program: Command, run: Run): void {
  const evaluation = program.command('eval').description('how well encoders find instructions of one task');
  addEvalIeb(evaluation, run);
  addEvalLabelled(evaluation, run);
  addLabel(program, run);
  addKeys(program, run);
  addMigrate(program, run);
  addBackup(program, run);
}

function addEvalIeb(evaluation: Command, run: Run): void {
  evaluation
    .command('ieb')
    .description('the Instruction Embedding Benchmark: clustering, intention similarity, retrieval')
    .argument('<dir>', 'has eft_test.json and intention_similarity_test.json')
    .option('--encoder <name|dir>', ENCODER_HELP, collect)
    .option('--with-input', 'embed the instructions with their inputs', false)
    .action((directory: string, flags: IebFlags, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/eval.ts')).evalIeb(context, directory, flags),
      ),
    );
}

function addEvalLabelled(evaluation: Command, run: Run): void {
  evaluation
    .command('labelled')
    .description('any file whose rows have a label: clustering and retrieval')
    .argument('<file>', 'any file that can be ingested')
    .requiredOption('--label <field>', 'the field with the label')
    .option('--text <field>', 'the field to embed, may be repeated; default instruction and input', collect)
    .option(
      '--without-same <field>',
      'also leave out neighbours that share this field with their query; repeated: this field too',
      collect,
    )
    .option('--encoder <name|dir>', ENCODER_HELP, collect)
    .action((file: string, flags: LabelledFlags, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/eval.ts')).evalLabelled(context, file, flags),
      ),
    );
}

function addLabel(program: Command, run: Run): void {
  program
    .command('label')
    .description('make a benchmark of a corpus: its tasks, split into training and test, and pairs')
    .argument('[file]', 'any file that can be ingested')
    .option('--out <dir>', 'a new folder for the benchmark')
    .option('--min-size <n>', 'rows that a task needs to be kept', wholeNumber(1), 10)
    .option('--test-share <x>', 'share of the rows in the test, 0 to 1', share, 0.15)
    .option('--pairs <n>', 'pairs for intention similarity', wholeNumber(0), 2_500)
    .option('--seed <n>', 'of the split and the pairs', wholeNumber(0), 0)
    .option('--force', 'replace a benchmark that is there', false)
    .option('--agreement <file>', "instead: how often our labels are those of a benchmark's file")
    .action((file: string | undefined, flags: LabelFlags, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/label.ts')).label(context, file, flags),
      ),
    );
}

function addKeys(program: Command, run: Run): void {
  const keys = program.command('keys').description('API keys, kept as hashes in the file KINDRED_KEYS');
  keys
    .command('create')
    .description('make a key and show it once')
    .argument('<name>', 'whose key it is')
    .option('--scopes <list>', 'of read, write, admin', 'read')
    .option('--corpora <list>', 'the only corpora it sees; all when left out')
    .action((name: string, flags: CreateKeyFlags, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/keys.ts')).createApiKey(context, name, flags),
      ),
    );
  keys
    .command('list')
    .description('names, scopes and corpora')
    .action((_flags: object, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/keys.ts')).listApiKeys(context),
      ),
    );
  keys
    .command('revoke')
    .description('end a key')
    .argument('<name>')
    .action((name: string, _flags: object, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/keys.ts')).revokeApiKey(context, name),
      ),
    );
}

function addMigrate(program: Command, run: Run): void {
  program
    .command('migrate')
    .description(
      'copy all records between the embedded store and Qdrant (QDRANT_URL), embedding nothing again',
    )
    .addOption(new Option('--to <store>', 'where to').choices(['qdrant', 'embedded']).makeOptionMandatory())
    .action((flags: MigrateFlags, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/migrate.ts')).migrate(context, flags),
      ),
    );
}

function addBackup(program: Command, run: Run): void {
  program
    .command('backup')
    .description('write every record with its vectors to one file, of the embedded store or of Qdrant')
    .argument('<file>', 'for example kindred.jsonl.gz')
    .action((file: string, _flags: object, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/backup.ts')).backup(context, file),
      ),
    );
  program
    .command('restore')
    .description(
      'write the records of a backup into the store; what is there stays, and is not written again',
    )
    .argument('<file>', 'from "kindred backup"')
    .action((file: string, _flags: object, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/backup.ts')).restore(context, file),
      ),
    );
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Give a whole number from ${least} on.`);
  };
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < 1) return value;
  throw new InvalidArgumentError('Give a number between 0 and 1.');
}
