import { Option, type Command } from 'commander';
import { DropDecision, DropsQuery, type DropShown } from '../../../schemas/curation/duplicate-decisions.ts';
import { DuplicateReason } from '../../../schemas/curation/duplicate-terms.ts';
import { grouped } from '../../../schemas/counted.ts';
import type { CommandContext } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { describeArgument, number, wholeNumber } from '../options.ts';
import { decisionsLine } from '../print/decision-lines.ts';
import type { Output } from '../print/output.ts';
import { oneLine } from '../print/text.ts';
import type { Start } from '../start.ts';

export function register(command: Command, start: Start): void {
  describeArgument(command, 'the job of a dedup; "kindred jobs --kind dedup" lists them')
    .option('--limit <n>', 'how many are listed', wholeNumber(1), 20)
    .option('--after <n>', 'go on after so many, as the last list says', wholeNumber(0))
    .option('--threshold <similarity>', 'only those that this higher threshold drops too', number)
    .option('--source <source>', 'only dropped records of this source')
    .addOption(new Option('--reason <reason>', 'only for this reason').choices(DuplicateReason.options))
    .addOption(
      new Option('--decision <decision>', 'only those decided so; "open": not decided').choices([
        ...DropDecision.options,
        'open',
      ]),
    )
    .addOption(
      new Option('--order <order>', 'which come first: the most doubtful, or the surest').choices(
        DropsQuery.shape.order.unwrap().options,
      ),
    )
    .action(start(listDrops));
}

/** Lists what a deduplication dropped, the most doubtful or the surest first. */
function listDrops(context: CommandContext, job: string, flags: Partial<DropsQuery>): Promise<ExitCode> {
  const { output } = context;
  return context.withService(async ({ client }) => {
    const page = await client.drops(job, flags);
    if (output.json) {
      output.value(page);
      return EXIT.ok;
    }
    for (const drop of page.drops) printDrop(drop, output);
    output.data(`${grouped(page.drops.length)} of ${grouped(page.total)}`);
    output.data(decisionsLine(page.decisions));
    if (page.next !== null) output.note(`Go on with --after ${page.next}`);
    output.note(`"kindred dedup-decide ${job} --different ID" lets both stay; --same and --swap likewise`);
    return EXIT.ok;
  });
}

function printDrop(drop: DropShown, output: Output): void {
  const { id, reason, content, lexical, chance, source, kept_source, decision, dropped, kept } = drop;
  const read = chance === null ? '' : `  chance ${chance.toFixed(2)}`;
  const decided = decision === null ? '' : `  ${decision.decision}, by ${decision.by}`;
  output.data(
    `${id}  ${reason}${read}  content ${content.toFixed(2)}  letters ${lexical.toFixed(2)}${decided}`,
  );
  for (const [sign, row, from] of [
    ['-', dropped, source],
    ['+', kept, kept_source],
  ] as const) {
    const text = row === null ? '(not stored any more)' : `${row.instruction} ${row.input}`;
    output.data(oneLine(`  ${sign} ${from === null ? '' : `[${from}] `}${text}`, output.width));
  }
}
