import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { KindredError } from '../../schemas/errors.ts';
import type { JobQueue, QueueClaim } from '../queue/port.ts';
import { createDurably, writeDurably } from '../runtime/durable-file.ts';
import { isErrno } from '../runtime/is-errno.ts';

const FILE = 'installation-id';
/** The folders whose files belong to jobs of the queue. A data directory that has such files is not a new one. */
const JOB_FOLDERS = ['accepted', 'uploads', 'curations'];
const UNKNOWN = 'one that it does not name, since it is older than such ids';

/** The data directory and the queue of one service, which must belong together: the files of one are of jobs of the other. */
export interface Installation {
  readonly id: string;
  /**
   * Asks the queue whose it is. An empty one becomes that of this installation.
   * @throws KindredError `conflict` when it is that of another one, `queue_unavailable` when it does not answer
   */
  confirm(): Promise<QueueClaim>;
}

/** Where an installation keeps its files, and whose queue it may take over. */
export interface InstallationPlace {
  readonly dataDir: string;
  /** The id of the installation whose queue this data directory shall belong to from now on; null for none. */
  readonly adopt: string | null;
}

/** The installation of a process that has queue and data directory in one place, and shares neither. */
export async function soleInstallation(dataDir: string): Promise<Installation> {
  const id = (await readId(dataDir)) ?? (await createId(dataDir, randomUUID()));
  return { id, confirm: () => Promise.resolve({ installation: id, since: 0 }) };
}

/**
 * The installation of a data directory and a queue that several processes share. A new queue joins the installation of the
 * data directory. A new data directory joins that of no queue by itself: more likely the wrong one was named, or it was lost.
 * @throws KindredError `conflict` when they belong to two installations
 */
export async function sharedInstallation(
  { dataDir, adopt }: InstallationPlace,
  queue: Pick<JobQueue, 'claim'>,
): Promise<Installation> {
  const id = await agreeOnId({ dataDir, adopt }, queue);
  const confirm = async (): Promise<QueueClaim> => {
    const claim = await queue.claim(id);
    if (claim.installation !== id) throw otherInstallation(dataDir, id, claim.installation);
    return claim;
  };
  await confirm();
  return { id, confirm };
}

async function agreeOnId(
  { dataDir, adopt }: InstallationPlace,
  queue: Pick<JobQueue, 'claim'>,
): Promise<string> {
  const own = await readId(dataDir);
  // The directory has its id before the queue does: of processes that start at once in a new one, each finds the same.
  const id = own ?? (await createId(dataDir, randomUUID()));
  const { installation: found } = await queue.claim(id);
  if (found === id) return id;
  if (found === adopt) {
    await writeDurably(join(dataDir, FILE), `${found}\n`);
    return found;
  }
  if (own !== null) return id;
  // It was made for this start alone.
  if ((await readId(dataDir)) === id) await rm(join(dataDir, FILE));
  if (await hasJobFiles(dataDir)) throw otherInstallation(dataDir, UNKNOWN, found);
  throw newDirectory(dataDir, found);
}

function newDirectory(dataDir: string, found: string): KindredError {
  return new KindredError(
    'conflict',
    `The data directory ${dataDir} is new, and the queue of REDIS_URL is that of an installation that has its own already, ` +
      `${found}. Nothing was changed in either. Set KINDRED_DATA to the directory of that installation, or REDIS_URL to ` +
      `another Redis. If this new directory shall take its place, start once with KINDRED_ADOPT_QUEUE=${found}.`,
  );
}

function otherInstallation(dataDir: string, own: string, found: string): KindredError {
  return new KindredError(
    'conflict',
    `The data directory ${dataDir} and the queue of REDIS_URL belong to two installations: the directory to ${own}, ` +
      `the queue to ${found}. Nothing was changed in either. Correct KINDRED_DATA or REDIS_URL. If this queue shall ` +
      `serve this directory from now on, start once with KINDRED_ADOPT_QUEUE=${found}.`,
  );
}

async function readId(dataDir: string): Promise<string | null> {
  try {
    const text = (await readFile(join(dataDir, FILE), 'utf8')).trim();
    if (z.uuid().safeParse(text).success) return text;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
  throw new KindredError(
    'conflict',
    `${join(dataDir, FILE)} does not hold the id of an installation. Restore it from a backup. Or remove it, and ` +
      'start once with KINDRED_ADOPT_QUEUE set to the id of the queue, which the next message names.',
  );
}

/** Gives a data directory its id. Of several processes that do this at once the first one decides. */
async function createId(dataDir: string, id: string): Promise<string> {
  if (await createDurably(join(dataDir, FILE), `${id}\n`)) return id;
  return (await readId(dataDir)) ?? id;
}

async function hasJobFiles(dataDir: string): Promise<boolean> {
  for (const folder of JOB_FOLDERS) {
    if ((await readdir(join(dataDir, folder)).catch(() => [])).length > 0) return true;
  }
  return false;
}
