import { performance } from 'node:perf_hooks';
import type { ZVecCollection } from '@zvec/zvec';
import { KindredError } from '../../../schemas/errors.ts';
import { hasRoomToMerge, logsOf, newerManifests, newestManifest } from './collection-files.ts';
import { forgetIds, keepIds, keptIds, noteFailedSeal } from './kept-ids.ts';

/*
 * The engine writes into one open segment, in memory and in a log. Reading a record of it takes longer the more records it
 * has: two milliseconds when they are 8,000, a hundred when they are 48,000. So the segment is sealed while it is small,
 * and sealed segments are merged when they have become a part of the whole that searches notice.
 */

/** The open segment is sealed when it has this many records. Sealing takes some 150 ms, whatever their number. */
const SEAL_RECORDS = 2_048;
/** Or when its records have this many bytes: at 64 MB the engine seals by itself, and a kill meanwhile would lose records. */
const SEAL_BYTES = 24_000_000;
/** While a merge runs nothing can be sealed, so writers wait when the open segment has this many bytes. */
const MOST_BYTES = 48_000_000;
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
  #openBytes = 0;
  #sealed = 0;
  #deleted = 0;
  #merging: Promise<void> | null = null;
  #closing = false;
  /** After a seal that failed nothing is sealed or merged any more: the next opening begins where it began. */
  #failed = false;

  constructor(collection: ZVecCollection, recordCount: () => number, log: StoreLog) {
    this.#collection = collection;
    this.#recordCount = recordCount;
    this.#log = log;
  }

  /** Notes that records were written. It must be called between two operations on the collection. */
  written(records: number, bytes: number): void {
    this.#open += records;
    this.#openBytes += bytes;
    if (this.#isFull()) this.#settle('loading');
  }

  /**
   * Resolves when the open segment has room for more.
   * @throws KindredError `store_unavailable` when it can have no more, since a seal has failed
   */
  async room(): Promise<void> {
    while (this.#merging !== null && this.#openBytes >= MOST_BYTES) await this.#merging;
    if (!this.#failed || this.#openBytes < MOST_BYTES) return;
    throw new KindredError(
      'store_unavailable',
      'The record store takes no more records, since what was written before could not be sealed, as on a full disk. Nothing is ' +
        'lost. Make room on the disk and start this process again.',
    );
  }

  #isFull(): boolean {
    return this.#open >= SEAL_RECORDS || this.#openBytes >= SEAL_BYTES;
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
  opened({ segments, killed }: { readonly segments: number; readonly killed: boolean }): void {
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
  end(): Promise<void> {
    this.#closing = true;
    return this.settled();
  }

  /** Closes the collection. */
  async close(): Promise<void> {
    await this.end();
    const { path } = this.#collection;
    const close = (): void => {
      this.#collection.closeSync();
    };
    // Where nothing was written a full disk is no reason not to close.
    if (logsOf(path).length === 0 && keptIds(path).length === 0) close();
    else this.#keepingIds(close);
  }

  #settle(when: keyof typeof MERGE_SHARE): void {
    if (this.#merging !== null || this.#closing) return;
    const unmerged = this.#open + this.#sealed;
    if (unmerged >= this.#recordCount() * MERGE_SHARE[when]) void this.#merge();
    else if (this.#open >= LEAST_RECORDS || this.#isFull()) this.#seal();
  }

  /**
   * The engine seals the open segment when an iterator is made, so that its snapshot does not change.
   * @returns whether it is sealed
   */
  #seal(): boolean {
    if (this.#failed) return false;
    let isSealed = true;
    try {
      this.#keepingIds(() => {
        this.#collection.iterDocsSync({ outputFields: [], includeVector: false }).closeSync();
      });
    } catch (err) {
      isSealed = false;
      this.#log.warn({ err }, 'What was written last could not be sealed; questions may take longer');
    }
    // Then writers must stop before the engine seals by itself.
    if (this.#failed) return false;
    this.#sealed += this.#open;
    [this.#open, this.#openBytes] = [0, 0];
    return isSealed;
  }

  /** A kill while `seal` runs loses nothing: what the next opening needs is kept until it has ended well. */
  #keepingIds(seal: () => void): void {
    const { path } = this.#collection;
    if (this.#failed) return seal();
    keepIds(path);
    try {
      seal();
      const manifest = newestManifest(path);
      // On a full disk the engine does not notice that it could not write it.
      if (manifest === null || newerManifests(path, manifest.number).length > 0) {
        throw new Error('The manifest could not be written');
      }
    } catch (cause) {
      this.#failed = noteFailedSeal(path);
      throw cause;
    }
    forgetIds(path);
  }

  #merge(): Promise<void> {
    if (this.#closing || this.#failed) return Promise.resolve();
    this.#merging ??= this.#mergeOnce().finally(() => {
      this.#merging = null;
      if (this.#isFull()) this.#settle('loading');
    });
    return this.#merging;
  }

  async #mergeOnce(): Promise<void> {
    const start = performance.now();
    const { path } = this.#collection;
    const unmerged = this.#open + this.#sealed;
    try {
      // A merge seals the open segment first, and that must not be cut off.
      if (logsOf(path).length > 0 && !this.#seal()) return;
      if (!hasRoomToMerge(path)) throw new Error('There is less room on the disk than the records take');
      [this.#open, this.#openBytes, this.#sealed] = [0, 0, 0];
      await this.#collection.optimize();
      const records = this.#recordCount();
      const ms = Math.round(performance.now() - start);
      this.#log.info({ records, merged: unmerged, ms }, 'Merged what was written');
    } catch (err) {
      this.#sealed = unmerged;
      this.#log.warn({ err }, 'What was written could not be merged; questions may take longer');
    }
  }
}
