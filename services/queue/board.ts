import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { AfterHook } from '@bull-board/api/typings/app';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';
import type { Express } from 'express';
import type { StoredQueue } from './backend.ts';
import type { BoardHandler } from './port.ts';

/** Lists of these fields hold rows of users; the board shows how many there are. */
const COUNTED_FIELDS = ['records', 'rejections'];

interface BoardOptions {
  /** Whether the datastore knows who works on its jobs. */
  readonly showWorkers: boolean;
}

/**
 * Bull Board over `queues`, at `path`. Read only: a job that is retried, changed or removed behind the back of its parent
 * would be missing there, and an upload would stay for ever.
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
  // The backend made it by BullMQ's own class; `StoredQueue` only names what Kindred uses of it.
  const adapter = new BullMQAdapter(queue as Queue, { readOnlyMode: true });
  adapter.setFormatter('data', withoutRows);
  adapter.setFormatter('progress', withoutRows);
  adapter.setFormatter('returnValue', withoutRows);
  return adapter;
}

/** A stored JSON text as a value that can be shown; what was never stored stays as BullMQ says it. */
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

/** A tree of jobs is the one answer whose progress passes no formatter. */
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
