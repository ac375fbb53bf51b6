import type { DemonstrationsRequest } from '../../schemas/api/demonstrations.ts';
import type { StablePrefix } from '../../schemas/api/found-demonstrations.ts';
import type { InstructionRecord } from '../../schemas/record.ts';
import { askedOf } from './asked.ts';
import { stablePrefix, type Backbone } from './backbone.ts';
import type { Chosen } from './choose.ts';
import { orderForPrompt } from './order.ts';
import type { Exchange } from './prompt.ts';
import type { PromptWriter, WrittenPrompt } from './prompt-writer.ts';

/** A chosen demonstration with its place in the order of choice, from 1. */
type Ranked = Chosen & { readonly rank: number };

/** A prompt with what stands in it. */
interface LaidOut extends WrittenPrompt {
  /** The demonstrations in the order of the prompt. */
  readonly ordered: readonly Ranked[];
  readonly prefix: StablePrefix | null;
  /** How many of those chosen for the query are not in it, since the prompt would have had too many tokens. */
  readonly leftOut: number;
}

/**
 * Puts demonstrations into a prompt. Where they have more tokens together than one by one, so that the prompt is above its limit,
 * those that were chosen last are left out.
 * @param fresh those chosen for the query, in the order of choice
 * @throws KindredError `invalid_request` when the chat template of the tokenizer does not take the prompt
 */
export async function layOut(
  request: DemonstrationsRequest,
  backbone: Backbone | null,
  fresh: readonly Chosen[],
  writer: PromptWriter,
): Promise<LaidOut> {
  const query: Exchange = { ...askedOf(request), output: null };
  const first = backbone?.chosen ?? [];
  const most = request.max_prompt_tokens ?? Infinity;
  for (let kept = fresh.length; ; kept -= 1) {
    const ordered = inOrder(first, fresh.slice(0, kept), request);
    const exchanges = ordered.map(({ candidate }) => exchangeOf(candidate.record));
    const written = await writer.write(exchanges, query);
    if (kept > 0 && (written.tokens ?? 0) > most) continue;
    const beginning = exchanges.slice(0, first.length);
    const prefix =
      backbone === null
        ? null
        : stablePrefix(backbone, await writer.beginning(beginning, query, written.prompt));
    return { ...written, ordered, prefix, leftOut: fresh.length - kept };
  }
}

function inOrder(
  first: readonly Chosen[],
  fresh: readonly Chosen[],
  { order }: DemonstrationsRequest,
): Ranked[] {
  const ranked = fresh.map((one, index) => ({ ...one, rank: first.length + index + 1 }));
  return [
    ...first.map((one, index) => ({ ...one, rank: index + 1 })),
    ...orderForPrompt(ranked, ({ scores }) => scores.fit ?? scores.task, order),
  ];
}

/** A record as an exchange of a prompt. */
export function exchangeOf({ system, history, instruction, input, output }: InstructionRecord): Exchange {
  return { system, history, instruction, input, output };
}
