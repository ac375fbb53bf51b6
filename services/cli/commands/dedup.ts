import { Option, type Command } from 'commander';
import type { DeduplicateReport, DuplicateExample } from '../../../schemas/curation/deduplicate.ts';
import { KeepRule, type RankField } from '../../../schemas/curation/deduplicate.ts';
import type { CommandContext } from '../command.ts';
import { runCuration, type CurationFlags } from '../run-curation.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Output } from '../print/output.ts';
import { precisionLines } from '../print/precision-lines.ts';
import { printLosses } from '../print/loss-lines.ts';
import { formatCount, oneLine, plural, table } from '../print/text.ts';
import { addCurationOptions, collect, number } from '../options.ts';
import type { Start } from '../start.ts';

interface DedupFlags extends CurationFlags {
  readonly threshold: number | 'auto';
  readonly targetRows?: number;
  readonly jaccard: number;
  readonly keep: KeepRule;
  readonly qualityKey?: string;
  readonly dateKey?: string;
  readonly rankBy?: readonly RankField[];
  readonly against?: string;
  readonly maxLoss?: number | 'off';
  readonly readPairs: boolean;
  readonly seed: number;
  readonly taskField?: readonly string[];
  readonly answerField?: readonly string[];
  readonly ignoreField?: readonly string[];
}

const WIDTH = 100;
const SHOWN = 2;
const FIELDS_SHOWN = 8;

export function register(command: Command, start: Start): void {
  addCurationOptions(command)
    .option('--threshold <similarity>', 'content similarity of a paraphrase, or "auto"', threshold, 0.9)
    .option('--target-rows <n>', 'how many rows are to stay, or which share: moves --threshold', number)
    .option('--jaccard <similarity>', 'share of common letters of a near copy', number, 0.7)
    .addOption(
      new Option('--keep <rule>', 'which of several duplicates stays')
        .choices(KeepRule.options)
        .default('longest'),
    )
    .option('--quality-key <field>', 'field of the metadata that --keep quality reads (default: quality)')
    .option('--date-key <field>', 'field of the metadata that --keep newest reads (default: date)')
    .option('--rank-by <field[:asc]>', 'rank by a field instead; a further one decides ties', rankField)
    .option('--against <corpus>', 'drop what this other corpus has already')
    .option('--no-read-pairs', 'let words alone decide, and read no pair that they leave open token by token')
    .option(
      '--max-loss <share>',
      'largest share of a source or kind of work that may go as near copies, or "off" (default: 0.5)',
      maxLoss,
    )
    .option(
      '--task-field <field>',
      'a field of the metadata that is part of the request; repeatable',
      collect,
    )
    .option(
      '--answer-field <field>',
      'a field of the metadata that is part of the answer; repeatable',
      collect,
    )
    .option('--ignore-field <field>', 'a field of the metadata that is neither; repeatable', collect)
    .option('--seed <n>', 'seed of --keep random', number, 42)
    .action(start(dedup));
}

/** Parses a threshold: a number or `auto`. */
function threshold(text: string): number | 'auto' {
  return text === 'auto' ? text : number(text);
}

/** Parses a limit of what may be lost: a number, or `off`. Commander would make an empty text of null. */
function maxLoss(text: string): number | 'off' {
  return text === 'off' ? text : number(text);
}

/** Parses one `--rank-by`, for example `score` or `score:asc`, and adds it to those before. */
function rankField(text: string, before: readonly RankField[] = []): RankField[] {
  const [, field = text, order = 'desc'] = /^(.+):(asc|desc)$/.exec(text) ?? [];
  return [...before, { field, order: order === 'asc' ? 'asc' : 'desc' }];
}

