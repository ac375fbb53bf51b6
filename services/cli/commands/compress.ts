import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import type { CompressionCheck, CompressReport } from '../../../schemas/curation/compress.ts';
import { CompressionMethod } from '../../../schemas/curation/compress.ts';
import { SpaceName } from '../../../schemas/record.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import type { CommandContext } from '../command.ts';
import { runCuration, type CurationFlags } from '../run-curation.ts';
import { CliError, type ExitCode } from '../exit-codes.ts';
import { readTextFile } from '../files/input-file.ts';
import type { Output } from '../print/output.ts';
import { oneLine, table } from '../print/text.ts';
import { addCurationOptions, number } from '../options.ts';
import type { Start } from '../start.ts';

interface CompressFlags extends CurationFlags {
  readonly budget: number;
  readonly method?: CompressionMethod;
  readonly space?: SpaceName;
  readonly seed?: number;
  /** Metadata fields that hold scores, one field for each model. */
  readonly scoreField?: string[];
  /** The metric of the fields `MODEL/METRIC`. */
  readonly metric?: string;
  /** A JSON file with scores by the id of the row. */
  readonly scores?: string;
}

const NAME_WIDTH = 40;
/** So many errors a 95 % quantile needs. */
const ENOUGH_MODELS = 19;

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
      'metadata fields with scores, one for each model, to choose rows by (disagreement) or to check estimates on',
    )
    .option('--metric <name>', 'every field MODEL/<name> holds scores, as merge-scores writes them')
    .option('--scores <file>', 'JSON object of scores by id: of all rows, or of the representatives')
    .action(start(compress));
}

/** Picks rows that stand for a whole benchmark. */
async function compress(context: CommandContext, corpus: string, flags: CompressFlags): Promise<ExitCode> {
  const { budget, method, space, seed, scoreField, metric, scores } = flags;
  const given = scores === undefined ? undefined : await readScores(scores);
  return runCuration(
    context,
    {
      kind: 'compress',
      corpus,
      body: { budget, method, space, seed, score_fields: scoreField, metric, scores: given },
      print: (report, output) => {
        printCompression(report, output, flags.out);
      },
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

/**
 * Prints what was chosen and how well it tells scores.
 * @param out the folder that the files of the job were put in
 */
export function printCompression(report: CompressReport, output: Output, out: string | undefined): void {
  const { rows, representatives, method, space, least_weight: least, greatest_weight: most, checks } = report;
  const weightOf = (weight: number): string => grouped(Math.round(weight));
  const weight =
    weightOf(least) === weightOf(most) ? weightOf(most) : `${weightOf(least)} to ${weightOf(most)}`;
  const where = method === 'disagreement' ? 'by the results of models' : `in the space ${space}`;
  output.data(
    `${counted(representatives, 'row')} of ${grouped(rows)}, each for ${weight} (${method.replaceAll('_', ' ')}, ${where})`,
  );
  printPredictor(report, output, out);
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

/** How well later models can be told, and how. */
function printPredictor({ predictor }: CompressReport, output: Output, out = 'DIR'): void {
  if (predictor === undefined || predictor === null) return;
  const { models, unfinished, error, inside } = predictor;
  output.data(
    `each of ${counted(models, 'model')} told by the others: off by ${error.toFixed(3)}, ${(100 * inside).toFixed(0)} % inside the 95 % interval`,
  );
  if (unfinished > 0)
    output.warn(
      `${counted(unfinished, 'model was', 'models were')} left out, for want of a score on some row.`,
    );
  if (models < ENOUGH_MODELS) {
    output.warn(`With fewer than ${ENOUGH_MODELS} models the interval rests on few errors.`);
  }
  output.note(
    `A later model: "kindred estimate ${join(out, 'predictor.json')} FILE", with its results on the chosen rows`,
  );
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
