import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Scope, StoredKey } from '../../schemas/api-keys.ts';

const PREFIX = 'kindred';
const ID_BYTES = 8;
const SECRET_BYTES = 32;
const KEY_FORMAT = /^kindred_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

export interface KeyGrant {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly corpora: readonly string[] | null;
}

/** A new key: `key` is shown to a person once, `stored` is what is kept. */
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
  };
  return { key: `${PREFIX}_${id}_${secret}`, stored };
}

/**
 * The stored key that `key` belongs to, or null. The secret has 256 random bits, so one round of SHA-256 cannot be
 * undone by guessing; hashes are compared in constant time.
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
