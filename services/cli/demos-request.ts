import type { Order, PromptFormat, Strategy } from '../../schemas/api/demonstrations.ts';
import type { DemosOptions } from './commands/demos.ts';
import { CliError, EXIT } from './exit-codes.ts';

/** The options of `demos` as commander hands them over; undefined leaves the choice to the service. */
export interface DemosFlags {
  readonly corpus?: string[];
  readonly input?: string;
  readonly k?: number;
  readonly strategy?: Strategy;
  readonly fetchK?: number;
  readonly lambdaMult?: number;
  readonly threshold?: number;
  readonly filter?: string;
  readonly allowNear?: boolean;
  readonly maxTokens?: number;
  readonly order?: Order;
  readonly format?: PromptFormat;
  readonly seed?: number;
  readonly prompt?: boolean;
}

/**
 * What to ask the API for.
 * @throws CliError when the filter is not JSON
 */
export function demosRequest(instruction: string, flags: DemosFlags): DemosOptions {
  const request = {
    instruction,
    corpora: flags.corpus,
    input: flags.input,
    k: flags.k,
    strategy: flags.strategy,
    fetch_k: flags.fetchK,
    lambda_mult: flags.lambdaMult,
    score_threshold: flags.threshold,
    filter: flags.filter === undefined ? undefined : parseFilter(flags.filter),
    allow_near: flags.allowNear,
    max_tokens: flags.maxTokens,
    order: flags.order,
    format: flags.format,
    seed: flags.seed,
  };
  return { request, promptOnly: flags.prompt === true };
}

function parseFilter(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CliError('--filter: not valid JSON', EXIT.usage, { cause: error });
  }
}
