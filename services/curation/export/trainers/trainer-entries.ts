import type { TrainerFindings } from '../../../../schemas/curation/trainer-layout.ts';
import type { Json } from '../../../../schemas/record.ts';
import type { TrainerFile } from './trainer-file.ts';
import type { TrainerPlan } from './trainer-survey.ts';

type Entry = Record<string, Json>;
type Advice = TrainerFindings['advice'];

/** What the configurations of trainers say of a file. */
export interface TrainerEntries {
  readonly llama_factory: Entry | null;
  readonly axolotl: Entry | null;
  readonly advice: Advice;
}

/** The entries for a file of the plan. @param pairs how many rows of a file of answers have a rejected one beside it */
export function trainerEntries(file: TrainerFile, plan: TrainerPlan, pairs: number): TrainerEntries {
  const llama_factory = llamaFactoryEntry(file, plan);
  const axolotl = axolotlEntry(file, plan);
  return { llama_factory, axolotl, advice: adviceOn(file, plan, { llama_factory, axolotl }, pairs) };
}

function llamaFactoryEntry(file: TrainerFile, { used }: TrainerPlan): Entry | null {
  const { layout, lesson, plain, table } = file;
  const media = ['images', 'videos', 'audios'].filter((name) => used.has(name));
  const more = {
    ...(lesson === 'pairs' ? { chosen: 'chosen', rejected: 'rejected' } : {}),
    ...(lesson === 'labels' ? { kto_tag: 'label' } : {}),
    ...Object.fromEntries(media.map((name) => [name, name])),
  };
  const ranking = lesson === 'pairs' ? { ranking: true } : {};
  if (layout === 'alpaca') {
    const response = lesson === 'pairs' ? {} : { response: 'output' };
    const history = table ? {} : { history: 'history' };
    const columns = {
      prompt: 'instruction',
      query: 'input',
      ...response,
      system: 'system',
      ...history,
      ...more,
    };
    return { formatting: 'alpaca', ...ranking, columns };
  }
  if (layout === 'sharegpt') {
    const tools = used.has('tools') ? { tools: 'tools' } : {};
    return {
      formatting: 'sharegpt',
      ...ranking,
      columns: { messages: 'conversations', ...tools, ...more },
      tags: SPEAKERS,
    };
  }
  if (layout === 'messages') {
    const isPlain = !used.has('tools') && !used.has('tool_calls');
    return isPlain ? { formatting: 'sharegpt', columns: { messages: 'messages' }, tags: ROLES } : null;
  }
  return plain ? plainEntry(layout) : null;
}

const SPEAKERS: Entry = {
  ...{ role_tag: 'from', content_tag: 'value', user_tag: 'human', assistant_tag: 'gpt' },
  ...{ observation_tag: 'observation', function_tag: 'function_call', system_tag: 'system' },
};
const ROLES: Entry = {
  ...{ role_tag: 'role', content_tag: 'content', user_tag: 'user', assistant_tag: 'assistant' },
  ...{ observation_tag: 'tool', function_tag: 'function', system_tag: 'system' },
};

function plainEntry(layout: TrainerFile['layout']): Entry {
  const prompt = { prompt: 'prompt' };
  if (layout === 'preference')
    return {
      formatting: 'alpaca',
      ranking: true,
      columns: { ...prompt, chosen: 'chosen', rejected: 'rejected' },
    };
  if (layout === 'kto')
    return { formatting: 'alpaca', columns: { ...prompt, response: 'completion', kto_tag: 'label' } };
  return {
    formatting: 'alpaca',
    columns: layout === 'prompt-only' ? prompt : { ...prompt, response: 'completion' },
  };
}

const OF_MESSAGES: Entry = {
  message_property_mappings: { role: 'role', content: 'content' },
  roles: { user: ['user'], assistant: ['assistant'], system: ['system'], tool: ['tool'] },
};
const OF_SHAREGPT: Entry = {
  message_property_mappings: { role: 'from', content: 'value' },
  roles: {
    user: ['human'],
    assistant: ['gpt', 'function_call'],
    system: ['system'],
    tool: ['observation'],
  },
};

function axolotlEntry(file: TrainerFile, { used }: TrainerPlan): Entry | null {
  const { layout, lesson, plain } = file;
  if (layout === 'messages') return { type: 'chat_template', field_messages: 'messages', ...OF_MESSAGES };
  if (layout === 'sharegpt') {
    const turns = { field_messages: 'conversations', ...OF_SHAREGPT };
    if (lesson === 'answers') return { type: 'chat_template', ...turns };
    return lesson === 'pairs' ? { rl: 'dpo', type: 'chat_template.default', ...turns } : null;
  }
  if (layout === 'alpaca') {
    if (lesson !== 'answers' || used.has('history')) return null;
    return { type: used.has('system') ? 'alpaca_w_system' : 'alpaca' };
  }
  if (layout === 'preference')
    return plain
      ? { rl: 'dpo', type: { field_prompt: 'prompt', field_chosen: 'chosen', field_rejected: 'rejected' } }
      : { rl: 'dpo', type: 'chat_template.default', field_messages: 'prompt', ...OF_MESSAGES };
  if (layout === 'kto' && plain)
    return {
      rl: 'kto',
      type: { field_prompt: 'prompt', field_completion: 'completion', field_label: 'label' },
    };
  if (layout !== 'prompt-completion' || !plain) return null;
  const format = { format: '{instruction}\n', no_input_format: '{instruction}\n' };
  return { type: { field_instruction: 'prompt', field_output: 'completion', ...format } };
}

function adviceOn(
  { layout, lesson, beside }: TrainerFile,
  { used }: TrainerPlan,
  entries: { readonly llama_factory: Entry | null; readonly axolotl: Entry | null },
  pairs: number,
): Advice {
  const advice: Advice = [];
  if (layout === 'alpaca' && lesson === 'answers' && beside && pairs > 0)
    advice.push({
      trainer: 'any',
      text: `${pairs} of the rows are pairs, with \`chosen\` and \`rejected\` beside the output: \`ranking\` writes these alone.`,
    });
  if (used.has('tool_calls'))
    advice.push({
      trainer: 'any',
      text: 'Arguments of calls are JSON texts, as OpenAI has them; chat templates that want objects need them parsed.',
    });
  if (entries.llama_factory === null)
    advice.push({
      trainer: 'llama_factory',
      text:
        layout === 'messages'
          ? 'LLaMA-Factory reads calls of tools from `sharegpt`.'
          : 'LLaMA-Factory reads `alpaca` and `sharegpt`, and this layout with `plain`.',
    });
  if (entries.axolotl === null)
    advice.push({
      trainer: 'axolotl',
      text:
        layout === 'alpaca' && used.has('history')
          ? 'axolotl passes over `history`: write the file as `messages`.'
          : 'axolotl reads `messages` and `preference`, and with `plain` also `kto` and `prompt-completion`.',
    });
  return advice;
}
