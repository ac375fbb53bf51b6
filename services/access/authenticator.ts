import type { StoredKey } from '../../schemas/api-keys.ts';
import { KindredError } from '../../schemas/errors.ts';
import { LOCAL_ACCESS, type Access } from './access.ts';
import { findKey } from './api-key.ts';
import { WatchedKeys } from './watched-keys.ts';

export interface Authenticator {
  /** Whether callers must have a key. */
  readonly required: boolean;
  /**
   * The access of a caller with this key, or without one.
   * @throws KindredError `unauthenticated` when the key is missing, unknown or expired, `internal` when the keys cannot be read
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
  const keys = await WatchedKeys.open(path);
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
  refuseExpired(found);
  return {
    id: found.id,
    name: found.name,
    scopes: new Set(found.scopes),
    corpora: found.corpora === null ? null : new Set(found.corpora),
  };
}

/** Says that the key has expired to nobody but its holder: whoever is here has sent its secret. */
function refuseExpired({ name, expires_at: expiresAt }: StoredKey): void {
  if (expiresAt === undefined || Date.now() < Date.parse(expiresAt)) return;
  throw new KindredError(
    'unauthenticated',
    `The key ${name} expired at ${expiresAt}. Ask for a new one; the operator makes it with "kindred keys create".`,
  );
}
