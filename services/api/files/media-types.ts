import { extname } from 'node:path';
import { factsOf, FORMAT_NAMES, formatOfName, isGzipName } from '../../../schemas/file-formats.ts';

const GZIP = 'application/gzip';
const ANY = 'application/octet-stream';
/** Media types of the pictures that operations draw, by the ending of the file. */
const PICTURES: Readonly<Record<string, string>> = { '.svg': 'image/svg+xml', '.png': 'image/png' };
const FORMATS = FORMAT_NAMES.map((format) => factsOf(format).mediaType);

/** Media types that the documentation lists for uploads. The service recognises a format by the content of the file. */
export const UPLOAD_MEDIA_TYPES = [ANY, ...FORMATS, GZIP];

/** Media types of the files that operations make. */
export const RESULT_MEDIA_TYPES = [...FORMATS, ...Object.values(PICTURES), GZIP];

/** The media type of a file that an operation has made, judged by the name of the file. */
export function mediaTypeOf(name: string): string {
  if (isGzipName(name)) return GZIP;
  const format = formatOfName(name);
  return format === null ? (PICTURES[extname(name)] ?? ANY) : factsOf(format).mediaType;
}
