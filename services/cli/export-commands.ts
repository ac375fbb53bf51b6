import { Option } from 'commander';
import type { Command } from 'commander';
import { WRITTEN_ENDINGS_TEXT, WRITTEN_FORMATS } from '../../schemas/file-formats.ts';
import { LayoutName } from '../../schemas/layout.ts';
import { SpaceName } from '../../schemas/record.ts';
import type { Run } from './command.ts';
import type { ExportFlags } from './commands/export.ts';
import type { GroupsFlags } from './commands/groups.ts';
import { curation } from './curation-commands.ts';
import { number } from './numbers.ts';

export function addGroups(program: Command, run: Run): void {
  curation(program, 'groups')
    .description('group the records of a corpus by task; outliers, and labels that neighbours contradict')
    .argument('<corpus>')
    .option('--merge-at <x>', 'how alike two labels are that become one group (default 0.85)', number)
    .option('--min-size <n>', 'groups of fewer records are dissolved (default 5)', number)
    .option('--limit <n>', 'how many groups are shown, at most 100', number, 30)
    .action((corpus: string, flags: GroupsFlags, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/groups.ts')).groups(context, corpus, flags),
      ),
    );
}

export function addExport(program: Command, run: Run): void {
  program
    .command('export')
    .description('write a corpus into a file, in the order and the layout in which its rows came')
    .argument('<corpus>')
    .requiredOption('--out <file>', `ends in ${WRITTEN_ENDINGS_TEXT}`)
    .addOption(new Option('--format <format>', 'instead of the ending').choices(WRITTEN_FORMATS))
    .option('--atlas', 'Parquet for Embedding Atlas: a place on a plane, neighbours and labels')
    .addOption(new Option('--layout <layout>', 'all rows in this one').choices(LayoutName.options))
    .option('--columns <json>', 'column map for the layout columns, as for ingest')
    .option('--marks <job...>', 'write what these jobs said about each record beside it')
    .option('--apply', 'leave out the records that they do not keep')
    .addOption(new Option('--space <space>', 'that --atlas shows (default task)').choices(SpaceName.options))
    .action((corpus: string, flags: ExportFlags, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/export.ts')).exportCorpus(context, corpus, flags),
      ),
    );
}
