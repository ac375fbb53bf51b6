export interface NpyArray {
  readonly shape: readonly [number, number];
  readonly rows: readonly Float32Array[];
  readonly dataOffset: number;
}

/** Reads a two-dimensional `<f4` array as numpy.lib.format describes it; throws on anything else. */
export function readNpy(bytes: Buffer): NpyArray {
  if (bytes.subarray(0, 8).toString('latin1') !== '\u0093NUMPY\u0001\u0000') throw new Error('not NPY 1.0');
  const dataOffset = 10 + bytes.readUInt16LE(8);
  const header = bytes.subarray(10, dataOffset).toString('latin1');
  const match = /^\{'descr': '<f4', 'fortran_order': False, 'shape': \((\d+), (\d+)\), \} *\n$/.exec(header);
  if (match === null) throw new Error(`unexpected header: ${header}`);
  const shape = [Number(match[1]), Number(match[2])] as const;
  const rows = Array.from({ length: shape[0] }, (_, row) =>
    Float32Array.from({ length: shape[1] }, (_value, column) =>
      bytes.readFloatLE(dataOffset + (row * shape[1] + column) * 4),
    ),
  );
  return { shape, rows, dataOffset };
}
