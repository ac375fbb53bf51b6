import type { Scope } from '../../schemas/api-keys.ts';

/** What a caller of the service may see and do. */
export interface Access {
  /** Names the caller in logs and limits. It is no secret. */
  readonly id: string;
  /** The name that the operator gave the key. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** The corpora that exist for the caller; null when all do. */
  readonly corpora: ReadonlySet<string> | null;
}

/** The access of every caller when the service has no keys. It then listens on the loopback address only. */
export const LOCAL_ACCESS: Access = {
  id: 'local',
  name: 'local',
  scopes: new Set(['read', 'write', 'admin']),
  corpora: null,
};

/** What concerns all corpora, and is therefore never allowed to a key that is only for some of them. */
export const SCOPES_OF_ALL: readonly Scope[] = ['admin', 'metrics'];

/** Whether a caller has a scope. `write` includes `read`, and `admin` includes all others. */
export function allows({ scopes, corpora }: Access, needed: Scope): boolean {
  if (SCOPES_OF_ALL.includes(needed) && corpora !== null) return false;
  if (scopes.has('admin')) return true;
  return scopes.has(needed) || (needed === 'read' && scopes.has('write'));
}

/** Whether a corpus exists for a caller. */
export function sees({ corpora }: Access, corpus: string): boolean {
  return corpora === null || corpora.has(corpus);
}
