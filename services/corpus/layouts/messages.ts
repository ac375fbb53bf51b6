import { firstTurn, readConversation, writeConversation, type TurnStyle } from './conversation.ts';
import type { Layout } from './layout.ts';

const STYLE: TurnStyle = {
  listName: 'messages',
  turn: ({ role, content }) => ({ role, content }),
};

/** Rows with `messages: [{role, content}]` as OpenAI has them. The content is a text or a list of parts. */
export const messages: Layout = {
  name: 'messages',
  fits: (row) => {
    const turn = firstTurn(row);
    return turn !== null && Object.hasOwn(turn, 'role');
  },
  read: (row) => readConversation(row, STYLE),
  write: (content, fields) => writeConversation(content, STYLE, fields),
};
