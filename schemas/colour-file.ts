import { z } from 'zod';

/** The first four bytes of a column of colours, `KCOL`. */
const MAGIC = 0x4c_4f_43_4b;
const HEAD_BYTES = 8;

/** The code of a row that has no value. The values of the legend have the codes from 1 on. */
export const WITHOUT_VALUE = 0;
/** The code of a row whose value is not in the legend. */
export const OTHER_VALUE = 255;
/** So many values are in a legend. */
export const MOST_COLOURS = 20;

/** What the codes of a column stand for. */
export const ColourLegend = z.object({
  field: z.string(),
  kind: z
    .enum(['values', 'ranges'])
    .describe(
      '`values`: one code a value, the most frequent first. `ranges`: one code a range of numbers, ascending.',
    ),
  entries: z
    .array(z.object({ value: z.string().describe('The value, or the range in words.'), count: z.int() }))
    .max(MOST_COLOURS),
  distinct: z.int().describe('The number of different values.'),
  other: z.int().describe('The number of rows with a value that is not in the legend.'),
  without: z.int().describe('The number of rows without a value.'),
});
export type ColourLegend = z.infer<typeof ColourLegend>;

/** The values of one field over the rows of a map, as codes of one byte. */
export interface ColourCodes {
  readonly legend: ColourLegend;
  readonly codes: Uint8Array;
}

/**
 * Writes a column of colours: the bytes `KCOL`, the length of the legend in bytes as 32 bits, little-endian, the legend as JSON
 * in UTF-8, and one byte a row in the order of the map.
 */
export function encodeColours({ legend, codes }: ColourCodes): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(legend));
  const bytes = new Uint8Array(HEAD_BYTES + text.length + codes.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, text.length, true);
  bytes.set(text, HEAD_BYTES);
  bytes.set(codes, HEAD_BYTES + text.length);
  return bytes;
}

/**
 * Reads what `encodeColours` writes.
 * @throws RangeError when the bytes are no column of colours
 * @throws ZodError when the legend is none
 */
export function decodeColours(bytes: Uint8Array): ColourCodes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEAD_BYTES || view.getUint32(0, true) !== MAGIC)
    throw new RangeError('These bytes are no column of colours.');
  const begin = HEAD_BYTES + view.getUint32(4, true);
  if (begin > bytes.length) throw new RangeError('The legend of this column of colours is cut off.');
  const text = new TextDecoder().decode(bytes.subarray(HEAD_BYTES, begin));
  return { legend: ColourLegend.parse(JSON.parse(text)), codes: bytes.slice(begin) };
}
