import type { Command } from 'commander';
import type { CommandContext } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { iebLines, labelledLines } from '../print/evaluation-lines.ts';
import { plural } from '../print/text.ts';
import { collect } from '../options.ts';
import type { Start } from '../start.ts';

interface IebFlags {
  readonly encoder?: readonly string[];
  readonly withInput: boolean;
}

interface LabelledFlags {
  readonly label: string;
  readonly encoder?: readonly string[];
  readonly text?: readonly string[];
  readonly withoutSame?: readonly string[];
}

const ENCODER_HELP = 'a folder with an encoder.json, or the name of the shipped encoder; may be repeated';

export function register(evaluation: Command, start: Start): void {
  addIeb(evaluation, start);
  addLabelled(evaluation, start);
}

function addIeb(evaluation: Command, start: Start): void {
  evaluation
    .command('ieb')
    .description('the Instruction Embedding Benchmark: clustering, intention similarity, retrieval')
    .argument('<dir>', 'has eft_test.json and intention_similarity_test.json')
    .option('--encoder <name|dir>', ENCODER_HELP, collect)
    .option('--with-input', 'embed the instructions with their inputs', false)
    .action(start(evalIeb));
}

function addLabelled(evaluation: Command, start: Start): void {
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
    .action(start(evalLabelled));
}

const watchOf = ({ output, signal }: CommandContext) => ({
  onProgress: (message: string) => output.note(message),
  signal,
});

const truncatedNote = (method: {
  encoder: string;
  space: string | null;
  truncated: number;
}): string | null =>
  method.truncated === 0 || method.space === 'content'
    ? null
    : `${method.encoder}: ${plural(method.truncated, 'text')} cut at the encoder's limit`;

function noteTruncated(context: CommandContext, methods: Parameters<typeof truncatedNote>[0][]): void {
  for (const note of methods.map(truncatedNote)) if (note !== null) context.output.note(note);
}

/** Measures encoders on the Instruction Embedding Benchmark. */
async function evalIeb(
  context: CommandContext,
  directory: string,
  { encoder = [], withInput }: IebFlags,
): Promise<ExitCode> {
  const { evaluateIebFolder } = await import('../../offline-tools.ts');
  const { output, environment } = context;
  const options = { encoders: encoder, environment, withInput };
  const report = await evaluateIebFolder(directory, options, watchOf(context));
  noteTruncated(context, report.methods);
  if (output.json) output.value(report);
  else for (const line of iebLines(report, output)) output.data(line);
  return EXIT.ok;
}

/** Measures encoders on a file whose rows have a label. */
async function evalLabelled(
  context: CommandContext,
  file: string,
  { label, encoder = [], text = [], withoutSame = [] }: LabelledFlags,
): Promise<ExitCode> {
  const { evaluateLabelledFile } = await import('../../offline-tools.ts');
  const { output, environment } = context;
  const options = { encoders: encoder, environment, label, text, withoutSame };
  const report = await evaluateLabelledFile(file, options, watchOf(context));
  noteTruncated(context, report.methods);
  if (output.json) output.value(report);
  else for (const line of labelledLines(report, output)) output.data(line);
  if (report.unlabelled > 0) output.note(`${plural(report.unlabelled, 'row')} without a label left out`);
  if (report.rejected === 0) return EXIT.ok;
  output.warn(`${plural(report.rejected, 'row')} could not be read`);
  return EXIT.rejected;
}
