import type { Turn } from '../../../schemas/record.ts';
import { firstTurn, readConversation, writeConversation, type TurnStyle } from './conversation.ts';
import type { Layout } from './layout.ts';

const SPEAKERS: Readonly<Record<Turn['role'], string>> = {
  system: 'system',
  user: 'human',
  assistant: 'gpt',
  tool: 'tool',
};

const STYLE: TurnStyle = {
  listName: 'conversations',
  turn: ({ role, content }) => ({ from: SPEAKERS[role], value: content }),
};

/** Rows with `conversations: [{from, value}]`, or with pairs as Firefly's `conversation: [{human, assistant}]`. */
export const sharegpt: Layout = {
  name: 'sharegpt',
  fits: (row) => {
    const turn = firstTurn(row);
    return turn !== null && !Object.hasOwn(turn, 'role');
  },
  read: (row) => readConversation(row, STYLE),
  write: (content, fields) => writeConversation(content, STYLE, fields),
};
