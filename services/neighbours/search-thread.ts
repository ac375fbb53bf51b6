/**
 * Entry of a thread that compares vectors. The runtime blocks the thread that calls it for up to a second, so it must
 * not be the main one.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { matchesInTile, nearestOfBlock } from './block-search.ts';
import type { MatchesRequest, NearestRequest, SearchConfig } from './search-messages.ts';
import type { SearchReply, SearchRequest } from './search-messages.ts';
import { openTileComparer, type TileComparer } from './tile-comparer.ts';

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function answer(
  { points }: SearchConfig,
  comparer: TileComparer,
  request: NearestRequest | MatchesRequest,
): Promise<SearchReply> {
  const { kind, queries } = request;
  try {
    return kind === 'nearest'
      ? { kind, result: await nearestOfBlock(points, comparer, queries, request.k) }
      : { kind, result: await matchesInTile(points, comparer, queries, request) };
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error) };
  }
}

function send(port: MessagePort, reply: SearchReply): void {
  const values: unknown[] = 'result' in reply ? Object.values(reply.result) : [];
  const buffers = values.filter((value) => ArrayBuffer.isView(value)).map(({ buffer }) => buffer);
  port.postMessage(
    reply,
    buffers.filter((buffer) => buffer instanceof ArrayBuffer),
  );
}

function serve(port: MessagePort, config: SearchConfig, comparer: TileComparer): void {
  let last = Promise.resolve();
  const next = async (request: SearchRequest): Promise<void> => {
    if (request.kind !== 'close') return send(port, await answer(config, comparer, request));
    await comparer.release();
    port.close();
  };
  port.on('message', (request: SearchRequest) => {
    last = last.then(() => next(request));
  });
}

async function main(port: MessagePort, config: SearchConfig): Promise<void> {
  try {
    serve(port, config, await openTileComparer(config.points, config.threads));
    send(port, { kind: 'ready' });
  } catch (error) {
    send(port, { kind: 'unusable', reason: reasonOf(error) });
  }
}

if (parentPort) await main(parentPort, workerData as SearchConfig);
