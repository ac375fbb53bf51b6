import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredKey } from '../../schemas/api-keys.ts';
import { KindredError } from '../../schemas/errors.ts';
import { settleWithin } from '../runtime/settle-within.ts';
import { readKeysIfThere } from './key-file.ts';

/** After this time at most, a process looks at the file again when somebody asks. */
const LOOK_AGAIN_MS = 1_000;
/**
 * How long after a look that failed the file is looked at again, until it counts as failed: a file that is written in
 * place is half a file for a moment, and one that is replaced in two steps is not there for a moment.
 */
const SECOND_LOOKS_MS = [50, 100, 200];
/** How long callers wait for a disk that does not answer. */
const LONGEST_LOOK_MS = 1_000;
/** How long the keys that were read last hold while the file is not there or cannot be read. */
const GRACE_MS = 5_000;

/** What a look at the file found: its keys, the same as before, something that is no file of keys, or nothing. */
type Found =
  'same' | 'broken' | 'unreadable' | { readonly keys: readonly StoredKey[]; readonly version: string };

/**
 * The keys of a file that is looked at again while the service runs. All who ask at the same time wait for one look, and
 * the keys that were read before hold until it has ended.
 *
 * A file that was read and is broken lets nobody in, at once. A file that is missing or cannot be read tells nothing of
 * its keys, so those that were read last hold for some seconds, and then nobody is let in either.
 */
export class WatchedKeys {
  readonly #path: string;
  #keys: readonly StoredKey[];
  #version: string;
  #isBroken = false;
  #lookedAt: number;
  /** When the keys were last known to be those of the file. */
  #confirmedAt: number;
  #look: Promise<void> | null = null;
  #why: unknown = null;

  private constructor(path: string, keys: readonly StoredKey[], version: string) {
    this.#path = path;
    this.#keys = keys;
    this.#version = version;
    this.#lookedAt = this.#confirmedAt = performance.now();
  }

  /**
   * @throws KindredError `invalid_request` when the file has no keys or is no file of keys
   */
  static async open(path: string): Promise<WatchedKeys> {
    const version = await versionOf(path).catch(() => 'none');
    const keys = (await readKeysIfThere(path)) ?? [];
    if (keys.length > 0) return new WatchedKeys(path, keys, version);
    throw new KindredError(
      'invalid_request',
      `KINDRED_KEYS names ${path}, which has no keys: nobody could use the service. Make one with ` +
        '"kindred keys create NAME --scopes read,write".',
    );
  }

  /** @throws KindredError `internal` when the file is broken, or has not been there for some seconds */
  async current(): Promise<readonly StoredKey[]> {
    if (performance.now() - this.#lookedAt >= LOOK_AGAIN_MS) {
      this.#look ??= this.#lookAgain().finally(() => (this.#look = null));
      await settleWithin(this.#look, LONGEST_LOOK_MS);
    }
    const isConfirmed = performance.now() - this.#confirmedAt < LOOK_AGAIN_MS + GRACE_MS;
    return isConfirmed && !this.#isBroken ? this.#keys : this.#refuse();
  }

  async #lookAgain(): Promise<void> {
    const startedAt = performance.now();
    let found = await this.#find();
    for (const wait of SECOND_LOOKS_MS) {
      if (found !== 'broken' && found !== 'unreadable') break;
      await sleep(wait);
      found = await this.#find();
    }
    this.#lookedAt = startedAt;
    if (found === 'unreadable') return;
    this.#isBroken = found === 'broken';
    this.#confirmedAt = startedAt;
    if (typeof found === 'object') ({ keys: this.#keys, version: this.#version } = found);
  }

  async #find(): Promise<Found> {
    try {
      const version = await versionOf(this.#path);
      if (version === this.#version) return 'same';
      const keys = await readKeysIfThere(this.#path);
      return keys === null ? 'unreadable' : { keys, version };
    } catch (error) {
      this.#why = error;
      return error instanceof KindredError ? 'broken' : 'unreadable';
    }
  }

  /** Refuses a caller without telling them anything about files. */
  #refuse(): never {
    const message = 'This service cannot read its keys now. Its operator finds why in the log.';
    throw new KindredError('internal', message, { cause: this.#why });
  }
}

/** A text that is another one whenever the file was replaced, written, or made readable. */
async function versionOf(path: string): Promise<string> {
  const { ino, mtimeNs, ctimeNs, size } = await stat(path, { bigint: true });
  return `${ino}/${mtimeNs}/${ctimeNs}/${size}`;
}
