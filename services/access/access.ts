import type { Scope } from '../../schemas/api-keys.ts';

/** Who asks, and what they may see and do. */
export interface Access {
  /** Names the asker in logs and limits; never a secret. */
  readonly id: string;
  readonly scopes: ReadonlySet<Scope>;
  /** The only corpora that exist for the asker; null: all. */
  readonly corpora: ReadonlySet<string> | null;
}

/** Without keys the service listens on the loopback address alone, and whoever reaches it may do everything. */
export const LOCAL_ACCESS: Access = {
  id: 'local',
  scopes: new Set(['read', 'write', 'admin']),
  corpora: null,
};

/**
 * `write` includes `read`, and `admin` both. How the service runs, as only `admin` sees it, is about all corpora: a key
 * for some never does.
 */
export function allows({ scopes, corpora }: Access, needed: Scope): boolean {
  if (needed === 'admin') return scopes.has('admin') && corpora === null;
  if (scopes.has('admin')) return true;
  return scopes.has(needed) || (needed === 'read' && scopes.has('write'));
}

export function sees({ corpora }: Access, corpus: string): boolean {
  return corpora === null || corpora.has(corpus);
}
