/*
 * The engine lists its files in a manifest, a message in the encoding of Protocol Buffers. Only what must be known after a kill
 * is read of it, by the numbers of its fields, in the order in which the engine writes them.
 */

const WRITING_SEGMENT = 5;
const NEXT_SEGMENT = 8;
const SEGMENT = { id: 1, writingBlock: 3 } as const;
const BLOCK = { id: 1, firstRecord: 3, lastRecord: 4, records: 5 } as const;
const VARINT = 0;
const BYTES = 2;

/** What a manifest says of the open segment: its number, and the block of it that is written, whose records are in a log. */
export interface OpenSegment {
  readonly segment: number;
  readonly block: number;
  /** How many records of that block the manifest counts. All of them are in the log, so it should count none. */
  readonly counted: number;
}

/** A field of a message: its number, its value, and where it lies with its head. */
interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
  readonly bytes: Uint8Array;
}

/** What the manifest says of the open segment; null when the manifest is not whole, or is none that can be read here. */
export function openSegmentOf(manifest: Uint8Array): OpenSegment | null {
  const fields = fieldsOf(manifest);
  // The number of the next segment is written last, so a manifest that has it was written to its end.
  if (fields?.at(-1)?.number !== NEXT_SEGMENT) return null;
  const segment = messageIn(fields, WRITING_SEGMENT);
  const block = segment && messageIn(segment, SEGMENT.writingBlock);
  if (!segment || !block) return null;
  return {
    segment: numberIn(segment, SEGMENT.id),
    block: numberIn(block, BLOCK.id),
    counted: numberIn(block, BLOCK.records),
  };
}

/** The same manifest with an open block that counts no records, as the engine writes it when it begins one. */
export function withoutCount(manifest: Uint8Array): Uint8Array {
  return replaced(manifest, WRITING_SEGMENT, (segment) =>
    replaced(segment, SEGMENT.writingBlock, (block) => {
      const fields = fieldsOf(block) ?? [];
      const first = fields.find(({ number }) => number === BLOCK.firstRecord);
      return Buffer.concat(
        fields.flatMap((field) => {
          if (field.number === BLOCK.records) return [];
          if (field.number !== BLOCK.lastRecord) return [field.bytes];
          return first === undefined ? [] : [headOf(BLOCK.lastRecord, VARINT), first.bytes.subarray(1)];
        }),
      );
    }),
  );
}

function replaced(message: Uint8Array, number: number, by: (value: Uint8Array) => Uint8Array): Uint8Array {
  const parts = (fieldsOf(message) ?? []).flatMap((field) => {
    if (field.number !== number || typeof field.value === 'number') return [field.bytes];
    const value = by(field.value);
    return [headOf(number, BYTES), varint(value.length), value];
  });
  return Buffer.concat(parts);
}

function messageIn(fields: readonly Field[], number: number): Field[] | null {
  const value = fields.find((field) => field.number === number)?.value;
  return value instanceof Uint8Array ? fieldsOf(value) : null;
}

/** A number that is 0 is not written. */
function numberIn(fields: readonly Field[], number: number): number {
  const value = fields.find((field) => field.number === number)?.value;
  return typeof value === 'number' ? value : 0;
}

/** The fields of a message; null when the bytes are none, or are cut off. The engine writes numbers and bytes alone. */
function fieldsOf(message: Uint8Array): Field[] | null {
  const fields: Field[] = [];
  for (let start = 0, end = 0; start < message.length; start = end) {
    const head = readVarint(message, start);
    if (head === null) return null;
    const [number, kind] = [head.value >>> 3, head.value & 7];
    const read = readVarint(message, head.end);
    if (read === null || number === 0 || (kind !== VARINT && kind !== BYTES)) return null;
    end = kind === BYTES ? read.end + read.value : read.end;
    if (end > message.length) return null;
    const value = kind === BYTES ? message.subarray(read.end, end) : read.value;
    fields.push({ number, value, bytes: message.subarray(start, end) });
  }
  return fields;
}

function readVarint(bytes: Uint8Array, start: number): { value: number; end: number } | null {
  let value = 0;
  for (let at = start, scale = 1; at < bytes.length; at++, scale *= 128) {
    const byte = bytes[at] ?? 0;
    value += (byte & 127) * scale;
    if (!Number.isSafeInteger(value)) return null;
    if (byte < 128) return { value, end: at + 1 };
  }
  return null;
}

function headOf(number: number, kind: number): Uint8Array {
  return varint(number * 8 + kind);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.from([...bytes, rest]);
}
