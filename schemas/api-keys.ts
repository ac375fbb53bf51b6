import { z } from 'zod';
import { CorpusName } from './record.ts';

/**
 * What a key may do: `read` allows questions, `write` also ingestion and deletion, `admin` also a look at the service,
 * and `metrics` nothing but the metrics for Prometheus.
 */
export const Scope = z.enum(['read', 'write', 'admin', 'metrics']);
export type Scope = z.infer<typeof Scope>;

export const KeyName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'use 1 to 64 letters, digits, dots, dashes or underscores');

/** A key as the file of keys has it. It holds a hash only, so that whoever reads the file cannot use the key. */
export const StoredKey = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  name: KeyName,
  /** SHA-256 in hexadecimal of the secret, which is 256 random bits. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  scopes: z.array(Scope).min(1),
  /** The only corpora that the key may read and write; null for all. */
  corpora: z.array(CorpusName).min(1).nullable(),
  created_at: z.iso.datetime(),
  /** From when on the key is refused; left out when it holds until it is revoked. */
  expires_at: z.iso.datetime().optional(),
});
export type StoredKey = z.infer<typeof StoredKey>;

export const KeyFile = z.strictObject({ version: z.literal(1), keys: z.array(StoredKey) });
export type KeyFile = z.infer<typeof KeyFile>;
