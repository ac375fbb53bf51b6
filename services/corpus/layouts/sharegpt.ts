import type { Turn } from '../../../schemas/record.ts';
import { conversationStyle, readConversation, writeConversation, type TurnStyle } from './conversation.ts';
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

/**
 * Rows with `conversations: [{from, value}]`, with pairs as Firefly's `conversation: [{human, assistant}]`, or with texts of
 * user and assistant in turn as LIMA has them.
 */
export const sharegpt: Layout = {
  name: 'sharegpt',
  fits: (row) => conversationStyle(row) === 'conversations',
  read: (row) => readConversation(row, STYLE),
  write: (content, fields) => writeConversation(content, STYLE, fields),
};
