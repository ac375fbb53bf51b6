import { z } from 'zod';
import { KindredError } from '../../../schemas/errors.ts';
import type { QdrantConnection } from './connection.ts';

/** What a server can do, as far as servers differ in it. */
export interface Capabilities {
  readonly version: string;
  /** Whether the place of vectors is told by the name of a memory tier, as since 1.19, or by flags, as before. */
  readonly memoryTiers: boolean;
}

/** The oldest version that can be used. Older servers silently drop the metadata that name the space of a collection. */
const OLDEST = [1, 16] as const;
const MEMORY_TIERS = [1, 19] as const;
const Version = z.object({ version: z.string().regex(/^\d+\.\d+/) });

/**
 * Asks a server what it can do.
 * @throws KindredError `store_unavailable` when it is no Qdrant, or too old for this adapter
 */
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
