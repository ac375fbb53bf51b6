import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { TextVectors } from '../../embedding/port.ts';
import type { SpaceSignature } from '../port.ts';
import type { StoreLog } from './segments.ts';

/*
 * The engine gives vectors as lists of JavaScript numbers, which takes fifteen times as long as the rest of a record. So they are
 * kept a second time, in a flat file: slots of equal size, found by the checksum of the record, which covers its vectors too. What
 * the engine stores says which checksum a record has, so a slot can be missing or spoilt, but never be taken for another record's.
 */

/** Inside the folder of the collection; the engine leaves it alone. */
const FOLDER = 'kindred-vectors';
const CHECKSUM_BYTES = 16;
/** The checksum of the record, and a CRC-32 of it and the vectors. */
const HEAD_BYTES = CHECKSUM_BYTES + 4;
const NUMBER_BYTES = 4;
const KEY_BYTES = 8;
/** So many hexadecimal digits of a checksum are its key, which a number holds exactly. */
const KEY_DIGITS = 13;
/** For reading and writing at any place. */
const OPENING = constants.O_RDWR | constants.O_CREAT;
/** Only the user of the service may read what users have sent. */
const PRIVATE = 0o600;
/** The file is begun anew when it has this many times as many slots as there are records, and some more. */
const MOST_SLOTS = 2;
const SPARE_SLOTS = 4_096;
/** After a deletion it is begun anew when this share of its slots is of no record any more, as the engine rewrites its files. */
const CLEARED_FROM = 0.3;

/** A record's checksum, 32 hexadecimal digits, with the vectors that it covers. */
export type ChecksummedVectors = readonly [checksum: string, vectors: TextVectors];

interface OpenFiles {
  /** The slots, one after the other: checksum, CRC-32, task vector, content vector. */
  readonly slots: number;
  /** The key of every slot, eight bytes each, written after the slot: what lies behind the last key counts for nothing. */
  readonly keys: number;
}

const keyOf = (checksum: string): number => Number.parseInt(checksum.slice(0, KEY_DIGITS), 16);

/** The vectors of records by the checksums of these. It may lack any; where it cannot be written it lacks all. */
export class VectorSlots {
  readonly #folder: string;
  readonly #recordCount: () => number;
  readonly #log: StoreLog;
  readonly #task: number;
  readonly #slot: Uint8Array;
  readonly #numbers: Float32Array;
  readonly #slotOf = new Map<number, number>();
  #count = 0;
  #files: OpenFiles | null = null;
  #isUsable = true;

  /** @param recordCount tells how many records there are */
  constructor(collection: string, { dimensions }: SpaceSignature, recordCount: () => number, log: StoreLog) {
    this.#folder = join(collection, FOLDER);
    this.#recordCount = recordCount;
    this.#log = log;
    this.#task = dimensions.task;
    this.#slot = new Uint8Array(HEAD_BYTES + NUMBER_BYTES * (dimensions.task + dimensions.content));
    this.#numbers = new Float32Array(this.#slot.buffer, HEAD_BYTES);
  }

  /** The vectors of the record with this checksum, each in memory of its own; null when they are not there. */
  get(checksum: string): TextVectors | null {
    return this.#orNothing(({ slots }) => {
      const key = keyOf(checksum);
      const place = this.#slotOf.get(key);
      if (place === undefined) return null;
      const { length } = this.#slot;
      const read = readSync(slots, this.#slot, 0, length, place * length);
      if (read === length && this.#isOf(checksum)) {
        const numbers = this.#numbers;
        return { task: numbers.slice(0, this.#task), content: numbers.slice(this.#task) };
      }
      this.#slotOf.delete(key);
      return null;
    });
  }

  /** Adds vectors that are not there yet. A process that is killed meanwhile may leave any part of them out. */
  add(entries: readonly ChecksummedVectors[]): void {
    this.#orNothing((files) => {
      const fresh = entries.filter(([checksum]) => !this.#slotOf.has(keyOf(checksum)));
      if (fresh.length === 0) return null;
      const { length } = this.#slot;
      const slots = new Uint8Array(fresh.length * length);
      fresh.forEach(([checksum, { task, content }], at) => {
        this.#slot.set(Buffer.from(checksum, 'hex'));
        this.#numbers.set(task);
        this.#numbers.set(content, this.#task);
        new DataView(this.#slot.buffer).setUint32(CHECKSUM_BYTES, this.#sum());
        slots.set(this.#slot, at * length);
      });
      const keys = Float64Array.from(fresh, ([checksum]) => keyOf(checksum));
      writeWhole(files.slots, slots, this.#count * length);
      writeWhole(files.keys, new Uint8Array(keys.buffer), this.#count * KEY_BYTES);
      for (const key of keys) this.#slotOf.set(key, this.#count++);
      if (this.#count > this.#recordCount() * MOST_SLOTS + SPARE_SLOTS) this.#clear(files);
      return null;
    });
  }

  /** Takes note that records were deleted. */
  deleted(): void {
    this.#orNothing((files) => {
      if (this.#count > 0 && this.#recordCount() <= this.#count * (1 - CLEARED_FROM)) this.#clear(files);
      return null;
    });
  }

  close(): void {
    if (this.#files !== null) {
      closeSync(this.#files.slots);
      closeSync(this.#files.keys);
    }
    this.#files = null;
    this.#isUsable = false;
  }

  /** Whether what was read into the slot is whole and of the record with this checksum. */
  #isOf(checksum: string): boolean {
    const head = Buffer.from(this.#slot.buffer, 0, HEAD_BYTES);
    return (
      head.toString('hex', 0, CHECKSUM_BYTES) === checksum &&
      head.readUInt32BE(CHECKSUM_BYTES) === this.#sum()
    );
  }

  #sum(): number {
    return crc32(this.#slot.subarray(HEAD_BYTES), crc32(this.#slot.subarray(0, CHECKSUM_BYTES)));
  }

  /** Nothing is lost without the file, so an error of it is no error of the store. */
  #orNothing<T>(use: (files: OpenFiles) => T | null): T | null {
    if (!this.#isUsable) return null;
    try {
      this.#files ??= this.#open();
      return use(this.#files);
    } catch (err) {
      this.close();
      // What was written of it may be what fills the disk.
      rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
      this.#log.warn({ err }, 'Vectors could not be kept a second time; reading many records takes longer');
      return null;
    }
  }

  #open(): OpenFiles {
    mkdirSync(this.#folder, { recursive: true });
    const [slots, keys] = ['slots', 'keys'].map((name) =>
      openSync(join(this.#folder, name), OPENING, PRIVATE),
    ) as [number, number];
    const bytes = readFileSync(keys);
    const whole = Math.min(
      Math.floor(bytes.length / KEY_BYTES),
      Math.floor(fstatSync(slots).size / this.#slot.length),
    );
    const known = new Float64Array(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + whole * KEY_BYTES),
    );
    known.forEach((key, place) => this.#slotOf.set(key, place));
    this.#count = whole;
    return { slots, keys };
  }

  #clear({ slots, keys }: OpenFiles): void {
    ftruncateSync(keys);
    ftruncateSync(slots);
    this.#slotOf.clear();
    this.#count = 0;
  }
}

function writeWhole(file: number, bytes: Uint8Array, place: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(file, bytes, done, bytes.length - done, place + done);
  }
}
