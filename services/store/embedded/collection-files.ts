import { readdirSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openSegmentOf, type OpenSegment } from './engine-manifest.ts';

/* What the files of a collection tell, without the engine. */

/** The head of a log; a log that is shorter was begun and holds no record. */
const LOG_HEAD = 64;
const MANIFEST = /^manifest\.(\d+)$/;
const SEGMENT = /^\d+$/;
const LOG = /^(\d+)\.wal$/;

export interface FoundManifest extends OpenSegment {
  readonly number: number;
  readonly path: string;
}

/** The manifest with the highest number that is whole, which is in force; null when there is none. */
export function newestManifest(collection: string): FoundManifest | null {
  for (const number of manifestNumbers(collection)) {
    const path = join(collection, `manifest.${number}`);
    const open = openSegmentOf(readFileSync(path));
    if (open !== null) return { ...open, number, path };
  }
  return null;
}

/** The manifests with a higher number. Those above the one that is in force were not written to their end. */
export function newerManifests(collection: string, than: number): string[] {
  const newer = manifestNumbers(collection).filter((number) => number > than);
  return newer.map((number) => join(collection, `manifest.${number}`));
}

/** The numbers of the manifests, the highest first. */
function manifestNumbers(collection: string): number[] {
  const numbers = readdirSync(collection).flatMap((name) => MANIFEST.exec(name)?.slice(1) ?? []);
  return numbers.map(Number).sort((a, b) => b - a);
}

/** The log of a block of a segment. */
export interface FoundLog {
  readonly path: string;
  readonly segment: number;
  readonly block: number;
  readonly bytes: number;
  /** Whether it was only begun. A record is acknowledged when it is in the log, so no acknowledged record is lost with it. */
  readonly isEmpty: boolean;
}

/** The logs of all segments. The engine removes one when its records are in other files. */
export function logsOf(collection: string): FoundLog[] {
  return segmentFolders(collection).flatMap((segment) => {
    const folder = join(collection, segment);
    return readdirSync(folder).flatMap((name) => {
      const block = LOG.exec(name)?.[1];
      if (block === undefined) return [];
      const path = join(folder, name);
      const bytes = statSync(path).size;
      const isEmpty = bytes < LOG_HEAD;
      return [{ path, segment: Number(segment), block: Number(block), bytes, isEmpty }];
    });
  });
}

/** The folders of the segments: their names are numbers. */
export function segmentFolders(collection: string): string[] {
  return readdirSync(collection).filter((name) => SEGMENT.test(name));
}

/** Whether a merge was cut off. What it had written counts for nothing, and the engine removes it. */
export function hasUnfinishedMerge(collection: string): boolean {
  return readdirSync(collection).some((name) => name.endsWith('.tmp'));
}

/** Whether the segments can be written once more beside themselves, as a merge does: the engine must not end up on a full disk. */
export function hasRoomToMerge(collection: string): boolean {
  const files = segmentFolders(collection).flatMap((segment) => {
    return readdirSync(join(collection, segment), { recursive: true }).map((name) =>
      join(collection, segment, String(name)),
    );
  });
  const bytes = files.reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
  const { bavail, bsize } = statfsSync(collection);
  return bavail * bsize > bytes;
}
