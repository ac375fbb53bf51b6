import type { InstructionRecord, Json } from '../../../../schemas/record.ts';
import { parseList } from '../../../corpus/layouts/cell-text.ts';
import { readTurn, writtenRole } from '../../../corpus/layouts/turns.ts';
import { isObject, type Row } from '../../../corpus/row.ts';
import { labelOf, readRejected } from './answers.ts';
import { Misfit } from './misfit.ts';
import { readTools } from './tool-calls.ts';
import { plainTurn, readTrainerTurns, unreadKeys, type TrainerTurn } from './trainer-turns.ts';

const LIST_NAMES = [
  'conversations',
  'conversation',
  'messages',
  'dialogue',
  'dialog',
  'chat',
  'contents',
] as const;
const ANSWER_NAMES = ['chosen_messages', 'chosen', 'completion'] as const;
const TOOL_NAMES = ['tools', 'functions'] as const;
const MEDIA_NAMES = ['images', 'videos', 'audios'] as const;
/** Fields with one picture or sound, which no layout of texts names. */
const SINGLE_MEDIA = ['image', 'video', 'audio'] as const;

export type Media = Readonly<Record<(typeof MEDIA_NAMES)[number], readonly string[]>>;

/** What a record has to teach, in the one form from which every layout for trainers is written. */
export interface TrainerExample {
  /** All turns, the system prompt first and the answer last. */
  readonly turns: readonly TrainerTurn[];
  readonly tools: readonly Row[] | null;
  /** The rejected answer or conversation of a preference pair. */
  readonly rejected: readonly TrainerTurn[] | null;
  /** Whether the answer is marked as good or bad; null when it is not marked. */
  readonly label: boolean | null;
  readonly media: Media;
  /** The fields of the metadata that are in the example. */
  readonly used: ReadonlySet<string>;
  /** What the turns hold beside what any layout writes, such as `messages[].weight`. */
  readonly unread: readonly string[];
}

/**
 * Reads the example of a record: from the conversation that its metadata keep as it came, with tools and their calls, or
 * from its texts.
 * @throws Misfit when the conversation is not understood, or holds what is no text
 */
export function readExample(record: InstructionRecord): TrainerExample {
  const { metadata } = record;
  const located = locate(metadata);
  const turns =
    located === null ? turnsOf(record) : withSystem(located.entries.flatMap(readTrainerTurns), record);
  const rejected = readRejected(metadata);
  if (located === null) refuseUnlocated(metadata, new Set([...TOOL_NAMES, rejected?.name ?? '']));
  const label = labelOf(record);
  const media = readMedia(metadata);
  const toolName = TOOL_NAMES.find((name) => readTools(metadata[name]) !== null);
  const marked = label?.answer === undefined || answered(turns) ? turns : [...turns, label.answer];
  return {
    turns: marked,
    tools: toolName === undefined ? null : readTools(metadata[toolName]),
    rejected: rejected?.turns ?? null,
    label: label?.good ?? null,
    media,
    used: new Set([
      ...(located?.names ?? []),
      ...(rejected === null ? [] : [rejected.name]),
      ...(label?.names ?? []),
      ...(toolName === undefined ? [] : [toolName]),
      ...MEDIA_NAMES.filter((name) => media[name].length > 0),
    ]),
    unread: located === null ? [] : unreadOf(located),
  };
}

export function answered(turns: readonly TrainerTurn[]): boolean {
  const last = turns.at(-1);
  return last?.role === 'assistant' && (last.content.trim() !== '' || last.calls.length > 0);
}

interface Located {
  readonly names: readonly string[];
  readonly entries: readonly Json[];
}

function locate(metadata: Row): Located | null {
  const base = [...LIST_NAMES, 'prompt'].find((name) => turnsAt(metadata, name) !== null);
  const answer = ANSWER_NAMES.find((name) => turnsAt(metadata, name) !== null);
  const own = base === undefined ? [] : (turnsAt(metadata, base) ?? []);
  const last = answer === undefined ? [] : (turnsAt(metadata, answer) ?? []);
  const names = [base, answer].filter((name) => name !== undefined);
  if (names.length === 0) return null;
  // A chosen answer that begins with the question is the whole conversation.
  const isWhole = last.length > 0 && readTrainerTurns(last[0] ?? null)[0]?.role !== 'assistant';
  if (answer !== undefined && base === undefined && !isWhole) return null;
  return { names, entries: isWhole ? last : [...own, ...last] };
}

/**
 * A conversation under a name that is not read here is written from the texts of the record, which hold no calls of tools and no
 * pictures.
 * @throws Misfit when it has some
 */
function refuseUnlocated(metadata: Row, read: ReadonlySet<string>): void {
  for (const [name, value] of Object.entries(metadata)) {
    const list = read.has(name) ? null : parseList(value);
    const turns = list?.map(readTurn) ?? [];
    if (list === null || turns.length === 0 || turns.includes(null)) continue;
    const way = `in a field that is not read as one here, such as \`${name}\`: call it \`messages\`.`;
    if (turns.some((turn) => (turn?.omitted ?? []).length > 0))
      throw new Misfit('media', `Its conversation holds what is no text, ${way}`);
    const isCalling = list.flatMap(readTrainerTurns).some(({ calls }) => calls.length > 0);
    if (isCalling || turns.some((turn) => turn?.role === 'tool'))
      throw new Misfit('tools', `Its conversation calls tools, ${way}`);
  }
}

function turnsAt(metadata: Row, name: string): readonly Json[] | null {
  const value = metadata[name] ?? null;
  const list = isObject(value) ? [value] : parseList(value);
  return list !== null && list.length > 0 && list.every(isTurn) ? list : null;
}

function isTurn(value: Json): boolean {
  if (!isObject(value)) return false;
  const keys = ['role', 'from', 'speaker', 'human', 'user'];
  return keys.some((key) => typeof value[key] === 'string') || writtenRole(value) !== null;
}

function unreadOf({ names, entries }: Located): readonly string[] {
  const keys = new Set(entries.flatMap(unreadKeys));
  return [...keys].map((key) => `${names[0] ?? 'messages'}[].${key}`);
}

function withSystem(turns: readonly TrainerTurn[], { system }: InstructionRecord): readonly TrainerTurn[] {
  return system === '' || turns[0]?.role === 'system' ? turns : [plainTurn('system', system), ...turns];
}

function turnsOf({ system, history, instruction, input, output }: InstructionRecord): readonly TrainerTurn[] {
  const question = input === '' ? instruction : `${instruction}\n\n${input}`;
  return [
    ...(system === '' ? [] : [plainTurn('system', system)]),
    ...history.map(({ role, content }) => plainTurn(role, content)),
    plainTurn('user', question),
    ...(output === '' ? [] : [plainTurn('assistant', output)]),
  ];
}

function readMedia(metadata: Row): Media {
  const lists = MEDIA_NAMES.map((name): [string, readonly string[]] => {
    const value = metadata[name] ?? null;
    if (value === null || value === '') return [name, []];
    const list = parseList(value) ?? [value];
    if (list.every((item) => typeof item === 'string')) return [name, list];
    throw new Misfit(
      'media',
      `\`${name}\` holds more than paths: take the files out, and put their paths there.`,
    );
  });
  for (const name of SINGLE_MEDIA) {
    if (isObject(metadata[name] ?? null)) throw new Misfit('media', `\`${name}\` is no text.`);
  }
  return Object.fromEntries(lists) as unknown as Media;
}
