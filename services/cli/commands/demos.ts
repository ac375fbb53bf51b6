import type { z } from 'zod';
import { DemonstrationsRequest } from '../../../schemas/api/demonstrations.ts';
import type { CommandContext } from '../command.ts';
import { demonstrationLines, searchLine } from '../print/demonstration-lines.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';

export interface DemosOptions {
  /** Not checked yet. */
  readonly request: Readonly<Record<string, unknown>>;
  /** Print the rendered prompt and nothing else. */
  readonly promptOnly: boolean;
}

/** Finds demonstrations for an instruction. */
export async function demos(
  context: CommandContext,
  { request, promptOnly }: DemosOptions,
): Promise<ExitCode> {
  const { output } = context;
  const checked = DemonstrationsRequest.safeParse(request);
  if (!checked.success) throw new CliError(inTermsOfOptions(checked.error.issues), EXIT.usage);
  const answer = await context.withService(({ client }) => client.demonstrations(checked.data));
  if (promptOnly) {
    if (typeof answer.prompt === 'string') output.data(answer.prompt);
    else output.value(answer.prompt);
    if (answer.reason !== null) output.note(answer.reason);
    return EXIT.ok;
  }
  if (output.json) {
    output.value(answer);
    return EXIT.ok;
  }
  for (const line of demonstrationLines(answer, output)) output.data(line);
  output.note(searchLine(answer));
  return EXIT.ok;
}

/** Fields of the request whose options have other names. */
const OPTION_OF: Readonly<Record<string, string>> = {
  instruction: 'TEXT',
  corpora: '--corpus',
  score_threshold: '--threshold',
  k: '-k',
};

function inTermsOfOptions(issues: readonly z.core.$ZodIssue[]): string {
  return issues
    .map(({ path, message }) => {
      const field = String(path[0] ?? 'request');
      return `${OPTION_OF[field] ?? `--${field.replaceAll('_', '-')}`}: ${message}`;
    })
    .join('; ');
}
