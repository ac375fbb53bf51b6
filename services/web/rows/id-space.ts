/*
 * The records of a corpus come in the order of their ids, and a page of them begins after any id. Ids are hashes, so they lie
 * evenly: cut into equal parts, the space of ids has about as many records in each. By that the table can jump to any place
 * without reading what stands before it.
 */

/** The first eight digits of an id are what is cut. */
const IDS = 2 ** 32;
/** Few enough for one request, and more than a screen shows. */
const ROWS_A_PART = 64;
/** What so few rows are read as is one part. */
const ONE_PART = 200;

/** Into how many parts the ids of so many records are cut. */
export function partsFor(records: number): number {
  return records <= ONE_PART ? 1 : Math.ceil(records / ROWS_A_PART);
}

/** The part that an id belongs to. */
export function partOf(id: string, parts: number): number {
  return Math.floor((Number.parseInt(id.slice(0, 8), 16) * parts) / IDS);
}

/** An id below all of a part and above all of the part before it, which no record need have; undefined for the first part. */
export function beforePart(part: number, parts: number): string | undefined {
  const first = Math.ceil((part * IDS) / parts);
  return first === 0 ? undefined : `${digits(BigInt(first - 1), 8)}-ffff-5fff-bfff-ffffffffffff`;
}

/** The id before this one, so that a page after it begins with this one. */
export function beforeId(id: string): string {
  const before = digits(BigInt(`0x${id.replaceAll('-', '')}`) - 1n, 32);
  return [
    before.slice(0, 8),
    before.slice(8, 12),
    before.slice(12, 16),
    before.slice(16, 20),
    before.slice(20),
  ].join('-');
}

function digits(value: bigint, count: number): string {
  return value.toString(16).padStart(count, '0');
}
