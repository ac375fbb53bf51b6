import type { Command } from 'commander';
import { resolve } from 'node:path';
import { counted } from '../../../schemas/counted.ts';
import type { CommandContext } from '../command.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { agreementLines, manifestLines } from '../print/evaluation-lines.ts';
import { describeArgument, shareOption, wholeNumber } from '../options.ts';
import type { Start } from '../start.ts';

interface LabelFlags {
  readonly out?: string;
  readonly agreement?: string;
  readonly minSize: number;
  readonly testShare: number;
  readonly pairs: number;
  readonly seed: number;
  readonly force: boolean;
}

export function register(command: Command, start: Start): void {
  describeArgument(command, 'any file that can be ingested')
    .option('--out <dir>', 'a new folder for the benchmark')
    .option('--min-size <n>', 'rows that a task needs to be kept', wholeNumber(1), 10)
    .option('--test-share <x>', 'share of the rows in the test, 0 to 1', shareOption, 0.15)
    .option('--pairs <n>', 'pairs for intention similarity', wholeNumber(0), 2_500)
    .option('--seed <n>', 'seed of the split and the pairs', wholeNumber(0), 0)
    .option('--force', 'replace a benchmark that is in the folder', false)
    .option('--agreement <file>', 'instead, measure how often our labels agree with the file of a benchmark')
    .action(start(label));
}

/** Makes a benchmark of a corpus, or compares our labels with those of a benchmark's file. */
function label(context: CommandContext, file: string | undefined, flags: LabelFlags): Promise<ExitCode> {
  const { out, agreement } = flags;
  if (agreement !== undefined && file === undefined && out === undefined) return agree(context, agreement);
  if (file !== undefined && out !== undefined && agreement === undefined)
    return make(context, file, out, flags);
  throw new CliError('Give a file and --out, or --agreement alone.', EXIT.usage);
}

async function make(
  { output, signal }: CommandContext,
  file: string,
  out: string,
  flags: LabelFlags,
): Promise<ExitCode> {
  const { makeBenchmark } = await import('../../offline-tools.ts');
  const onProgress = (message: string): void => output.note(message);
  const target = { directory: out, replace: flags.force };
  const manifest = await makeBenchmark(file, target, flags, { onProgress, signal });
  if (output.json) output.value(manifest);
  else for (const line of manifestLines(manifest)) output.data(line);
  const { positive, negative } = manifest.pairs;
  if (positive + negative < flags.pairs) {
    output.warn(`Only ${counted(positive + negative, 'pair')} of ${flags.pairs}: the test has no more.`);
  }
  output.note(`Written to ${resolve(out)}`);
  return manifest.dropped.rejected > 0 ? EXIT.rejected : EXIT.ok;
}

async function agree({ output }: CommandContext, file: string): Promise<ExitCode> {
  const { agreementWith } = await import('../../offline-tools.ts');
  const report = await agreementWith(file);
  if (output.json) output.value(report);
  else for (const line of agreementLines(report, output)) output.data(line);
  return EXIT.ok;
}
