import type { Json } from '../../../../schemas/record.ts';
import type { Row } from '../../../corpus/row.ts';
import { mediaColumns } from './alpaca-rows.ts';
import { cutAnswer, cutPair, single } from './cut.ts';
import { Misfit } from './misfit.ts';
import { argumentsOf } from './tool-calls.ts';
import type { Draft } from './trainer-file.ts';
import type { TrainerTurn } from './trainer-turns.ts';

const ASKING = new Set(['human', 'observation']);

/**
 * A row with `conversations: [{from, value}]` as LLaMA-Factory has it: `human` or `observation` and `gpt` or `function_call`
 * take turns, and `tools` is a JSON text. In a file of pairs the answers stand beside it as `chosen` and `rejected`.
 */
export function sharegptRows(draft: Draft): readonly Row[] {
  const { example, file } = draft;
  const isPair = file.lesson === 'pairs';
  if (example.rejected !== null && !isPair) draft.chosenOnly = true;
  const pair = isPair ? cutPair(draft) : null;
  const whole = pair === null ? wholeOf(draft) : pair.prompt;
  const conversations = whole.map((turn) => spoken(turn));
  requireTurns(conversations);
  return [
    {
      conversations,
      ...(pair === null
        ? {}
        : { chosen: spoken(single(pair.chosen)), rejected: spoken(single(pair.rejected)) }),
      ...(file.lesson === 'labels' ? { label: example.label } : {}),
      tools: example.tools === null ? null : JSON.stringify(example.tools),
      ...mediaColumns(example.media),
    },
  ];
}

function wholeOf(draft: Draft): readonly TrainerTurn[] {
  const { prompt, answer } = cutAnswer(draft);
  return [...prompt, answer];
}

function spoken(turn: TrainerTurn): { from: string; value: string } {
  const { role, content, calls } = turn;
  if (calls.length > 0) {
    if (content.trim() !== '')
      throw new Misfit('tools', 'A turn both speaks and calls a tool: write it as `messages`.');
    const written = calls.map((call): Json => ({ name: call.name, arguments: argumentsOf(call) }));
    return { from: 'function_call', value: JSON.stringify(written.length === 1 ? written[0] : written) };
  }
  const speakers = { system: 'system', user: 'human', assistant: 'gpt', tool: 'observation' };
  return { from: speakers[role], value: content };
}

function requireTurns(conversations: readonly { from: string }[]): void {
  const turns = conversations[0]?.from === 'system' ? conversations.slice(1) : conversations;
  turns.forEach(({ from }, at) => {
    if (from === 'system' || ASKING.has(from) !== (at % 2 === 0))
      throw new Misfit('order_of_turns', 'Question and answer do not take turns: write it as `messages`.');
  });
}
