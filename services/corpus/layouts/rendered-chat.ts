import type { Turn } from '../../../schemas/record.ts';
import { at } from '../../runtime/at.ts';
import { CHAT_TEMPLATES, PART_ENDS, type ChatTemplate, type PartRole } from './chat-templates.ts';

/** The first marker begins within this many characters. */
const MAX_LEAD = 2_000;
const MAX_PARTS = 10_000;
const SYSTEM_IN_USER = /^<<SYS>>(?<system>[^]*?)<<\/SYS>>/;

/** A chat that had been rendered into one text. */
export interface RenderedChat {
  readonly turns: readonly Turn[];
  /** The input of its last instruction, as Alpaca's template has it. */
  readonly input: string;
  /** Whether it ends where the assistant is to speak. */
  readonly open: boolean;
}

interface Part {
  readonly role: PartRole;
  readonly text: string;
}

/**
 * Takes a rendered chat apart, as in ChatML, `[INST]`, `### Instruction:` or `USER: ASSISTANT:`; null when the text is not
 * such a chat from its beginning to its end. A text that only mentions a marker is none.
 */
export function parseRenderedChat(text: string): RenderedChat | null {
  const head = text.slice(0, MAX_LEAD + 100);
  for (const template of CHAT_TEMPLATES) {
    template.marker.lastIndex = 0;
    const first = template.marker.exec(head);
    if (first === null || !template.lead.test(text.slice(0, first.index))) continue;
    const parts = partsOf(text, template);
    const chat = parts === null ? null : chatOf(parts, template);
    if (chat !== null) return chat;
  }
  return null;
}

function partsOf(text: string, template: ChatTemplate): readonly Part[] | null {
  template.marker.lastIndex = 0;
  const marks: { role: PartRole; from: number; to: number }[] = [];
  const words = new Map<PartRole, string>();
  for (const match of text.matchAll(template.marker)) {
    const role = template.role(match);
    if (role === null && template.tokens) return null;
    const word = match.groups?.['role'] ?? '';
    // Of words that mean the same, the first one is the marker, and another one is text.
    if (role === null || (!template.tokens && (words.get(role) ?? word) !== word)) continue;
    if (!template.tokens && !mayFollow(marks.at(-1)?.role, role)) continue;
    words.set(role, word);
    marks.push({ role, from: match.index, to: match.index + match[0].length });
    if (marks.length > MAX_PARTS) return null;
  }
  const start = text.slice(0, marks[0]?.from ?? 0).trim();
  const lead = start.replace(/^<｜begin▁of▁sentence｜>/, '').trim();
  const said = marks.map(({ role, to }, index) => ({
    role,
    text: withoutEnds(text.slice(to, marks[index + 1]?.from ?? text.length)),
  }));
  const isSystem = (!template.tokens || lead !== start) && lead !== '' && !/^(?:<s>\s*)?Below /.test(lead);
  return isSystem ? [{ role: 'system', text: lead }, ...said] : said;
}

/** Whether words for a role are a marker at this place. Elsewhere, as in an answer about prompts, they are text. */
function mayFollow(before: PartRole | undefined, role: PartRole): boolean {
  if (before === undefined || before === 'system')
    return role === 'user' || (role === 'system' && before === undefined);
  if (before === 'assistant') return role === 'user' || role === 'tool';
  if (before === 'user') return role === 'assistant' || role === 'input';
  return role === 'assistant';
}

function withoutEnds(text: string): string {
  let rest = text.trim();
  for (;;) {
    const end = PART_ENDS.find((token) => rest.endsWith(token));
    if (end === undefined) return rest;
    rest = rest.slice(0, -end.length).trim();
  }
}

function chatOf(parts: readonly Part[], { tokens }: ChatTemplate): RenderedChat | null {
  const turns: Turn[] = [];
  let input = '';
  for (const { role, text } of parts) {
    if (role === 'user') {
      joinInput(turns, input);
      input = '';
      const system = SYSTEM_IN_USER.exec(text);
      if (system !== null) turns.push({ role: 'system', content: (system.groups?.['system'] ?? '').trim() });
      turns.push({ role, content: text.slice(system?.[0].length ?? 0).trim() });
    } else if (role === 'input') {
      input = text;
    } else if (role !== 'nothing') {
      turns.push({ role, content: text });
    }
  }
  const isAsked = turns.some(({ role, content }) => role === 'user' && content !== '');
  const isSpoken = tokens || turns.some(({ role }) => role === 'assistant');
  const last = turns.at(-1);
  const open = last?.role === 'assistant' && last.content === '';
  return isAsked && isSpoken ? { turns: open ? turns.slice(0, -1) : turns, input, open } : null;
}

/** An input of an earlier instruction has no field of its own. */
function joinInput(turns: Turn[], input: string): void {
  const index = turns.findLastIndex(({ role }) => role === 'user');
  if (input === '' || index === -1) return;
  const turn = at(turns, index);
  turns[index] = { ...turn, content: `${turn.content}\n\n${input}` };
}
