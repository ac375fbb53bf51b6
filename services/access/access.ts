import type { Scope } from '../../schemas/api-keys.ts';

/** What a caller of the service may see and do. */
export interface Access {
  /** Names the caller in logs and limits. It is no secret. */
  readonly id: string;
  readonly scopes: ReadonlySet<Scope>;
  /** The corpora that exist for the caller; null when all do. */
  readonly corpora: ReadonlySet<string> | null;
}

/** The access of every caller when the service has no keys. It then listens on the loopback address only. */
export const LOCAL_ACCESS: Access = {
  id: 'local',
  scopes: new Set(['read', 'write', 'admin']),
  corpora: null,
};

/**
 * Whether a caller has a scope. `write` includes `read`, and `admin` includes both. What needs `admin` concerns all corpora,
 * so it is never allowed to a key that is only for some of them.
 */
export function allows({ scopes, corpora }: Access, needed: Scope): boolean {
  if (needed === 'admin') return scopes.has('admin') && corpora === null;
  if (scopes.has('admin')) return true;
  return scopes.has(needed) || (needed === 'read' && scopes.has('write'));
}

/** Whether a corpus exists for a caller. */
export function sees({ corpora }: Access, corpus: string): boolean {
  return corpora === null || corpora.has(corpus);
}
