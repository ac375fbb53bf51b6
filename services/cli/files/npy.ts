/**
 * Length of the whole header with its magic bytes. Any shape fits, and it is a multiple of 64, as the format demands.
 */
export const NPY_HEADER_BYTES = 128;

const MAGIC = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);

/**
 * The header of a file with a two-dimensional array of little-endian 32-bit floats in C order; the rows follow it. The
 * format is NumPy's NPY, version 1.0 (numpy.lib.format).
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
