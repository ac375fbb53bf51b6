/**
 * Entry of a thread that compares vectors. The runtime blocks the thread that calls it for up to a second, so it must
 * not be the main one.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { Points } from '../analysis/points.ts';
import { matchesInTile, nearestOfBlock } from './block-search.ts';
import { nearestInCells } from './cell-search.ts';
import { PairwiseSearch } from './pairwise-search.ts';
import type { Question, SearchConfig, SearchReply, SearchRequest } from './search-messages.ts';
import { openTileComparer, type TileComparer } from './tile-comparer.ts';

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Answers questions about points. A pairwise search lives on from one of its ranges to the next. */
class Answerer {
  readonly #points: Points;
  readonly #comparer: TileComparer;
  #pairwise: PairwiseSearch | null = null;

  constructor(points: Points, comparer: TileComparer) {
    this.#points = points;
    this.#comparer = comparer;
  }

  async answer(question: Question): Promise<SearchReply> {
    try {
      return await this.#find(question);
    } catch (error) {
      return { kind: 'failed', reason: reasonOf(error) };
    }
  }

  async #find(question: Question): Promise<SearchReply> {
    const { kind } = question;
    if (kind === 'nearest') {
      const { queries, k } = question;
      return { kind, result: await nearestOfBlock(this.#points, this.#comparer, queries, k) };
    }
    if (kind === 'matches') {
      const { queries } = question;
      return { kind, result: await matchesInTile(this.#points, this.#comparer, queries, question) };
    }
    if (kind === 'cells') {
      return { kind, result: { keys: await nearestInCells(this.#points, this.#comparer, question.plan) } };
    }
    const { range, plan } = question;
    if (range.begin === plan.from) this.#pairwise = null;
    this.#pairwise ??= new PairwiseSearch(this.#points, this.#comparer, plan);
    return { kind, result: { keys: await this.#pairwise.nearest(range) } };
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

function serve(port: MessagePort, points: Points, comparer: TileComparer): void {
  const answerer = new Answerer(points, comparer);
  let last = Promise.resolve();
  const next = async (request: SearchRequest): Promise<void> => {
    if (request.kind !== 'close') return send(port, await answerer.answer(request));
    await comparer.release();
    port.close();
  };
  port.on('message', (request: SearchRequest) => {
    last = last.then(() => next(request));
  });
}

async function main(port: MessagePort, config: SearchConfig): Promise<void> {
  try {
    serve(port, config.points, await openTileComparer(config.points, config.threads));
    send(port, { kind: 'ready' });
  } catch (error) {
    send(port, { kind: 'unusable', reason: reasonOf(error) });
  }
}

if (parentPort) await main(parentPort, workerData as SearchConfig);
