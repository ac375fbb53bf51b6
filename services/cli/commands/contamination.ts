import type { Command } from 'commander';
import type { ContaminationReport, LeakPair, Verdict } from '../../../schemas/curation/contamination.ts';
import { Verdict as VerdictSchema } from '../../../schemas/curation/contamination.ts';
import { counted, grouped } from '../../../schemas/counted.ts';
import type { CommandContext } from '../command.ts';
import { runCuration, type CurationFlags } from '../run-curation.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Output } from '../print/output.ts';
import { oneLine, share, table } from '../print/text.ts';
import { addCurationOptions, number, sameTaskFrom } from '../options.ts';
import type { Start } from '../start.ts';

interface ContaminationFlags extends CurationFlags {
  readonly threshold?: number;
  readonly sameTaskFrom?: number;
}

const EXAMPLES_SHOWN = 3;
const FIELDS_SHOWN = 10;
const LONGEST_LINE = 120;
const LEAKS: readonly Verdict[] = ['exact', 'near', 'soft'];

export function register(command: Command, start: Start): void {
  addCurationOptions(command)
    .option(
      '--threshold <similarity>',
      'content similarity from which other words say the same (default: from the data)',
      number,
    )
    .addOption(sameTaskFrom())
    .action(start(contamination));
}

/** Finds rows of a benchmark in training data. */
function contamination(
  context: CommandContext,
  train: string,
  bench: string,
  { threshold, sameTaskFrom, ...flags }: ContaminationFlags,
): Promise<ExitCode> {
  const body = { train, bench, threshold, same_task_from: sameTaskFrom };
  return runCuration(context, { kind: 'contamination', body, print: printContamination }, flags);
}

/** Prints what was found, and which of it an export by the marks does not leave out. */
export function printContamination(report: ContaminationReport, output: Output): void {
  const { rows, verdicts, train, bench } = report;
  output.data(
    `${counted(rows.bench, 'row')} of ${bench} looked for in ${counted(rows.train, 'row')} of ${train}`,
  );
  output.data('');
  const lines = VerdictSchema.options.map((verdict) => {
    const { bench_rows, train_rows } = verdicts[verdict];
    const leaking = train_rows === null ? '' : grouped(train_rows);
    return [verdict, grouped(bench_rows), share(bench_rows / rows.bench), leaking];
  });
  const right = 'right' as const;
  const columns = [
    { title: 'VERDICT' },
    { title: 'BENCH ROWS', align: right },
    { title: 'SHARE', align: right },
    { title: 'TRAIN ROWS', align: right },
  ];
  for (const line of table(columns, lines)) output.data(line);
  const soft = verdicts.soft.train_rows ?? 0;
  if (soft > 0)
    output.data(
      `${counted(soft, 'training row')} with soft leaks alone: the marks keep them, so an export with --apply has them`,
    );
  const inFields = report.fields.map(
    ({ field, train_rows, bench_texts }) =>
      `${field} (${counted(bench_texts, 'text')} in ${counted(train_rows, 'training row')})`,
  );
  if (inFields.length > 0) output.data(`leaks by field: ${inFields.slice(0, FIELDS_SHOWN).join(', ')}`);
  for (const verdict of LEAKS) printExamples(report, verdict, output);
  output.data('');
  for (const line of baseRateLines(report)) output.data(line);
}

function printExamples({ examples, verdicts }: ContaminationReport, verdict: Verdict, output: Output): void {
  const shown = examples.filter((example) => example.verdict === verdict).slice(0, EXAMPLES_SHOWN);
  if (shown.length === 0) return;
  const { ellipsis } = output.glyphs;
  const width = Math.min(output.width, LONGEST_LINE) - 9;
  output.data('');
  output.data(output.style('bold', `${verdict}: ${verdicts[verdict].definition}`));
  for (const { bench_text, train_text, ...pair } of shown) {
    output.data(`  bench  ${oneLine(bench_text, width, ellipsis)}`);
    output.data(`  train  ${oneLine(train_text, width, ellipsis)}`);
    output.data(output.style('dim', `         ${howFound(pair)}`));
  }
}

/** Where a text was found, and what speaks for it. */
function howFound({ field, difference, content, ngram_8 }: LeakPair): string {
  return [
    `in ${field}`,
    ...(content === null ? [] : [`content ${content.toFixed(2)}`]),
    ...(ngram_8 === null ? [] : [`${share(ngram_8)} of its 8-grams`]),
    ...(difference.length === 0 ? [] : [`other ${difference.join(', ')}`]),
  ].join(', ');
}

/** The lines on the similarity that a shared task alone explains, and on two known definitions of contamination. */
function baseRateLines({ base_rate, threshold, by_definition }: ContaminationReport): string[] {
  const known =
    `By other definitions: ${counted(by_definition.any_13_gram, 'row')} with a 13-gram in the training data (GPT-3), ` +
    `${grouped(by_definition.most_8_grams)} with 70% of their 8-grams (PaLM); ` +
    `${grouped(by_definition.without_8_grams)} are too short for both.`;
  if (threshold !== 'auto') return [known];
  if (base_rate === null) return ['Too few rows share a task to learn what that explains.', known];
  const { pairs, median, p99, level } = base_rate;
  return [
    `${counted(pairs, 'pair')} of one task: content ${median.toFixed(2)} in the middle, above ${p99.toFixed(2)} for one in 100, ` +
      `${level.toFixed(2)} for one in 30,000.`,
    known,
  ];
}
