import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Messages } from './log-lines.ts';

/**
 * Waits until a service is closed, for `deadlineMs` at most. After that the process ends even if some part still hangs.
 * As after a kill, nothing that was acknowledged is lost, and jobs go on at the next start.
 */
export async function stopWithin(
  close: () => Promise<void>,
  deadlineMs: number,
  messages: Pick<Messages, 'warn'>,
): Promise<ExitCode> {
  const closed = close().then(() => true);
  if (await Promise.race([closed, sleep(deadlineMs, false)])) return EXIT.ok;
  messages.warn(
    `Not everything came to an end within ${deadlineMs / 1_000} s (KINDRED_STOP_SECONDS); the process ends now. Jobs go on at ` +
      'the next start.',
  );
  return EXIT.failed;
}
