import { KindredError } from '../../../schemas/errors.ts';
import { faultAt, type FoundRow, type RawRow } from '../formats/raw-row.ts';
import { idOf, isMessage, MAX_MESSAGES, MessageTrees } from './reply-trees.ts';
import { isTurn, speakerOf, speechName } from './turn-shape.ts';
import type { Fields } from './unfold.ts';

const CONVERSATION_NAMES = [
  'conversation_id',
  'conversation',
  'thread_id',
  'chat_id',
  'session_id',
  'dialog_id',
  'dialogue_id',
  'message_tree_id',
  'conv_id',
  'sessionId',
  'conversationId',
  'threadId',
  'chatId',
];
const ORDER_NAMES = [
  'turn',
  'turn_id',
  'turn_index',
  'turn_idx',
  'turn_number',
  'position',
  'index',
  'seq',
  'order',
  'step',
];
/** Fields that a row has which is more than a turn. */
const OWN_TASK = [
  'instruction',
  'prompt',
  'question',
  'query',
  'messages',
  'conversations',
  'output',
  'response',
];

type TurnKind = 'tree' | 'groups' | 'loose';

/**
 * Joins rows that are single turns of this kind into conversations: by the parents that they name, or by their
 * conversation. Other rows pass as they are.
 * @throws KindredError `payload_too_large` when there are more turns than can be held
 */
export function joinTurns(
  rows: AsyncIterable<RawRow>,
  kind: TurnKind,
  fileName: string,
): AsyncGenerator<RawRow, void, undefined> {
  if (kind === 'tree') return joinTrees(rows, fileName);
  return kind === 'groups' ? joinGroups(rows, fileName) : rejectTurns(rows);
}

/** How most of some rows are single turns; null when they are not. */
export function turnKind(sample: readonly RawRow[]): TurnKind | null {
  const rows = sample.flatMap((raw) => ('row' in raw ? [raw.row] : []));
  const turns = rows.filter(isSingleTurn);
  if (turns.length === 0 || turns.length * 5 < rows.length * 4) return null;
  if (turns.filter(isMessage).length * 2 > turns.length) return 'tree';
  if (turns.every((turn) => conversationOf(turn) !== null)) return 'groups';
  return turns.some((turn) => !isAsker(turn)) ? 'loose' : null;
}

function isSingleTurn(row: unknown): row is Fields {
  return isTurn(row) && !OWN_TASK.some((name) => Object.hasOwn(row, name));
}

function isAsker(turn: Fields): boolean {
  return ['user', 'human', 'prompter', 'customer'].includes(speakerOf(turn) ?? '');
}

async function* joinTrees(
  rows: AsyncIterable<RawRow>,
  fileName: string,
): AsyncGenerator<RawRow, void, undefined> {
  const trees = new MessageTrees(fileName);
  for await (const raw of rows) if ('error' in raw || !trees.add(raw)) yield raw;
  yield* trees.rows();
}

function conversationOf(turn: Fields): string | null {
  for (const name of CONVERSATION_NAMES) {
    const id = idOf(turn[name]);
    if (id !== null) return `${name} ${id}`;
  }
  return null;
}

async function* joinGroups(
  rows: AsyncIterable<RawRow>,
  fileName: string,
): AsyncGenerator<RawRow, void, undefined> {
  const groups = new Map<string, FoundRow[]>();
  let count = 0;
  for await (const raw of rows) {
    const key = 'row' in raw && isSingleTurn(raw.row) ? conversationOf(raw.row) : null;
    if ('error' in raw || key === null) {
      yield raw;
      continue;
    }
    count += 1;
    if (count > MAX_MESSAGES) throw tooManyTurns(fileName);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [raw]);
    else group.push(raw);
  }
  for (const group of groups.values()) yield conversationRow(group);
}

/** The turns of a conversation as a row: what all of them have in common, and the turns with the rest. */
function conversationRow(group: readonly FoundRow[]): RawRow {
  const [first] = group;
  const turns = group.map(({ row }) => row as Fields);
  const orderName = ORDER_NAMES.find((name) => turns.every((turn) => typeof turn[name] === 'number'));
  if (orderName !== undefined) turns.sort((a, b) => Number(a[orderName]) - Number(b[orderName]));
  const told = turns.flatMap((turn) => [speechName(turn), ...['role', 'from', 'speaker', 'author']]);
  const common = Object.entries(turns[0] ?? {}).filter(
    ([name, value]) =>
      !told.includes(name) &&
      (value === null || typeof value !== 'object') &&
      turns.every((turn) => turn[name] === value),
  );
  const shared = Object.fromEntries(common);
  const messages = turns.map((turn) =>
    Object.fromEntries(
      Object.entries(turn).filter(([name]) => !Object.hasOwn(shared, name) && name !== orderName),
    ),
  );
  const { line = 1, inLine, split } = first ?? {};
  return {
    line,
    ...(inLine !== undefined && { inLine }),
    row: { ...shared, messages },
    ...(split !== undefined && { split }),
  };
}

async function* rejectTurns(rows: AsyncIterable<RawRow>): AsyncGenerator<RawRow, void, undefined> {
  for await (const raw of rows) {
    if ('error' in raw || !isSingleTurn(raw.row)) yield raw;
    else yield faultAt(raw, looseTurn(raw.row), excerpt(raw.row));
  }
}

function looseTurn(turn: Fields): string {
  return (
    `this is one turn (\`role\` ${speakerOf(turn) ?? ''}), and neither a parent id nor a conversation id says of which ` +
    'conversation: add one, or write each conversation as a list of turns, as in {"messages": […]}'
  );
}

function excerpt(turn: Fields): string {
  const text = turn[speechName(turn) ?? ''];
  return typeof text === 'string' ? text : '';
}

function tooManyTurns(fileName: string): KindredError {
  return new KindredError(
    'payload_too_large',
    `${fileName} has more than ${MAX_MESSAGES} single turns, which are held to be joined. Split it between conversations.`,
  );
}
