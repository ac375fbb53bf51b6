import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { KindredError } from '../../../schemas/errors.ts';
import { isErrno } from '../../runtime/is-errno.ts';
import type { SpaceSignature } from '../port.ts';
import { spaceMismatch } from '../space-mismatch.ts';

const FILE_NAME = 'space.json';

const Manifest = z.object({
  version: z.literal(1),
  space_id: z.string(),
  dimensions: z.object({ task: z.number().int(), content: z.number().int() }),
});
type Manifest = z.infer<typeof Manifest>;

/**
 * Makes sure that `directory` belongs to the space, and claims it for that space when it belongs to none.
 * @throws KindredError `space_mismatch` when it belongs to another space, `store_unavailable` when the file that says so
 * is broken
 */
export async function claimDirectory(directory: string, signature: SpaceSignature): Promise<void> {
  await mkdir(directory, { recursive: true });
  const known = (await readManifest(directory)) ?? (await writeFirst(directory, signature));
  const { dimensions } = signature;
  const sameDimensions =
    known.dimensions.task === dimensions.task && known.dimensions.content === dimensions.content;
  if (known.space_id === signature.spaceId && sameDimensions) return;
  throw spaceMismatch(
    `${directory} holds vectors of the space ${describe(known.space_id, known.dimensions)}, ` +
      `but the encoder in use makes the space ${describe(signature.spaceId, dimensions)}`,
    'choose another directory with --data or KINDRED_DATA',
  );
}

/**
 * The id of the space that `directory` belongs to; null when it belongs to none yet.
 * @throws KindredError `store_unavailable` when the file that says so is broken
 */
export async function claimedSpace(directory: string): Promise<string | null> {
  return (await readManifest(directory))?.space_id ?? null;
}

/** Makes `directory` belong to the space, whatever it belonged to. A process that is killed meanwhile changes nothing. */
export async function reclaimDirectory(directory: string, signature: SpaceSignature): Promise<void> {
  await rename(await writeDraft(directory, signature), join(directory, FILE_NAME));
}

function describe(spaceId: string, { task, content }: Manifest['dimensions']): string {
  return `${spaceId} (${task} and ${content} dimensions)`;
}

async function readManifest(directory: string): Promise<Manifest | null> {
  const path = join(directory, FILE_NAME);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (isErrno(cause, 'ENOENT')) return null;
    throw cause;
  }
  try {
    return Manifest.parse(JSON.parse(text));
  } catch (cause) {
    throw new KindredError(
      'store_unavailable',
      `${path} says which encoder made the stored vectors, and it cannot be read. Restore that file, or choose ` +
        'another directory with --data or KINDRED_DATA.',
      { cause },
    );
  }
}

/** Writes the file unless there is one: when another process was first, its file counts. A file is never half written. */
async function writeFirst(directory: string, signature: SpaceSignature): Promise<Manifest> {
  const draft = await writeDraft(directory, signature);
  try {
    await link(draft, join(directory, FILE_NAME));
  } catch (cause) {
    if (!isErrno(cause, 'EEXIST')) throw cause;
  } finally {
    await rm(draft, { force: true });
  }
  return (await readManifest(directory)) ?? manifestOf(signature);
}

function manifestOf({ spaceId, dimensions }: SpaceSignature): Manifest {
  return { version: 1, space_id: spaceId, dimensions };
}

/** Writes the manifest to the disk under a name of its own, and returns its path. */
async function writeDraft(directory: string, signature: SpaceSignature): Promise<string> {
  const draft = join(directory, `${FILE_NAME}.${randomUUID()}`);
  const file = await open(draft, 'wx');
  try {
    await file.writeFile(`${JSON.stringify(manifestOf(signature), null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
}
