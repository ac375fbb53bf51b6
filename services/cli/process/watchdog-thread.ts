/**
 * Entry of the thread that keeps the deadlines of a process whose main thread cannot. It counts its own rounds instead of
 * reading a clock: while the whole machine sleeps, or the process is stopped, no round passes either.
 */
import { write } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { logLine } from '../../runtime/log-line.ts';
import { countedStillness } from './counted-stillness.ts';
import { CELL, type WatchdogConfig } from './watchdog-cells.ts';

const ROUND_MS = 250;
/** What the main thread has beyond the stop deadline to say that it was missed and to end the process. */
const GRACE_MS = 1_000;
/** How long the last words may take: stderr may be a pipe that nobody reads. */
const LAST_WORDS_MS = 250;
const STDERR = 2;
const MICROSECONDS_A_MS = 1_000;

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, ms);
}

/** Ends the process as a kill does. Nothing that was acknowledged is lost by that. */
function endProcess(msg: string): void {
  write(STDERR, logLine('fatal', msg), () => undefined);
  pause(LAST_WORDS_MS);
  process.kill(process.pid, 'SIGKILL');
}

/** What all threads of the process have had of the processors, in milliseconds. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / MICROSECONDS_A_MS;
}

function watch({ cells, longestBlockMs, stopMs }: WatchdogConfig): void {
  let beats = -1;
  let had = processorMs();
  let still = 0;
  let stopping = 0;
  for (;;) {
    pause(ROUND_MS);
    const [now, has] = [Atomics.load(cells, CELL.beats), processorMs()];
    still = now === beats ? still + countedStillness(ROUND_MS, has - had) : 0;
    [beats, had] = [now, has];
    if (Atomics.load(cells, CELL.stopping) === 1) stopping += ROUND_MS;
    if (still > longestBlockMs) {
      return endProcess(
        `The event loop has stood still for ${longestBlockMs / 1_000} s, so nothing was answered and no signal heard. ` +
          'The process ends now; start it again, and jobs go on.',
      );
    }
    if (stopping > stopMs + GRACE_MS) {
      return endProcess(
        `The process was told to stop and has not ended within ${stopMs / 1_000} s (KINDRED_STOP_SECONDS). It ends now; ` +
          'jobs go on at the next start.',
      );
    }
  }
}

watch(workerData as WatchdogConfig);
