/** The components of a vector as little-endian 32-bit floats, whatever the byte order of the machine. */
export function floatBytes(vector: Float32Array): Buffer {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, index) => bytes.writeFloatLE(value, index * 4));
  return bytes;
}

/** Decodes a vector as the API sends it: as numbers, or as base64 of little-endian 32-bit floats. */
export function floatsOf(vector: string | readonly number[]): Float32Array {
  if (typeof vector !== 'string') return Float32Array.from(vector);
  const bytes = Buffer.from(vector, 'base64');
  const floats = new Float32Array(bytes.length / 4);
  for (let index = 0; index < floats.length; index += 1) floats[index] = bytes.readFloatLE(index * 4);
  return floats;
}
