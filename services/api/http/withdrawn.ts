import type { Response } from 'express';
import { KindredError } from '../../../schemas/errors.ts';

const ASK_AGAIN_MS = 1_000;

/**
 * Ends an answer that is still being given when its asker loses the right to it: event streams, downloads and uploads
 * may last for hours. The connection is cut, so that half of a file is not taken for the whole.
 * @param admitAgain rejects with `unauthenticated` or `forbidden` when the asker would be refused now
 */
export function endWhenWithdrawn(response: Response, admitAgain: () => Promise<unknown>): void {
  const timer = setInterval(() => {
    if (response.closed) clearInterval(timer);
    else admitAgain().catch((error: unknown) => isRefusal(error) && response.destroy());
  }, ASK_AGAIN_MS);
  timer.unref();
}

/** Whether the key itself is refused. Keys that cannot be read now say nothing of it: what runs goes on. */
function isRefusal(error: unknown): boolean {
  return error instanceof KindredError && (error.code === 'unauthenticated' || error.code === 'forbidden');
}
