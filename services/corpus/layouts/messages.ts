import { conversationStyle, readConversation, writeConversation, type TurnStyle } from './conversation.ts';
import type { Layout } from './layout.ts';

const STYLE: TurnStyle = {
  listName: 'messages',
  turn: ({ role, content }) => ({ role, content }),
};

/**
 * Rows with `messages: [{role, content}]` as OpenAI has them, and other conversations whose turns have roles: those of
 * Gemini, Bedrock, Cohere and LangChain, and chats that were rendered into one text.
 */
export const messages: Layout = {
  name: 'messages',
  fits: (row) => conversationStyle(row) === 'messages',
  read: (row) => readConversation(row, STYLE),
  write: (content, fields) => writeConversation(content, STYLE, fields),
};
