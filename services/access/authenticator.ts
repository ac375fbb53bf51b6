import { stat } from 'node:fs/promises';
import type { StoredKey } from '../../schemas/api-keys.ts';
import { KindredError } from '../../schemas/errors.ts';
import { LOCAL_ACCESS, type Access } from './access.ts';
import { findKey } from './api-key.ts';
import { readKeys } from './key-file.ts';

/** After this time at most, every process knows of a key that was created or revoked. */
const REREAD_MS = 2_000;

export interface Authenticator {
  /** Whether callers must have a key. */
  readonly required: boolean;
  /**
   * The access of a caller with this key, or without one.
   * @throws KindredError `unauthenticated` when the key is missing or unknown, `internal` when the keys cannot be read
   */
  accessOf(key: string | null): Promise<Access>;
}

/** Lets every caller do everything, for a service on the loopback address. */
export const WITHOUT_KEYS: Authenticator = { required: false, accessOf: () => Promise.resolve(LOCAL_ACCESS) };

/**
 * Checks keys against the file at `path`, which is read again when it has changed.
 * @throws KindredError `invalid_request` when the file has no keys
 */
export async function openAuthenticator(path: string): Promise<Authenticator> {
  const keys = new WatchedKeys(path);
  if ((await readKeys(path)).length === 0) {
    throw new KindredError(
      'invalid_request',
      `KINDRED_KEYS names ${path}, which has no keys: nobody could use the service. Make one with ` +
        '"kindred keys create NAME --scopes read,write".',
    );
  }
  return { required: true, accessOf: async (key) => accessFor(key, await keys.current()) };
}

function accessFor(key: string | null, keys: readonly StoredKey[]): Access {
  if (key === null) {
    throw new KindredError(
      'unauthenticated',
      'This service asks for a key: send it in the header "Authorization: Bearer KEY" (KINDRED_API_KEY for the command line).',
    );
  }
  const found = findKey(key, keys);
  if (found === null) {
    throw new KindredError('unauthenticated', 'The key is unknown or was revoked. Ask for a new one.');
  }
  return {
    id: found.id,
    scopes: new Set(found.scopes),
    corpora: found.corpora === null ? null : new Set(found.corpora),
  };
}

class WatchedKeys {
  readonly #path: string;
  /** The keys of the file; null while it cannot be read, and then every caller is refused. */
  #keys: readonly StoredKey[] | null = [];
  #version = '';
  #checkedAt = -Infinity;

  constructor(path: string) {
    this.#path = path;
  }

  async current(): Promise<readonly StoredKey[]> {
    const now = performance.now();
    if (now - this.#checkedAt < REREAD_MS) return this.#keys ?? this.#refuse();
    this.#checkedAt = now;
    const version = await versionOf(this.#path);
    if (version !== this.#version || this.#keys === null) {
      this.#keys = null;
      this.#keys = await readKeys(this.#path).catch((cause: unknown) => this.#refuse(cause));
      this.#version = version;
    }
    return this.#keys;
  }

  /** Refuses a caller without telling them anything about files. */
  #refuse(cause?: unknown): never {
    const message = 'This service cannot read its keys now. Its operator finds why in the log.';
    throw new KindredError('internal', message, { cause });
  }
}

/** A text that is another one whenever the file was replaced or written. */
async function versionOf(path: string): Promise<string> {
  try {
    const { ino, mtimeMs, size } = await stat(path);
    return `${ino}/${mtimeMs}/${size}`;
  } catch {
    return 'none';
  }
}
