import { Option } from 'commander';
import type { Command } from 'commander';
import { KeepRule, type RankField } from '../../schemas/curation/deduplicate.ts';
import type { Run } from './command.ts';
import type { DedupFlags } from './commands/dedup.ts';
import { curation } from './curation-commands.ts';
import { number } from './numbers.ts';

/** A threshold of an option: a number or `auto`. */
function threshold(text: string): number | 'auto' {
  return text === 'auto' ? text : number(text);
}

/** `score` or `score:asc`, one after the other. */
function rankField(text: string, before: readonly RankField[] = []): RankField[] {
  const [, field = text, order = 'desc'] = /^(.+):(asc|desc)$/.exec(text) ?? [];
  return [...before, { field, order: order === 'asc' ? 'asc' : 'desc' }];
}

export function addDedupCommand(program: Command, run: Run): void {
  curation(program, 'dedup')
    .description('find duplicates and say which records stand for them; nothing is deleted')
    .argument('<corpus>')
    .option('--threshold <similarity>', 'content similarity of a paraphrase, or "auto"', threshold, 0.9)
    .option('--jaccard <similarity>', 'share of common letters of a near copy', number, 0.7)
    .addOption(new Option('--keep <rule>', 'which one stays').choices(KeepRule.options).default('longest'))
    .option('--quality-key <field>', 'field of the metadata that --keep quality reads (default: quality)')
    .option('--date-key <field>', 'field of the metadata that --keep newest reads (default: date)')
    .option('--rank-by <field[:asc]>', 'rank by a field instead; repeat it for ties', rankField)
    .option('--against <corpus>', 'drop what this other corpus has already')
    .option('--seed <n>', 'for --keep random', number, 42)
    .action((corpus: string, flags: DedupFlags, self: Command) =>
      run(self.optsWithGlobals(), async (context) =>
        (await import('./commands/dedup.ts')).dedup(context, corpus, flags),
      ),
    );
}
