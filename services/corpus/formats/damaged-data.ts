/** How a file as a whole is compressed. */
export type Compression = 'gzip' | 'Zstandard';

/** Reading has failed because compressed data are damaged or end early. */
export class DamagedData extends Error {
  constructor(readonly compression: Compression) {
    super(`the ${compression} data are damaged or end here`);
  }
}
