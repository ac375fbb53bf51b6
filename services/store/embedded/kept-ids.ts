import { randomUUID } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { isErrno } from '../../runtime/is-errno.ts';
import { logsOf, newerManifests, newestManifest } from './collection-files.ts';

/*
 * When the engine seals its open segment it first writes the map from ids to records, and later the manifest by which the seal
 * counts. After a kill between the two it reads the log of that segment again, finds the ids in the map already, takes the
 * records for replaced ones and deletes them. So the map is kept before every seal, as it belongs to the manifest in force, and
 * put back when that manifest is still in force after a kill. Manifest, deletions and logs are kept with it: after a seal that
 * failed, as on a full disk, the engine goes on, and may count files that were written in part.
 */

/** Kindred's own folder inside a collection; the engine leaves it alone. */
const OWN = 'kindred';
const KEPT = /^ids-of-(\d+)$/;
const FAILED = /^failed-of-(\d+)$/;
/** How often the map is copied again when the engine has tidied it meanwhile, which it does for milliseconds after a seal. */
const TRIES = 200;

/** Files of the map that are written once and never changed. */
const isLasting = (name: string): boolean => name.endsWith('.sst');
/** Files of the map that the engine makes again. */
const isPassing = (name: string): boolean => /^(LOCK|LOG.*|.*\.dbtmp)$/.test(name);
const isMap = (name: string): boolean => /^idmap\.\d+$/.test(name);
const isDeletions = (name: string): boolean => /^del\.\d+$/.test(name);
/** The name under which a log is kept, which tells its segment. */
const KEPT_LOG = /^(\d+)-(\d+\.wal)$/;

/**
 * Keeps the map of the collection until `forgetIds`. When it was kept for the same manifest already, that copy stays: a seal that
 * failed may have written the map since.
 * @throws Error when it cannot be copied
 */
