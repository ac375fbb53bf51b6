import { Option, type Command } from 'commander';
import { z } from 'zod';
import type { CompressionCheck, CompressReport } from '../../../schemas/curation/compress.ts';
import { CompressionMethod } from '../../../schemas/curation/compress.ts';
import { SpaceName } from '../../../schemas/record.ts';
import type { CommandContext } from '../command.ts';
import { runCuration, type CurationFlags } from '../run-curation.ts';
import { CliError, type ExitCode } from '../exit-codes.ts';
import { readTextFile } from '../files/input-file.ts';
import type { Output } from '../print/output.ts';
import { formatCount, oneLine, plural, table } from '../print/text.ts';
import { addCurationOptions, number } from '../options.ts';
import type { Start } from '../start.ts';

interface CompressFlags extends CurationFlags {
  readonly budget: number;
  readonly method?: CompressionMethod;
  readonly space?: SpaceName;
  readonly seed?: number;
  /** Metadata fields that hold scores, one field for each model. */
  readonly scoreField?: string[];
  /** A JSON file with scores by the id of the row. */
  readonly scores?: string;
}

const NAME_WIDTH = 40;

export function register(command: Command, start: Start): void {
  addCurationOptions(command)
    .requiredOption('--budget <n>', 'representatives: a count, or a share such as 0.1', number)
    .addOption(
      new Option('--method <name>', 'how rows are picked (default: stratified)').choices(
        CompressionMethod.options,
      ),
    )
    .addOption(
      new Option('--space <space>', 'where rows are near (default: task)').choices(SpaceName.options),
    )
    .option('--seed <n>', 'seed of the draw (default: 42)', number)
    .option(
      '--score-field <field...>',
      'metadata fields with scores, one for each model, to check estimates on',
    )
    .option('--scores <file>', 'JSON object of scores by id: of all rows, or of the representatives')
    .action(start(compress));
}

/** Picks rows that stand for a whole benchmark. */
async function compress(context: CommandContext, corpus: string, flags: CompressFlags): Promise<ExitCode> {
  const { budget, method, space, seed, scoreField, scores } = flags;
  const given = scores === undefined ? undefined : await readScores(scores);
  return runCuration(
    context,
    {
      kind: 'compress',
      corpus,
      body: { budget, method, space, seed, score_fields: scoreField, scores: given },
      print,
    },
    flags,
  );
}

async function readScores(file: string): Promise<Record<string, number>> {
  const text = await readTextFile(file);
  try {
    return z.record(z.string(), z.number()).parse(JSON.parse(text));
  } catch {
    throw new CliError(`${file} is not a JSON object of scores by id: {"item-17": 1, "item-90": 0.5}.`);
  }
}

function print(report: CompressReport, output: Output): void {
  const { rows, representatives, method, space, least_weight: least, greatest_weight: most, checks } = report;
  const weight = least === most ? formatCount(most) : `${formatCount(least)} to ${formatCount(most)}`;
  output.data(
    `${plural(representatives, 'row')} of ${formatCount(rows)}, each for ${weight} (${method.replaceAll('_', ' ')}, in the space ${space})`,
  );
  if (checks.length === 0) return;
  const columns = [
    { title: 'SCORE' },
    { title: 'ESTIMATE', align: 'right' as const },
    { title: '95 %', align: 'right' as const },
    { title: 'ALL ROWS', align: 'right' as const },
    { title: 'OFF BY', align: 'right' as const },
    { title: 'RANDOM ROWS', align: 'right' as const },
  ];
  for (const line of table(
    columns,
    checks.map((check) => cells(check, output)),
  )) {
    output.data(line);
  }
}

function cells(
  { name, estimate, margin, full, error, random_error: random }: CompressionCheck,
  { glyphs }: Output,
): string[] {
  const figure = (value: number | null, before = ''): string =>
    value === null ? '-' : before + value.toFixed(3);
  const named = oneLine(name, NAME_WIDTH, glyphs.ellipsis);
  const miss = error === null ? null : Math.abs(error);
  return [named, figure(estimate), figure(margin, '± '), figure(full), figure(miss), figure(random)];
}
