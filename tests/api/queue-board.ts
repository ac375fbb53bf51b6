import { join } from 'node:path';
import type { Scope } from '../../schemas/api-keys.ts';
import { createKey } from '../../services/access/api-key.ts';
import { writeKeys } from '../../services/access/key-file.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** The address from which the page of the board fetches the jobs of the queue `active`. */
export const listOf = (active: string): string =>
  `/admin/queues/api/queues?activeQueue=${active}&status=latest&page=1&jobsPerPage=10`;

export interface BoardList {
  readonly queues: readonly {
    name: string;
    readOnlyMode: boolean;
    jobs: readonly { name: string; data: unknown }[];
  }[];
}

/** Makes a file of keys, and returns its path and each key by its name. */
export async function keysFor(
  grants: readonly [name: string, scopes: Scope[], corpora: string[] | null][],
): Promise<{ file: string; keys: Readonly<Record<string, string>> }> {
  const file = join(await temporaryDirectory(), 'keys.json');
  const made = grants.map(([name, scopes, corpora]) => createKey({ name, scopes, corpora }, new Date()));
  await writeKeys(
    file,
    made.map(({ stored }) => stored),
  );
  return { file, keys: Object.fromEntries(made.map(({ key, stored }) => [stored.name, key])) };
}