export function keepIds(collection: string): void {
  const manifest = newestManifest(collection);
  if (manifest === null) throw new Error(`${collection} has no manifest that can be read`);
  const kept = join(collection, OWN, `ids-of-${manifest.number}`);
  if (existsSync(kept)) return keepLogs(collection, kept);
  const draft = draftIn(collection);
  try {
    mkdirSync(draft);
    for (const map of readdirSync(collection).filter(isMap)) {
      copyMap(join(collection, map), join(draft, map));
    }
    for (const name of [basename(manifest.path), ...readdirSync(collection).filter(isDeletions)]) {
      linkOrCopy(join(collection, name), join(draft, name));
    }
    keepLogs(collection, draft);
    renameSync(draft, kept);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}

/** Records that are written later must be in what is kept as well, so a copy would not do. */
function keepLogs(collection: string, folder: string): void {
  for (const name of readdirSync(folder).filter((one) => KEPT_LOG.test(one))) rmSync(join(folder, name));
  for (const { path, segment } of logsOf(collection)) {
    try {
      linkSync(path, join(folder, `${segment}-${basename(path)}`));
    } catch (error) {
      if (isErrno(error, 'ENOENT')) throw error;
    }
  }
}

/**
 * Notes that a seal has failed: what was kept for it counts at the next opening, with what has been written into the log since.
 * @returns whether it did fail: the manifest of which it was kept may have been replaced before something else failed
 */
export function noteFailedSeal(collection: string): boolean {
  const manifest = newestManifest(collection);
  const [number] = keptIds(collection);
  if (number === undefined) return false;
  const isReplaced = manifest !== null && manifest.number > number;
  if (isReplaced && newerManifests(collection, manifest.number).length === 0) return false;
  const kept = join(collection, OWN, `ids-of-${number}`);
  if (!readdirSync(kept).some((name) => KEPT_LOG.test(name))) return false;
  renameSync(kept, join(collection, OWN, `failed-of-${number}`));
  return true;
}

/** The number of the manifest from which a seal failed; null when none did. */
export function failedSeal(collection: string): number | null {
  const own = join(collection, OWN);
  const names = existsSync(own) ? readdirSync(own) : [];
  const number = names.flatMap((name) => FAILED.exec(name)?.slice(1) ?? [])[0];
  return number === undefined ? null : Number(number);
}

/** Puts back all but the map of ids, which is kept from now on as before any other seal. It can be done again. */
export function undoFailedSeal(collection: string, number: number): void {
  const failed = join(collection, OWN, `failed-of-${number}`);
  for (const name of readdirSync(failed).filter((one) => !isMap(one))) {
    const [, segment, log] = KEPT_LOG.exec(name) ?? [];
    const draft = draftIn(collection);
    linkOrCopy(join(failed, name), draft);
    renameSync(draft, segment && log ? join(collection, segment, log) : join(collection, name));
  }
  for (const path of newerManifests(collection, number)) rmSync(path);
  renameSync(failed, join(collection, OWN, `ids-of-${number}`));
}

/** Forgets what was kept, when a seal has ended. A copy loses its name first: half of one must never be put back. */
export function forgetIds(collection: string): void {
  const own = join(collection, OWN);
  if (!existsSync(own)) return;
  for (const name of readdirSync(own).filter((one) => KEPT.test(one))) {
    renameSync(join(own, name), draftIn(collection));
  }
  rmSync(own, { recursive: true, force: true, maxRetries: 3 });
}

/** A path in Kindred's own folder that nothing has. What a kill leaves there goes with the folder. */
export function draftIn(collection: string): string {
  const own = join(collection, OWN);
  mkdirSync(own, { recursive: true });
  return join(own, randomUUID());
}

/** The numbers of the manifests for which the map was kept, the highest first; none when no seal was cut off. */
export function keptIds(collection: string): number[] {
  const own = join(collection, OWN);
  if (!existsSync(own)) return [];
  const numbers = readdirSync(own).flatMap((name) => KEPT.exec(name)?.slice(1) ?? []);
  return numbers.map(Number).sort((a, b) => b - a);
}

/** Puts back the map that was kept for a manifest. When it is cut off, it can be done again. */
export function putBackIds(collection: string, manifest: number): void {
  const kept = join(collection, OWN, `ids-of-${manifest}`);
  for (const map of readdirSync(kept).filter(isMap)) {
    const [draft, spoilt] = [draftIn(collection), draftIn(collection)];
    copyMap(join(kept, map), draft);
    if (existsSync(join(collection, map))) renameSync(join(collection, map), spoilt);
    renameSync(draft, join(collection, map));
    rmSync(spoilt, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Copies a map as it is at one moment: when a file has changed meanwhile, it is copied again. */
function copyMap(from: string, to: string): void {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    rmSync(to, { recursive: true, force: true });
    mkdirSync(to);
    try {
      const before = changing(from);
      for (const name of readdirSync(from).filter(isLasting)) linkOrCopy(join(from, name), join(to, name));
      if (!isSame(before, changing(from))) continue;
      for (const [name, bytes] of before) writeFileSync(join(to, name), bytes);
      return;
    } catch (error) {
      // A file that the engine has removed since the folder was read.
      if (!isErrno(error, 'ENOENT')) throw error;
    }
  }
  throw new Error(`${from} changes too fast to be copied`);
}

/** The files of a map that change, with what is in them. */
function changing(map: string): Map<string, Buffer> {
  const names = readdirSync(map).filter((name) => !isLasting(name) && !isPassing(name));
  return new Map(names.map((name) => [name, readFileSync(join(map, name))]));
}

function isSame(one: ReadonlyMap<string, Buffer>, other: ReadonlyMap<string, Buffer>): boolean {
  return one.size === other.size && [...one].every(([name, bytes]) => other.get(name)?.equals(bytes));
}

/** A second name costs no room; where the disk has no such names the file is copied. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) throw error;
    copyFileSync(from, to);
  }
}
