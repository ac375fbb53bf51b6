import { z } from 'zod';
import { KindredError } from '../../../schemas/errors.ts';
import type { QdrantConnection } from './connection.ts';

/** What a server can do that not every one can. */
export interface Capabilities {
  readonly version: string;
  /** Memory tiers by name, since 1.19; servers before know flags instead. */
  readonly memoryTiers: boolean;
}

/** The space of a collection is kept in its metadata, which older servers drop without a word. */
const OLDEST = [1, 16] as const;
const MEMORY_TIERS = [1, 19] as const;
const Version = z.object({ version: z.string().regex(/^\d+\.\d+/) });

/** Throws `store_unavailable` when the server is older than what this adapter needs. */
export async function readCapabilities(connection: QdrantConnection): Promise<Capabilities> {
  const told = Version.safeParse(await connection.call((client) => client.versionInfo()));
  if (!told.success) {
    throw new KindredError(
      'store_unavailable',
      'QDRANT_URL leads to a server that is no Qdrant: correct it.',
    );
  }
  const { version } = told.data;
  if (!isAtLeast(version, OLDEST)) {
    throw new KindredError(
      'store_unavailable',
      `The Qdrant server has the version ${version}; Kindred needs ${OLDEST.join('.')} or newer, which keeps the ` +
        'name of the vector space with the vectors. Update the server.',
    );
  }
  return { version, memoryTiers: isAtLeast(version, MEMORY_TIERS) };
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [thisMajor = 0, thisMinor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return thisMajor > major || (thisMajor === major && thisMinor >= minor);
}
