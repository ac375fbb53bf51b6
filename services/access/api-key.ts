import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Scope, StoredKey } from '../../schemas/api-keys.ts';

const PREFIX = 'kindred';
const ID_BYTES = 8;
const SECRET_BYTES = 32;
const KEY_FORMAT = /^kindred_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

/** What a new key allows. */
export interface KeyGrant {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The corpora that the key is for; null when it is for all. */
  readonly corpora: readonly string[] | null;
  /** From when on it is refused; left out when it holds until it is revoked. */
  readonly expiresAt?: Date;
}

/** Creates a key. `key` is shown to a person once, and `stored` is what the service keeps of it. */
export function createKey(grant: KeyGrant, now: Date): { key: string; stored: StoredKey } {
  const id = randomBytes(ID_BYTES).toString('hex');
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const stored = {
    id,
    name: grant.name,
    hash: hashOf(secret).toString('hex'),
    scopes: [...grant.scopes],
    corpora: grant.corpora === null ? null : [...grant.corpora],
    created_at: now.toISOString(),
    ...(grant.expiresAt !== undefined && { expires_at: grant.expiresAt.toISOString() }),
  };
  return { key: `${PREFIX}_${id}_${secret}`, stored };
}

/**
 * The stored key to which `key` belongs; null when there is none. Its secret has 256 random bits, so that it cannot be
 * guessed from its SHA-256. The hashes are compared in constant time.
 */
export function findKey(key: string, keys: readonly StoredKey[]): StoredKey | null {
  const [, id = '', secret = ''] = KEY_FORMAT.exec(key) ?? [];
  const stored = keys.find((one) => one.id === id);
  const expected = Buffer.from(stored?.hash ?? '0'.repeat(64), 'hex');
  const isRight = timingSafeEqual(hashOf(secret), expected);
  return isRight && stored !== undefined ? stored : null;
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
