import { isPlainObject } from '../row.ts';
import { isTurn } from './turn-shape.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The messages of a tree in which replies stand within what they answer, as single messages; null for any other value. */
export function messagesOfTree(value: Fields): readonly { readonly row: unknown }[] | null {
  const root = isPlainObject(value['prompt']) ? value['prompt'] : value;
  if (!Array.isArray(root['replies']) || !isTurn(root)) return null;
  const { prompt, ...tree } = value;
  const rows: { row: unknown }[] = [];
  const open: { node: Fields; parent: string | null }[] = [{ node: root, parent: null }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { replies, ...message } = next.node;
    const id =
      typeof message['message_id'] === 'string' ? message['message_id'] : `message ${rows.length + 1}`;
    const around = root === prompt && next.parent === null ? tree : {};
    rows.push({ row: { ...around, parent_id: next.parent, ...message, message_id: id } });
    const inner = Array.isArray(replies) ? replies.filter(isPlainObject) : [];
    open.push(...inner.reverse().map((node) => ({ node, parent: id })));
  }
  return rows;
}
