import type { SpaceName } from './record.ts';

/** The first four bytes of a map, `KMAP`. */
const MAGIC = 0x50_41_4d_4b;
const VERSION = 1;
const HEAD_BYTES = 16;
const ID_BYTES = 16;
/** Two whole numbers of 16 bits. */
const PLACE_BYTES = 4;
const SPACES = ['task', 'content'] as const satisfies readonly SpaceName[];

/** The largest coordinate of a place. */
export const MAP_SIDE = 0xff_ff;

/** Where the records of a corpus lie on a plane, in either space. Rows are in the order of their ids. */
export interface CorpusMap {
  /** The ids of the records as 16 bytes each, `rows x 16`. */
  readonly ids: Uint8Array;
  /** The places, `rows x 2`, x before y, from 0 to `MAP_SIDE`; y grows upwards. Both axes have one scale. */
  readonly places: Readonly<Record<SpaceName, Uint16Array>>;
}

/**
 * Writes a map as `map.bin`, all numbers little-endian: the bytes `KMAP`, the version 1, the number of rows and the number of
 * spaces, 2, as 32 bits each; then 16 bytes of id a row; then two times 16 bits a row for the places in the task space; and
 * the same for the content space.
 */
export function encodeMap({ ids, places }: CorpusMap): Uint8Array {
  const rows = ids.length / ID_BYTES;
  const bytes = new Uint8Array(HEAD_BYTES + rows * (ID_BYTES + SPACES.length * PLACE_BYTES));
  const view = new DataView(bytes.buffer);
  [MAGIC, VERSION, rows, SPACES.length].forEach((word, at) => view.setUint32(4 * at, word, true));
  bytes.set(ids, HEAD_BYTES);
  SPACES.forEach((space, at) => {
    const begin = HEAD_BYTES + rows * (ID_BYTES + at * PLACE_BYTES);
    places[space].forEach((place, n) => view.setUint16(begin + 2 * n, place, true));
  });
  return bytes;
}

/**
 * Reads what `encodeMap` writes.
 * @throws RangeError when the bytes are no map of this version
 */
export function decodeMap(bytes: Uint8Array): CorpusMap {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isWhole = bytes.length >= HEAD_BYTES && view.getUint32(0, true) === MAGIC;
  if (!isWhole || view.getUint32(4, true) !== VERSION || view.getUint32(12, true) !== SPACES.length)
    throw new RangeError('These bytes are no map of version 1.');
  const rows = view.getUint32(8, true);
  if (bytes.length !== HEAD_BYTES + rows * (ID_BYTES + SPACES.length * PLACE_BYTES))
    throw new RangeError(`A map of ${rows} rows has another length than ${bytes.length} bytes.`);
  const placesAt = (at: number): Uint16Array => {
    const begin = HEAD_BYTES + rows * (ID_BYTES + at * PLACE_BYTES);
    return Uint16Array.from({ length: 2 * rows }, (_, n) => view.getUint16(begin + 2 * n, true));
  };
  return {
    ids: bytes.slice(HEAD_BYTES, HEAD_BYTES + rows * ID_BYTES),
    places: { task: placesAt(0), content: placesAt(1) },
  };
}

/** The bytes of ids, 16 each. */
export function idBytes(ids: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(ids.length * ID_BYTES);
  ids.forEach((id, row) => {
    const digits = id.replaceAll('-', '');
    for (let at = 0; at < ID_BYTES; at++)
      bytes[row * ID_BYTES + at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16);
  });
  return bytes;
}

/** The id of a row, from the bytes of ids. */
export function idAt(ids: Uint8Array, row: number): string {
  const digits = Array.from(ids.subarray(row * ID_BYTES, (row + 1) * ID_BYTES), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join('-');
}

/** The row of an id, by halving; -1 when the map has no such row. Ids are in ascending order. */
export function rowOfId(ids: Uint8Array, id: string): number {
  const wanted = idBytes([id]);
  let [low, high] = [0, ids.length / ID_BYTES];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareIds(ids, middle, wanted) < 0) low = middle + 1;
    else high = middle;
  }
  return low < ids.length / ID_BYTES && compareIds(ids, low, wanted) === 0 ? low : -1;
}

function compareIds(ids: Uint8Array, row: number, wanted: Uint8Array): number {
  for (let at = 0; at < ID_BYTES; at++) {
    const difference = (ids[row * ID_BYTES + at] ?? 0) - (wanted[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
