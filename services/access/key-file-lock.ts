import { randomUUID } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KindredError } from '../../schemas/errors.ts';
import { isErrno } from '../runtime/is-errno.ts';

const OWNER_ONLY = 0o600;
/** A claim that is older was left by a process that was killed: nobody changes the file for that long. */
const STALE_MS = 12_000;
/** Time after which a holder gives up rather than replace the file, well before others take its claim for stale. */
const LONGEST_CHANGE_MS = STALE_MS / 2;
const LONGEST_WAIT_MS = 30_000;
const SHORTEST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;

/**
 * Runs `change` while no other process on any machine that shares the folder changes the file at `path`.
 *
 * Each process lays down a claim of its own beside the file and then looks for claims of others. It goes on only when
 * there is none; otherwise it takes its claim back and tries again after a random pause. Of two processes the one that
 * claims later sees the claim of the other, so never both go on. Nobody ever takes over a claim, so none can take a
 * fresh one for the stale one it saw before: stale claims are removed by their names, which are never used again.
 * @param change gets a function to call just before the file is replaced, which throws when that has become unsafe
 * @throws KindredError `conflict` when others hold the file for half a minute, or `change` takes too long
 */
export async function holdingKeyFile<T>(
  path: string,
  change: (assertHeld: () => void) => Promise<T>,
): Promise<T> {
  const { claim, since } = await claimed(path);
  const assertHeld = (): void => {
    if (performance.now() - since < LONGEST_CHANGE_MS) return;
    throw new KindredError('conflict', `The disk of ${path} is too slow now; no key was changed. Try again.`);
  };
  try {
    return await change(assertHeld);
  } finally {
    await rm(claim, { force: true });
  }
}

/** Waits until the file is free, and resolves with the path of the claim on it and when it was laid down. */
async function claimed(path: string): Promise<{ claim: string; since: number }> {
  const giveUpAt = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const claim = `${claimsOf(path)}${randomUUID()}`;
    const since = performance.now();
    await (await open(claim, 'wx', OWNER_ONLY)).close();
    if (await isOnlyClaim(path, claim)) return { claim, since };
    await rm(claim, { force: true });
    if (since > giveUpAt) {
      const message = `Other commands have been changing ${path} for half a minute. Try again when they have ended.`;
      throw new KindredError('conflict', message);
    }
    await sleep(SHORTEST_PAUSE_MS + Math.random() * LONGEST_PAUSE_MS);
  }
}

/** Whether nobody else has a claim. Claims of processes that were killed are removed and do not count. */
async function isOnlyClaim(path: string, own: string): Promise<boolean> {
  // Both times come from the clock of the file system, so that clocks of machines need not agree.
  const { mtimeMs: now } = await stat(own);
  const folder = dirname(path);
  const prefix = basename(claimsOf(path));
  for (const name of await readdir(folder)) {
    const other = join(folder, name);
    if (!name.startsWith(prefix) || name === basename(own)) continue;
    const since = await claimedAt(other);
    if (since === null) continue;
    if (now - since < STALE_MS) return false;
    await rm(other, { force: true });
  }
  return true;
}

/** When a claim was laid down; null when it was taken back meanwhile. */
async function claimedAt(claim: string): Promise<number | null> {
  try {
    return (await stat(claim)).mtimeMs;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
}

function claimsOf(path: string): string {
  return `${path}.lock-`;
}
