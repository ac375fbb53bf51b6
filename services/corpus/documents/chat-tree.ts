import { isPlainObject } from '../row.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A conversation as ChatGPT exports it, a tree of messages of which one branch was the last to be seen: the turns of that
 * branch become `messages`, the others are kept in `other_messages`. Null for any other value.
 */
export function chatTreeRow(value: Fields): Fields | null {
  if (!isPlainObject(value['mapping'])) return null;
  const { mapping, current_node: current, ...rest } = value;
  const nodes = new Map(
    Object.entries(mapping).filter((entry): entry is [string, Fields] => isNode(entry[1])),
  );
  if (nodes.size === 0) return null;
  const branch = branchTo(
    nodes,
    typeof current === 'string' && nodes.has(current) ? current : lastLeaf(nodes),
  );
  const messages = branch.flatMap((id) => turnOf(nodes.get(id)));
  const others = [...nodes].filter(([id]) => !branch.includes(id)).flatMap(([, node]) => turnOf(node));
  return { ...rest, messages, ...(others.length > 0 && { other_messages: others }) };
}

function isNode(value: unknown): value is Fields {
  return isPlainObject(value) && Object.hasOwn(value, 'message') && Object.hasOwn(value, 'parent');
}

/** The ids from the first message to `last`. */
function branchTo(nodes: ReadonlyMap<string, Fields>, last: string | null): string[] {
  const branch = new Set<string>();
  for (let id: unknown = last; typeof id === 'string' && nodes.has(id) && !branch.has(id);) {
    branch.add(id);
    id = nodes.get(id)?.['parent'];
  }
  return [...branch].reverse();
}

/** The last message that no other one follows. */
function lastLeaf(nodes: ReadonlyMap<string, Fields>): string | null {
  const parents = new Set([...nodes.values()].map((node) => node['parent']));
  return [...nodes.keys()].filter((id) => !parents.has(id)).at(-1) ?? null;
}

function turnOf(node: Fields | undefined): Fields[] {
  const message = node?.['message'];
  if (!isPlainObject(message) || !isPlainObject(message['author'])) return [];
  const { role } = message['author'];
  const { content } = message;
  if (typeof role !== 'string' || !isPlainObject(content)) return [];
  const parts: readonly unknown[] = Array.isArray(content['parts']) ? content['parts'] : [content['text']];
  const texts = parts.filter((part): part is string => typeof part === 'string' && part !== '');
  const others = parts.filter((part) => isPlainObject(part));
  if (texts.length === 0 && others.length === 0) return [];
  return [{ role, content: texts.join('\n'), ...(others.length > 0 && { parts: others }) }];
}
