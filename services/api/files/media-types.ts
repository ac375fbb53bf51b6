import { extname } from 'node:path';
import { factsOf, FORMAT_NAMES, formatOfName, isGzipName } from '../../../schemas/file-formats.ts';

const GZIP = 'application/gzip';
const ANY = 'application/octet-stream';
/** Of the pictures that operations draw. */
const PICTURES: Readonly<Record<string, string>> = { '.svg': 'image/svg+xml', '.png': 'image/png' };
const FORMATS = FORMAT_NAMES.map((format) => factsOf(format).mediaType);

/** Media types that a file may be sent with, which is read by its content whatever it is sent with. */
export const UPLOAD_MEDIA_TYPES = [ANY, ...FORMATS, GZIP];

/** Media types of the files that operations make. */
export const RESULT_MEDIA_TYPES = [...FORMATS, ...Object.values(PICTURES), GZIP];

/** The media type of a file that an operation has made, by its name. */
export function mediaTypeOf(name: string): string {
  if (isGzipName(name)) return GZIP;
  const format = formatOfName(name);
  return format === null ? (PICTURES[extname(name)] ?? ANY) : factsOf(format).mediaType;
}
