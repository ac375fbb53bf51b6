import type { Json } from '../../../../schemas/record.ts';
import type { Row } from '../../../corpus/row.ts';
import { cutAnswer, cutPair, hasTools, requireGood, requirePrompt, type CutPair } from './cut.ts';
import { Misfit } from './misfit.ts';
import { openAiTool } from './tool-calls.ts';
import type { Draft, WriteDraft } from './trainer-file.ts';
import type { TrainerTurn } from './trainer-turns.ts';

/** A row with `messages: [{role, content}]` as OpenAI has it, with tools and their calls. */
function messageRows(draft: Draft): readonly Row[] {
  const { turns, rejected } = draft.example;
  requireGood(draft);
  refuseMedia(draft);
  if (!turns.some(({ role, content, calls }) => role === 'assistant' && (content !== '' || calls.length > 0)))
    throw new Misfit('no_answer', 'It has no answer: write it as `prompt-only`.');
  if (rejected !== null) draft.chosenOnly = true;
  return [{ messages: written(turns), ...toolColumn(draft) }];
}

/** A row with `prompt` and `completion` as TRL has it. */
function completionRows(draft: Draft): readonly Row[] {
  const { prompt, answer } = cutAnswer(draft);
  if (draft.example.rejected !== null) draft.chosenOnly = true;
  return [promptRow(draft, prompt, { completion: [answer] })];
}

/** A row with a `prompt` alone: the conversation up to its last question. */
function promptRows(draft: Draft): readonly Row[] {
  const { turns } = draft.example;
  const end = turns.findLastIndex(({ role }) => role === 'user' || role === 'tool') + 1;
  return [promptRow(draft, requirePrompt(turns.slice(0, end)), {})];
}

/** A row with `prompt`, `chosen` and `rejected` as TRL has it. */
function preferenceRows(draft: Draft): readonly Row[] {
  const { prompt, chosen, rejected } = cutPair(draft);
  return [promptRow(draft, prompt, { chosen, rejected })];
}

/** Rows with `prompt`, `completion` and `label` as TRL has it. A pair becomes two rows, a good and a bad answer. */
function ktoRows(draft: Draft): readonly Row[] {
  const { label, rejected } = draft.example;
  if (rejected !== null) {
    const pair = cutPair(draft);
    return [labelled(draft, pair, pair.chosen, true), labelled(draft, pair, pair.rejected, false)];
  }
  if (label === null)
    throw new Misfit(
      'no_label',
      'Nothing says whether its answer is good: it needs a `label` that is true or false.',
    );
  const { prompt, answer } = cutAnswer(draft);
  return [{ ...promptRow(draft, prompt, { completion: [answer] }), label }];
}

function labelled(draft: Draft, { prompt }: CutPair, turns: readonly TrainerTurn[], label: boolean): Row {
  return { ...promptRow(draft, prompt, { completion: turns }), label };
}

function promptRow(
  draft: Draft,
  prompt: readonly TrainerTurn[],
  answers: Readonly<Record<string, readonly TrainerTurn[]>>,
): Row {
  refuseMedia(draft);
  const entries = Object.entries(answers);
  if (!draft.file.plain) {
    const lists = entries.map(([name, turns]): [string, Json] => [name, written(turns)]);
    return { prompt: written(prompt), ...Object.fromEntries(lists), ...toolColumn(draft) };
  }
  const texts = entries.map(([name, turns]): [string, string] => [name, onlyText(turns)]);
  return { prompt: plainPrompt(draft, prompt), ...Object.fromEntries(texts) };
}

function plainPrompt(draft: Draft, prompt: readonly TrainerTurn[]): string {
  if (hasTools(draft)) draft.lose('tools', 'Tools have no place in a plain text: leave out `plain`.');
  const last = prompt.at(-1);
  if (prompt[0]?.role === 'system' && prompt[0].content !== '')
    draft.lose('system', 'A system prompt has no place in a plain text: leave out `plain`.');
  if (prompt.filter(({ role }) => role !== 'system').length > 1)
    draft.lose('history', 'Earlier turns have no place in a plain text: leave out `plain`.');
  return last?.content ?? '';
}

function onlyText(turns: readonly TrainerTurn[]): string {
  const [turn, ...more] = turns;
  if (turn === undefined || more.length > 0)
    throw new Misfit('order_of_turns', 'The answer takes several turns: leave out `plain`.');
  if (turn.calls.length > 0)
    throw new Misfit('tools', 'A call of a tool is no plain text: leave out `plain`.');
  return turn.content;
}

function written(turns: readonly TrainerTurn[]): Json {
  return turns.map(({ role, content, calls, callId, name }): Json => {
    const tool_calls = calls.map((call): Json => {
      const { id, name: called, arguments: given } = call;
      return { id, type: 'function', function: { name: called, arguments: given } };
    });
    return { role, content, tool_calls: calls.length === 0 ? null : tool_calls, tool_call_id: callId, name };
  });
}

/** The tools as JSON text: as lists their descriptions would be of another type in each row. */
function toolColumn({ example }: Draft): Row {
  return { tools: example.tools === null ? null : JSON.stringify(example.tools.map(openAiTool)) };
}

function refuseMedia(draft: Draft): void {
  const { images, videos, audios } = draft.example.media;
  if (images.length + videos.length + audios.length > 0)
    draft.lose('media', 'Pictures and sound have no place in it: write it as `sharegpt` or `alpaca`.');
}

export const MESSAGE_WRITERS = {
  messages: messageRows,
  'prompt-completion': completionRows,
  'prompt-only': promptRows,
  preference: preferenceRows,
  kto: ktoRows,
} as const satisfies Readonly<Record<string, WriteDraft>>;