/** Marks the records of a corpus for which another one stands. */
function dedup(context: CommandContext, corpus: string, flags: DedupFlags): Promise<ExitCode> {
  const { threshold, jaccard, keep, qualityKey, dateKey, rankBy, against, maxLoss, seed, ...others } = flags;
  const { readPairs, targetRows, taskField, answerField, ignoreField, ...rest } = others;
  const body = {
    threshold,
    jaccard_threshold: jaccard,
    keep,
    seed,
    ...(targetRows !== undefined && { target_rows: targetRows }),
    ...(!readPairs && { read_pairs: false }),
    ...(qualityKey !== undefined && { quality_key: qualityKey }),
    ...(dateKey !== undefined && { date_key: dateKey }),
    ...(rankBy !== undefined && { rank_by: [...rankBy] }),
    ...(against !== undefined && { against }),
    ...(maxLoss !== undefined && { max_loss: maxLoss === 'off' ? null : maxLoss }),
    ...(taskField !== undefined && { task_fields: [...taskField] }),
    ...(answerField !== undefined && { answer_fields: [...answerField] }),
    ...(ignoreField !== undefined && { ignore_fields: [...ignoreField] }),
  };
  return runCuration(context, { kind: 'deduplicate', corpus, body, print }, rest);
}

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 2 : 1)} %`;

function print(report: DeduplicateReport, output: Output): void {
  const { rows, selected, filtered, reasons, kept_apart, conflicts, against } = report;
  const beside = against === null ? '' : ` that ${against} has already`;
  output.data(
    `${plural(rows, 'row')}: ${formatCount(selected)} stay, ${plural(filtered, 'duplicate')}${beside}`,
  );
  const lines = (['exact', 'lexical', 'paraphrase'] as const).map((reason) => [
    `  ${reason}`,
    formatCount(reasons[reason]),
    percent(rows === 0 ? 0 : reasons[reason] / rows),
  ]);
  const columns = [
    { title: '  reason' },
    { title: 'rows', align: 'right' },
    { title: 'share', align: 'right' },
  ] as const;
  for (const line of table(columns, [
    ...lines,
    ['  together', formatCount(filtered), percent(report.duplicate_ratio)],
  ]))
    output.data(line);
  output.data(
    `kept: ${plural(kept_apart.other_slot, 'near pair')} with another number, name or topic, ` +
      `${formatCount(kept_apart.other_task)} with another task`,
  );
  output.data(
    conflicts.requests === 0
      ? 'no conflicts'
      : `conflicts: ${plural(conflicts.requests, 'request')} answered differently by ${plural(conflicts.records, 'row')}; all kept`,
  );
  printRead(report.read, output);
  printLosses(report.loss, output);
  if (report.audit !== undefined) for (const line of precisionLines(report.audit)) output.data(line);
  printFields(report, output);
  for (const { field, read_as, rows: usable, without, examples, note } of report.ranked_by) {
    if (without === 0) continue;
    const unlike =
      examples.length === 0 ? '' : `, for example ${examples.map((one) => `"${one}"`).join(', ')}`;
    output.warn(
      `ranked by ${field} as ${read_as}: ${formatCount(usable)} of ${plural(usable + without, 'row')} have a value that can be used, ` +
        `the others come last${unlike}${note === null ? '' : `. ${note}`}`,
    );
  }
  output.data(`threshold ${report.threshold_explanation}`);
  const others = report.at_thresholds.map((at) => `${formatCount(at.filtered)} at ${at.threshold}`);
  output.data(`other thresholds would drop ${others.join(', ')}`);
  printExamples(report.examples, output);
}

/** What reading pairs token by token did; nothing where none was read. */
function printRead(read: DeduplicateReport['read'], output: Output): void {
  if (read === undefined || read.pairs === 0) return;
  const right = read.right === null ? '' : `, of which ${percent(read.right)} are expected to be right`;
  const unread =
    read.unread === 0 ? '' : `; ${plural(read.unread, 'further pair')} not read, of which words decided`;
  output.data(
    `read token by token: ${plural(read.pairs, 'pair')} that words leave open; by these ${plural(read.dropped, 'row')} dropped${right}${unread}`,
  );
}

/** What the fields of the metadata were taken for, and which of them kept rows apart that are alike otherwise. */
function printFields({ fields, further_fields }: DeduplicateReport, output: Output): void {
  const titles = { task: 'the request', answer: 'the answer', bookkeeping: 'neither' };
  for (const part of ['task', 'answer', 'bookkeeping'] as const) {
    const all = fields.filter((field) => field.part === part);
    if (all.length === 0) continue;
    const names = all.slice(0, FIELDS_SHOWN).map(({ field, apart }) => {
      const rows = apart === 0 ? '' : ` (keeps ${plural(apart, 'row')} apart)`;
      return `${oneLine(field, WIDTH)}${rows}`;
    });
    const more = all.length > FIELDS_SHOWN ? ` and ${formatCount(all.length - FIELDS_SHOWN)} more` : '';
    output.data(
      `fields taken for part of ${titles[part]}: ${names.join(', ')}${more}`.replace(
        'part of neither',
        'neither',
      ),
    );
  }
  if (further_fields > 0) output.data(`${plural(further_fields, 'further field')}: see report.json`);
  const guessed = fields.find(({ by, apart }) => by === 'unknown' && apart > 0);
  if (guessed === undefined) return;
  output.note(
    `What ${guessed.field} is cannot be told from its name or values, so a difference in it counts: ` +
      `--ignore-field ${guessed.field} compares without it`,
  );
}

function printExamples(examples: readonly DuplicateExample[], output: Output): void {
  for (const reason of ['exact', 'lexical', 'paraphrase']) {
    for (const example of examples.filter((one) => one.reason === reason).slice(0, SHOWN)) {
      const { content, task, lexical, difference } = example;
      output.data('');
      output.data(
        `${reason}  content ${content.toFixed(2)}  task ${task.toFixed(2)}  letters ${lexical.toFixed(2)}`,
      );
      output.data(`  ${oneLine(difference, WIDTH)}`);
    }
  }
}
