/** Whole header, magic included: room for any shape, and a multiple of 64 as the format asks. */
export const NPY_HEADER_BYTES = 128;

const MAGIC = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);

/**
 * Header of a two-dimensional array of little-endian 32-bit floats in C order; the rows follow it.
 * NumPy's NPY format, version 1.0 (numpy.lib.format).
 */
export function npyHeader(rows: number, columns: number): Buffer {
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const length = NPY_HEADER_BYTES - MAGIC.length - 2;
  const header = Buffer.alloc(NPY_HEADER_BYTES, ' ');
  MAGIC.copy(header);
  header.writeUInt16LE(length, MAGIC.length);
  header.write(dictionary, MAGIC.length + 2, 'latin1');
  header.write('\n', NPY_HEADER_BYTES - 1, 'latin1');
  return header;
}
