import { readdirSync, readFileSync, statSync } from 'node:fs';
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

/** The manifests that were not written to their end, and have a higher number than the one that is in force. */
export function cutOffManifests(collection: string, inForce: number): string[] {
  const newer = manifestNumbers(collection).filter((number) => number > inForce);
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
