import { Option, type Command } from 'commander';
import { KeepRule, type DeduplicateOperation, type RankField } from '../../schemas/curation/deduplicate.ts';
import { collect, number } from './options.ts';

/** How duplicates are found, and which of them stay. */
export interface DedupOptions {
  readonly threshold: number | 'auto';
  readonly targetRows?: number;
  readonly jaccard: number;
  readonly keep: KeepRule;
  readonly qualityKey?: string;
  readonly dateKey?: string;
  readonly rankBy?: readonly RankField[];
  readonly maxLoss?: number | 'off';
  readonly readPairs: boolean;
  readonly seed: number;
  readonly taskField?: readonly string[];
  readonly answerField?: readonly string[];
  readonly ignoreField?: readonly string[];
}

/** Adds the options of `DedupOptions` to a command. */
export function addDedupOptions(command: Command): Command {
  return command
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
    .option('--seed <n>', 'seed of --keep random', number, 42);
}

/** The request that the options stand for. */
export function dedupRequest(options: DedupOptions): Omit<Partial<DeduplicateOperation>, 'kind' | 'against'> {
  const { threshold, jaccard, keep, qualityKey, dateKey, rankBy, maxLoss, seed, ...others } = options;
  const { readPairs, targetRows, taskField, answerField, ignoreField } = others;
  return {
    threshold,
    jaccard_threshold: jaccard,
    keep,
    seed,
    ...(targetRows !== undefined && { target_rows: targetRows }),
    ...(!readPairs && { read_pairs: false }),
    ...(qualityKey !== undefined && { quality_key: qualityKey }),
    ...(dateKey !== undefined && { date_key: dateKey }),
    ...(rankBy !== undefined && { rank_by: [...rankBy] }),
    ...(maxLoss !== undefined && { max_loss: maxLoss === 'off' ? null : maxLoss }),
    ...(taskField !== undefined && { task_fields: [...taskField] }),
    ...(answerField !== undefined && { answer_fields: [...answerField] }),
    ...(ignoreField !== undefined && { ignore_fields: [...ignoreField] }),
  };
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
