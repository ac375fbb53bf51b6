/**
 * Entry of an encoder thread. The runtime blocks the thread that calls it, so the graph lives here and the main thread
 * stays free. Urgent and bulk requests wait in two queues. After each run the thread takes in new requests, and goes on
 * with the urgent ones first.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { openGraph } from './graph.ts';
import type { EncoderGraph } from './graph.ts';
import type { ThreadConfig, ThreadReply, ThreadRequest } from './thread-messages.ts';

type RunRequest = Extract<ThreadRequest, { kind: 'run' }>;

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function answer(graph: EncoderGraph, port: MessagePort, request: RunRequest): Promise<void> {
  const reply = (message: ThreadReply, transfer: ArrayBuffer[]): void => port.postMessage(message, transfer);
  try {
    const result = await graph.compute(request.work);
    const vectors = result.kind === 'embed' ? result : result.embedded;
    const arrays = [
      ...(vectors === null ? [] : [vectors.task, vectors.content]),
      ...(result.kind === 'judge' ? [result.chances] : []),
    ];
    const buffers = arrays.map(({ buffer }) => buffer).filter((buffer) => buffer instanceof ArrayBuffer);
    reply({ kind: 'done', id: request.id, result }, buffers);
  } catch (error) {
    reply({ kind: 'failed', id: request.id, reason: reasonOf(error) }, []);
  }
}

function serve(graph: EncoderGraph, port: MessagePort): void {
  const urgent: RunRequest[] = [];
  const bulk: RunRequest[] = [];
  let closing = false;
  let running = false;
  const drain = async (): Promise<void> => {
    running = true;
    for (let next = urgent.shift() ?? bulk.shift(); next && !closing; next = urgent.shift() ?? bulk.shift()) {
      await answer(graph, port, next);
      await nextTurn();
    }
    running = false;
    if (!closing) return;
    await graph.release();
    port.close();
  };
  port.on('message', (request: ThreadRequest) => {
    if (request.kind === 'close') closing = true;
    else (request.urgent ? urgent : bulk).push(request);
    if (!running) void drain();
  });
}

async function main(port: MessagePort, config: ThreadConfig): Promise<void> {
  const say = (message: ThreadReply): void => port.postMessage(message);
  try {
    serve(await openGraph(config), port);
    say({ kind: 'ready' });
  } catch (error) {
    say({ kind: 'unusable', reason: reasonOf(error) });
  }
}

if (parentPort) await main(parentPort, workerData as ThreadConfig);
