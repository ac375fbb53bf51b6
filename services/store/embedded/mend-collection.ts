import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { newerManifests, logsOf, newestManifest, type FoundManifest } from './collection-files.ts';
import { withoutCount } from './engine-manifest.ts';
import { draftIn, failedSeal, keptIds, putBackIds, undoFailedSeal } from './kept-ids.ts';
import { cannotBeOpened } from './zvec-collection.ts';

/*
 * What a kill may leave in the files of a collection so that the engine does not open it, or opens it with other records than
 * were written. Each is recognised by what the files themselves say, and mended so that a kill while mending changes nothing:
 * the next opening finds the same, or it mended. docs/decisions/killed-inside-a-seal.md says how each was found.
 */

export interface Cut {
  /** What it is and what is done about it, for the log. */
  readonly what: string;
  readonly mend: () => void;
}

/**
 * What is to be mended in a collection that no process has open, in this order; one that was closed has nothing. The mending of
 * what is not recognised throws, and changes nothing.
 */
export function cutsOf(collection: string): Cut[] {
  const failed = failedSeal(collection);
  if (failed !== null) return [failedOne(collection, failed)];
  const manifest = newestManifest(collection);
  if (manifest === null) return [unknown(collection, 'It has no manifest that can be read')];
  const kept = keptIds(collection);
  const cutOff = newerManifests(collection, manifest.number);
  // Nobody knows to which manifest the map of ids belongs then.
  if (cutOff.length > 0 && kept.length === 0) {
    return [unknown(collection, `${cutOff.map((path) => basename(path)).join(' and ')} cannot be read`)];
  }
  return [
    ...kept.filter((number) => number === manifest.number).map((number) => spoiltIds(collection, number)),
    ...cutOff.map((path) =>
      removed(path, 'The manifest was not written to its end; the one before it holds'),
    ),
    ...cutLogs(collection, manifest),
    ...countedTwice(collection, manifest),
  ];
}

/** Whether a seal was cut off, after which the open segment takes no more records. */
export function wasCutInSeal(collection: string): boolean {
  return failedSeal(collection) !== null || keptIds(collection).length > 0;
}

function failedOne(collection: string, number: number): Cut {
  return {
    what: 'A seal had failed, as on a full disk; what was there before it is put back, with all that is in the log',
    mend: () => {
      undoFailedSeal(collection, number);
      for (const { mend } of cutsOf(collection)) mend();
    },
  };
}

/** What nobody can mend. The engine must not open it either: it ends the process, or takes the store for another one. */
function unknown(collection: string, why: string): Cut {
  const mend = (): never => {
    throw cannotBeOpened(collection, why);
  };
  return { what: why, mend };
}

function spoiltIds(collection: string, number: number): Cut {
  return {
    what: 'A seal was cut off; the map of ids is put back as it was before it',
    mend: () => {
      putBackIds(collection, number);
    },
  };
}

/** Logs that were begun and hold no record, and logs whose records the manifest counts among those of other files. */
function cutLogs(collection: string, { segment, block }: FoundManifest): Cut[] {
  return logsOf(collection).flatMap((log) => {
    if (log.isEmpty) return [removed(log.path, 'The log was begun and holds no record')];
    if (log.segment !== segment || log.block >= block) return [];
    return [removed(log.path, 'The records of the log are in other files already')];
  });
}

/**
 * A merge that ends while records are written counts them in the manifest, and the engine would count them again when it reads
 * their log: it would then look for their vectors in other places than it writes them to.
 */
function countedTwice(collection: string, manifest: FoundManifest): Cut[] {
  const isOpen = (log: { segment: number; block: number; isEmpty: boolean }): boolean =>
    log.segment === manifest.segment && log.block === manifest.block && !log.isEmpty;
  if (manifest.counted === 0 || !logsOf(collection).some(isOpen)) return [];
  const mend = (): void => {
    const draft = draftIn(collection);
    writeSynced(draft, withoutCount(readFileSync(manifest.path)));
    renameSync(draft, join(collection, `manifest.${manifest.number + 1}`));
    rmSync(manifest.path);
  };
  return [
    { what: 'A merge had counted records that are in the log; the manifest counts them no more', mend },
  ];
}

function removed(path: string, what: string): Cut {
  return {
    what: `${what}; ${basename(path)} is removed`,
    mend: () => {
      rmSync(path);
    },
  };
}

function writeSynced(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'wx');
  try {
    // All of them: near the end of a disk one call may write a part.
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
