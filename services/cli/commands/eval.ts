import { Option } from 'commander';
import type { Command } from 'commander';
import { counted } from '../../../schemas/counted.ts';
import type { CommandContext } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { iebLines, kindsLines, labelledLines } from '../print/evaluation-lines.ts';
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

interface KindsFlags {
  readonly encoder?: readonly string[];
  readonly by: 'language' | 'source';
}

const ENCODER_HELP = 'a folder with an encoder.json, or the name of the shipped encoder; may be repeated';

export function register(evaluation: Command, start: Start): void {
  addIeb(evaluation, start);
  addLabelled(evaluation, start);
  addKinds(evaluation, start);
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

function addKinds(evaluation: Command, start: Start): void {
  evaluation
    .command('kinds')
    .description('rows with their kind of work: how many of the nearest four of other sources do the same')
    .argument('<files...>', 'rows with `kind`, `also`, `source` and `lang`; several files are one set')
    .addOption(
      new Option('--by <what>', 'tell figures for each of these')
        .choices(['language', 'source'])
        .default('language'),
    )
    .option('--encoder <name|dir>', ENCODER_HELP, collect)
    .action(start(evalKinds));
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
    : `${method.encoder}: ${counted(method.truncated, 'text')} cut at the encoder's limit`;

function noteTruncated(context: CommandContext, methods: Parameters<typeof truncatedNote>[0][]): void {
  for (const note of methods.map(truncatedNote)) if (note !== null) context.output.note(note);
}

/** Measures encoders on the Instruction Embedding Benchmark. */
async function evalIeb(
  context: CommandContext,
  directory: string,
  { encoder = [], withInput }: IebFlags,
): Promise<ExitCode> {
  const { evaluateIebFolder } = await import('../../offline-evaluation.ts');
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
  const { evaluateLabelledFile } = await import('../../offline-evaluation.ts');
  const { output, environment } = context;
  const options = { encoders: encoder, environment, label, text, withoutSame };
  const report = await evaluateLabelledFile(file, options, watchOf(context));
  noteTruncated(context, report.methods);
  if (output.json) output.value(report);
  else for (const line of labelledLines(report, output)) output.data(line);
  return noteLeftOut(context, report, 'a label');
}

/** Measures encoders on files whose rows name their kind of work. */
async function evalKinds(
  context: CommandContext,
  files: readonly string[],
  { encoder = [], by }: KindsFlags,
): Promise<ExitCode> {
  const { evaluateKindFiles } = await import('../../offline-evaluation.ts');
  const { output, environment } = context;
  const report = await evaluateKindFiles(files, { encoders: encoder, environment, by }, watchOf(context));
  noteTruncated(context, report.methods);
  if (output.json) output.value(report);
  else for (const line of kindsLines(report, output)) output.data(line);
  return noteLeftOut(context, report, 'a kind');
}

/** Says which rows were not measured; the exit code tells whether all could be read. */
function noteLeftOut(
  { output }: CommandContext,
  { unlabelled, rejected }: { readonly unlabelled: number; readonly rejected: number },
  what: string,
): ExitCode {
  if (unlabelled > 0) output.note(`${counted(unlabelled, 'row')} without ${what} left out`);
  if (rejected === 0) return EXIT.ok;
  output.warn(`${counted(rejected, 'row')} could not be read`);
  return EXIT.rejected;
}
