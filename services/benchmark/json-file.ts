import { readFile } from 'node:fs/promises';
import { KindredError } from '../../schemas/errors.ts';

/** The greatest file that is parsed as a whole. */
export const MAX_JSON_BYTES = 64 * 2 ** 20;

/**
 * The value in a file of JSON, with NaN, which Python writes, as null; undefined when it is no JSON.
 * @throws KindredError `invalid_request` when it cannot be read, `payload_too_large` when it is too large
 */
export async function jsonIn(path: string): Promise<unknown> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'EISDIR' ? 'it is a folder: name a file in it' : cause.message;
    throw new KindredError('invalid_request', `${path} cannot be read: ${why}.`, { cause });
  });
  if (bytes.length > MAX_JSON_BYTES) {
    throw new KindredError('payload_too_large', `${path} has more than ${MAX_JSON_BYTES / 2 ** 20} MiB.`);
  }
  const text = bytes.toString('utf8');
  return parsedJson(text) ?? parsedJson(text.replaceAll(/([:[,]\s*)NaN\b/g, '$1null'));
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
