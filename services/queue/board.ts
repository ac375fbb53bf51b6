import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { AfterHook } from '@bull-board/api/typings/app';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';
import type { Express } from 'express';
import type { StoredQueue } from './backend.ts';
import type { BoardHandler } from './port.ts';

/** Fields whose lists hold rows of users. The board shows the length of such a list instead of its content. */
const COUNTED_FIELDS = ['records', 'rejections'];

interface BoardOptions {
  /** Whether the board lists workers, which needs a datastore that knows them. */
  readonly showWorkers: boolean;
}

/**
 * Opens Bull Board over `queues`, at `path`. It is read only: if people retried, changed or removed a child there, its
 * parent would not know of it, and the uploaded file would never be deleted.
 */
export function createBoard(
  path: string,
  queues: readonly StoredQueue[],
  { showWorkers }: BoardOptions,
): BoardHandler {
  const server = new ExpressAdapter().setBasePath(path);
  createBullBoard({
    queues: queues.map(adapterOf),
    serverAdapter: server,
    options: {
      uiConfig: { boardTitle: 'Kindred: jobs', hideDocsLink: true, showWorkers },
      handlerHooks: { after: hideFlowRows },
    },
  });
  const app = server.getRouter() as Express;
  app.disable('x-powered-by');
  return app;
}

function adapterOf(queue: StoredQueue): BullMQAdapter {
  // Every `StoredQueue` is an object of BullMQ's own class; the type only names the methods that Kindred uses.
  const adapter = new BullMQAdapter(queue as Queue, { readOnlyMode: true });
  adapter.setFormatter('name', nameOf);
  adapter.setFormatter('data', withoutRows);
  adapter.setFormatter('progress', withoutRows);
  adapter.setFormatter('returnValue', withoutRows);
  return adapter;
}

/** What the board has of a job, before it is formatted. */
interface BoardJob {
  readonly name: string;
  readonly data: unknown;
}

/** What a job does: of a curation its operation, of others their name. */
function nameOf({ name, data }: BoardJob): string {
  const held: unknown = typeof data === 'string' ? JSON.parse(data) : data;
  const kind = (held as { operation?: { kind?: unknown } } | null)?.operation?.kind;
  return typeof kind === 'string' ? kind : name;
}

/** The value of a stored JSON text without the rows of users. What BullMQ shows for a value that was never stored stays. */
function withoutRows(stored: unknown): unknown {
  if (typeof stored !== 'string') return stored;
  const value: unknown = JSON.parse(stored);
  if (typeof value !== 'object' || value === null) return value;
  const shown = Object.entries(value).map(([field, held]: [string, unknown]) => [
    field,
    COUNTED_FIELDS.includes(field) && Array.isArray(held) ? held.length : held,
  ]);
  return Object.fromEntries(shown) as unknown;
}

/** Takes the rows out of the tree of a job and its children, the only answer whose progress goes through no formatter. */
const hideFlowRows: AfterHook = (_context, answer) => {
  const body: unknown = answer.body;
  if (isFlow(body)) body.flowRoot = nodeWithoutRows(body.flowRoot);
  return answer;
};

interface FlowNode {
  readonly progress: unknown;
  readonly children: readonly FlowNode[];
}

function isFlow(body: unknown): body is { flowRoot: FlowNode } {
  return typeof body === 'object' && body !== null && 'flowRoot' in body && body.flowRoot !== null;
}

function nodeWithoutRows(node: FlowNode): FlowNode {
  return {
    ...node,
    progress: withoutRows(node.progress),
    children: node.children.map(nodeWithoutRows),
  };
}
