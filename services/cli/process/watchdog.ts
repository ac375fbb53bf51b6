import { startThread } from '../../runtime/start-thread.ts';
import { CELL, CELLS, type WatchdogConfig } from './watchdog-cells.ts';

const BEAT_MS = 500;
/**
 * The event loop may always stand still for this long, however short the stop deadline is. After as long a worker has lost
 * its jobs to another one.
 */
const LEAST_BLOCK_MS = 10_000;

/**
 * Starts a thread that ends this process when its event loop stands still for longer than the stop deadline, and when it
 * has not ended by itself shortly after the deadline. A thread gets no signals, so it cannot wait for one: it watches
 * the event loop all the time, and hears of a stop from the main thread.
 * @param stop is aborted when the process is told to stop
 */
export function watchEventLoop(stopMs: number, stop: AbortSignal): void {
  const cells = new Int32Array(new SharedArrayBuffer(CELLS * Int32Array.BYTES_PER_ELEMENT));
  const config: WatchdogConfig = { cells, stopMs, longestBlockMs: Math.max(stopMs, LEAST_BLOCK_MS) };
  startThread('watchdog-thread', import.meta.url, config).unref();
  setInterval(() => Atomics.add(cells, CELL.beats, 1), BEAT_MS).unref();
  stop.addEventListener('abort', () => Atomics.store(cells, CELL.stopping, 1), { once: true });
  if (stop.aborted) Atomics.store(cells, CELL.stopping, 1);
}
