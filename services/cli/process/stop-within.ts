import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Output } from '../print/output.ts';

/**
 * Closes a service within `deadlineMs`. After that the process ends whatever still hangs: nothing that was acknowledged is
 * lost by it, and jobs go on at the next start, as after a kill.
 */
export async function stopWithin(
  close: () => Promise<void>,
  deadlineMs: number,
  output: Output,
): Promise<ExitCode> {
  const closed = close().then(() => true);
  if (await Promise.race([closed, sleep(deadlineMs, false)])) return EXIT.ok;
  output.warn(
    `Not everything came to an end within ${deadlineMs / 1_000} s (KINDRED_STOP_SECONDS); the process ends now. Jobs go on at ` +
      'the next start.',
  );
  return EXIT.failed;
}
