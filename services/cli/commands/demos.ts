import { Option, type Command } from 'commander';
import { DemonstrationsRequest, Order, PromptFormat, Strategy } from '../../../schemas/api/demonstrations.ts';
import type { CommandContext } from '../command.ts';
import { demonstrationLines, searchLine } from '../print/demonstration-lines.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { inTermsOfOptions, jsonOf } from '../json-option.ts';
import { describeArgument, number } from '../options.ts';
import type { Start } from '../start.ts';

/** The options of `demos` as commander gives them. Where an option is undefined, the service uses its default. */
interface DemosFlags {
  readonly corpus?: string[];
  readonly input?: string;
  readonly k?: number;
  readonly strategy?: Strategy;
  readonly fetchK?: number;
  readonly lambdaMult?: number;
  readonly minFit?: number;
  readonly threshold?: number;
  readonly filter?: string;
  readonly groupBy?: string;
  readonly allowNear?: boolean;
  readonly maxTokens?: number;
  readonly maxPromptTokens?: number;
  readonly tokenizer?: string;
  readonly backbone?: number;
  readonly order?: Order;
  readonly format?: PromptFormat;
  readonly seed?: number;
  readonly prompt?: boolean;
}

export function register(command: Command, start: Start): void {
  describeArgument(command, 'the instruction')
    .option('--corpus <name...>', 'the corpora to search; all when left out')
    .option('--input <text>', 'the text that the instruction works on')
    .option('-k <n>', 'how many demonstrations (default: 4)', number)
    .addOption(
      new Option('--strategy <name>', 'how they are chosen (default: balanced)').choices(Strategy.options),
    )
    .option('--fetch-k <n>', 'how many candidates are considered', number)
    .option('--lambda-mult <x>', 'weight of fit against difference, 0 to 1 (default: 0.5)', number)
    .option('--min-fit <x>', 'lowest chance that a demonstration fits, 0 to 1 (default: 0.5)', number)
    .option('--threshold <x>', 'lowest task similarity of a demonstration', number)
    .option(
      '--filter <json>',
      'which records, for example \'{"must":[{"key":"source","match":{"value":"x"}}]}\'',
    )
    .option('--group-by <field>', 'one for each value of label, kind, source or metadata.<key>')
    .option('--allow-near', 'also take near copies of the instruction')
    .option('--max-tokens <n>', 'token budget of all demonstrations', number)
    .option('--max-prompt-tokens <n>', 'token budget of the whole prompt; needs --tokenizer', number)
    .option('--tokenizer <name>', 'what counts tokens: a tokenizer of the folder KINDRED_TOKENIZERS')
    .option(
      '--backbone <n>',
      'demonstrations that stand first, the same for every text of its kind of work',
      number,
    )
    .addOption(
      new Option('--order <order>', 'order in the prompt (default: near_last)').choices(Order.options),
    )
    .addOption(
      new Option('--format <format>', 'of the prompt; default messages').choices(PromptFormat.options),
    )
    .option('--seed <n>', 'seed of the strategy random', number)
    .option('--prompt', 'print the rendered prompt alone')
    .action(start(demos));
}

/** Finds demonstrations for an instruction. */
async function demos(context: CommandContext, instruction: string, flags: DemosFlags): Promise<ExitCode> {
  const { output } = context;
  const checked = DemonstrationsRequest.safeParse(requestOf(instruction, flags));
  if (!checked.success) throw new CliError(inTermsOfOptions(checked.error.issues, OPTION_OF), EXIT.usage);
  const answer = await context.withService(({ client }) => client.demonstrations(checked.data));
  if (flags.prompt === true) {
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

/**
 * Makes the request to the API from the arguments and options.
 * @throws CliError when the filter is not JSON
 */
function requestOf(instruction: string, flags: DemosFlags): Readonly<Record<string, unknown>> {
  return {
    instruction,
    corpora: flags.corpus,
    input: flags.input,
    k: flags.k,
    strategy: flags.strategy,
    fetch_k: flags.fetchK,
    lambda_mult: flags.lambdaMult,
    min_fit: flags.minFit,
    score_threshold: flags.threshold,
    filter: flags.filter === undefined ? undefined : jsonOf('--filter', flags.filter),
    group_by: flags.groupBy,
    allow_near: flags.allowNear,
    max_tokens: flags.maxTokens,
    max_prompt_tokens: flags.maxPromptTokens,
    tokenizer: flags.tokenizer,
    backbone: flags.backbone,
    order: flags.order,
    format: flags.format,
    seed: flags.seed,
  };
}

/** The options of those request fields that the command line calls by another name. */
const OPTION_OF: Readonly<Record<string, string>> = {
  instruction: 'TEXT',
  corpora: '--corpus',
  score_threshold: '--threshold',
  k: '-k',
};
