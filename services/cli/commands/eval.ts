import type { CommandContext } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { iebLines, labelledLines } from '../print/evaluation-lines.ts';
import { plural } from '../print/text.ts';

export interface IebFlags {
  readonly encoder?: readonly string[];
  readonly withInput: boolean;
}

export interface LabelledFlags {
  readonly label: string;
  readonly encoder?: readonly string[];
  readonly text?: readonly string[];
  readonly withoutSame?: readonly string[];
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

/** Puts encoders to the Instruction Embedding Benchmark. */
export async function evalIeb(
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

/** Puts encoders to a labelled file. */
export async function evalLabelled(
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
