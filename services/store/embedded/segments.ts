import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { ZVecCollection } from '@zvec/zvec';

/*
 * The engine writes into one open segment, in memory and in a log. Reading a record of it takes longer the more records it
 * has: two milliseconds when they are 8,000, a hundred when they are 48,000. So the segment is sealed while it is small,
 * and sealed segments are merged when they have become a part of the whole that searches notice.
 */

/** The open segment is sealed when it has this many records. Sealing takes some 150 ms, whatever their number. */
const SEAL_RECORDS = 2_048;
/** A load that ends with fewer unmerged records than this leaves them: they slow a search by a millisecond or less. */
const LEAST_RECORDS = 512;
/**
 * Sealed segments are merged when they hold this share of all records. A merge rewrites the records of all segments, so
 * in a load that goes on it comes when they have grown by an eighth, which writes every record some eight times.
 */
const MERGE_SHARE = { loading: 1 / 8, loaded: 1 / 32 } as const;
/** A store that has more segments than this when it is opened is merged: each makes opening and searching take longer. */
const MANY_SEGMENTS = 8;
/** Before this many records are fetched the open segment is sealed, unless it is small. */
const MANY_READ = 64;
/** When this share of the records has been deleted, their room on the disk is given back. */
const COMPACT_FROM = 0.3;

/** Is told what the store does by itself. */
export interface StoreLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export const SILENT: StoreLog = { info: () => undefined, warn: () => undefined };

/**
 * Seals and merges the segments of a collection. A merge runs in a thread of the engine while records are written, read and
 * deleted; one that is killed has changed nothing. A failure is logged and not thrown: what was written is written.
 */
export class Segments {
  readonly #collection: ZVecCollection;
  readonly #recordCount: () => number;
  readonly #log: StoreLog;
  /** How many records were written into the open segment, and into segments that were sealed since the last merge. */
  #open = 0;
  #sealed = 0;
  #deleted = 0;
  #merging: Promise<void> | null = null;
  #closing = false;

  constructor(collection: ZVecCollection, recordCount: () => number, log: StoreLog) {
    this.#collection = collection;
    this.#recordCount = recordCount;
    this.#log = log;
  }

  /** Notes that records were written. It must be called between two operations on the collection. */
  written(records: number): void {
    this.#open += records;
    if (this.#open >= SEAL_RECORDS) this.#settle('loading');
  }

  /** Takes note that so many records will be fetched, which is slow for those of the open segment. */
  reading(records: number): void {
    if (records < MANY_READ || this.#open < LEAST_RECORDS || this.#merging !== null || this.#closing) return;
    this.#seal();
  }

  /** Takes note of the end of a load. */
  loaded(): void {
    if (this.#open + this.#sealed >= LEAST_RECORDS) this.#settle('loaded');
  }

  /** Takes note of what lies on the disk when the collection has been opened. */
  opened({ segments, killed }: FoundSegments): void {
    if (killed) this.#seal();
    if (segments > MANY_SEGMENTS) void this.#merge();
  }

  /** Has the engine rewrite its files when much was deleted: until then it keeps the vectors of deleted records. */
  async deleted(records: number): Promise<void> {
    this.#deleted += records;
    const before = this.#recordCount() + this.#deleted;
    if (this.#deleted === 0 || this.#deleted < before * COMPACT_FROM) return;
    this.#deleted = 0;
    await this.#merging;
    await this.#merge();
  }

  /** Resolves when no merge is running. */
  async settled(): Promise<void> {
    while (this.#merging !== null) await this.#merging;
  }

  /** Lets no merge start from now on, and resolves when none is running: the engine closes no collection meanwhile. */
  close(): Promise<void> {
    this.#closing = true;
    return this.settled();
  }

  #settle(when: keyof typeof MERGE_SHARE): void {
    if (this.#merging !== null || this.#closing) return;
    const unmerged = this.#open + this.#sealed;
    if (unmerged >= this.#recordCount() * MERGE_SHARE[when]) void this.#merge();
    else if (this.#open >= LEAST_RECORDS) this.#seal();
  }

  /** The engine seals the open segment when an iterator is made, so that its snapshot does not change. */
  #seal(): void {
    this.#sealed += this.#open;
    this.#open = 0;
    try {
      this.#collection.iterDocsSync({ outputFields: [], includeVector: false }).closeSync();
    } catch (err) {
      this.#log.warn({ err }, 'What was written last could not be sealed; questions may take longer');
    }
  }

  #merge(): Promise<void> {
    if (this.#closing) return Promise.resolve();
    this.#merging ??= this.#mergeOnce().finally(() => {
      this.#merging = null;
      if (this.#open >= SEAL_RECORDS) this.#settle('loading');
    });
    return this.#merging;
  }

  async #mergeOnce(): Promise<void> {
    const start = performance.now();
    const unmerged = this.#open + this.#sealed;
    [this.#open, this.#sealed] = [0, 0];
    try {
      await this.#collection.optimize();
      const records = this.#recordCount();
      const ms = Math.round(performance.now() - start);
      this.#log.info({ records, merged: unmerged, ms }, 'Merged what was written');
    } catch (err) {
      this.#sealed += unmerged;
      this.#log.warn({ err }, 'What was written could not be merged; questions may take longer');
    }
  }
}

interface FoundSegments {
  readonly segments: number;
  /** Whether a process was killed that had the collection open. */
  readonly killed: boolean;
}

/** What lies on the disk of a collection that is not open: each segment is a folder whose name is a number. */
export async function segmentsOf(path: string): Promise<FoundSegments> {
  if (!existsSync(path)) return { segments: 0, killed: false };
  const names = (await readdir(path)).filter((name) => /^\d+$/.test(name));
  const logs = await Promise.all(names.map((name) => bytesOfLogs(join(path, name))));
  return { segments: names.length, killed: logs.some((bytes) => bytes > 0) };
}

/** The log of a segment is removed when the collection is closed, because the records are then in its other files. */
async function bytesOfLogs(folder: string): Promise<number> {
  const logs = (await readdir(folder)).filter((name) => name.endsWith('.wal'));
  const sizes = await Promise.all(logs.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
